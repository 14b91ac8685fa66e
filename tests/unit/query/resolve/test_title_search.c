/* SPDX-License-Identifier: MIT */
#include "query/resolve/title_search.h"

#include "tests/lb_test.h"
#include "tests/unit/query/small_model.h"

static void title_search__finds_by_the_beginning_of_words(void **state)
{
    static const struct {
        const char *text;
        int32_t     n, first;
    } cases[]          = {{"am", 1, 0},      {"AMÉLIE", 1, 0}, {"off", 2, 1},
                          {"off fac", 1, 1}, {"drac", 2, 2},   {"dracula 2025", 2, 2},
                          {"ffice", 0, 0},   {"the o", 1, 6},  {"1979", 1, 4},
                          {"", 0, 0},        {" / ", 0, 0},    {"zzz", 0, 0}};
    LbError        err = {0};
    SmallModel     small;
    LbTitleSearch *search = NULL;
    int32_t        films[4];
    (void)state;
    const LbModel *model = small_model(&small);
    LB_ASSERT_OK(lb_title_search_new(&search, &model->films, &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t n = lb_title_search_find(search, cases[i].text, films, 4);
        if (n != cases[i].n) fail_msg("'%s': %d films", cases[i].text, (int)n);
        if (n > 0 && films[0] != cases[i].first) fail_msg("'%s': film %d", cases[i].text, films[0]);
    }
    lb_title_search_free(search);
}

static void title_search__gives_the_best_known_first_and_no_more_than_asked(void **state)
{
    LbError        err = {0};
    SmallModel     small;
    LbTitleSearch *search = NULL;
    int32_t        films[8];
    (void)state;
    const LbModel *model = small_model(&small);
    LB_ASSERT_OK(lb_title_search_new(&search, &model->films, &err));
    /* "off": Face/Off has 700 ratings, The Office 300. */
    assert_int_equal(lb_title_search_find(search, "off", films, 8), 2);
    assert_int_equal(films[0], 1);
    assert_int_equal(films[1], 6);
    assert_int_equal(lb_title_search_find(search, "off", films, 1), 1);
    assert_int_equal(films[0], 1);
    assert_int_equal(lb_title_search_find(search, "off", films, 0), 0);
    /* What begins like the text goes before what is better known. */
    assert_int_equal(lb_title_search_find(search, "dracula", films, 8), 2);
    assert_int_equal(films[0], 2);
    lb_title_search_free(search);
}

static void title_search__survives_lack_of_memory(void **state)
{
    LbError        err = {0};
    SmallModel     small;
    LbTitleSearch *search = NULL;
    (void)state;
    const LbModel *model = small_model(&small);
    LB_ASSERT_SURVIVES_NOMEM(lb_title_search_new(&search, &model->films, &err),
                             lb_title_search_free(search));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(title_search__finds_by_the_beginning_of_words),
        cmocka_unit_test(title_search__gives_the_best_known_first_and_no_more_than_asked),
        cmocka_unit_test(title_search__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
