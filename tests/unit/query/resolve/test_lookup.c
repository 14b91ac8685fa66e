/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/lookup.h"
#include "tests/unit/query/small_model.h"

static LbStatus lookup(int32_t *film, const LbModel *model, const char *text, LbError *err)
{
    LbResolver *resolver = NULL;
    LbStatus    st       = lb_resolver_new(&resolver, &model->films, err);
    if (st == LB_OK) st = lb_lookup_film(film, resolver, &model->films, text, err);
    lb_resolver_free(resolver);
    return st;
}

static void lookup__finds_a_film_in_any_form(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t     film;
    } cases[] = {
        {"amelie", 0},          {"Amélie", 0},
        {" AMELIE ", 0},        {"Amelie (2001)", 0},
        {"face-off", 1},        {"Face/Off", 1},
        {"Face/Off (1996)", 1}, {"https://letterboxd.com/film/dracula-2025/", 2},
        {"film:900", 7},        {"the office", 6},
        {"Office, The", 6},     {"Office, The (2005)", 6},
    };
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model = small_model(&small);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t film = -1;
        LB_ASSERT_OK(lookup(&film, model, cases[i].text, &err));
        assert_int_equal(film, cases[i].film);
    }
}

static void lookup__suggests_what_is_spelt_alike(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"Amelei", "no film 'Amelei'; did you mean amelie (Amélie, 2001)?"},
        {"Alein (1979)", "did you mean alien (Alien, 1979)?"},
        {"office", "did you mean the-office (The Office, 2005)?"},
        {"Dracula",
         "'Dracula' is the name of 2 films: give one of them by its slug: dracula-2025 (Dracula, "
         "2025), dracula-2025-1 (Dracula, 2025)"},
        {"https://letterboxd.com/film/aliens/", "did you mean alien (Alien, 1979)?"},
        {"Alien (1999)", "did you mean alien (Alien, 1979)?"},
        {"zzzzqqqq", "nor one spelt alike"},
        {"???", "nor one spelt alike"},
        {"", "nor one spelt alike"},
    };
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model = small_model(&small);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t film = -1;
        LB_ASSERT_FAILS(lookup(&film, model, cases[i].text, &err), LB_ENOINPUT, cases[i].part);
    }
}

static void lookup__goes_by_slugs_in_a_model_without_titles(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    int32_t    film  = -1;
    LbModel    model = *small_model(&small);
    model.films =
        (LbFilms){.n_films = SMALL_FILMS, .slugs = model.films.slugs, .count = model.films.count};
    LB_ASSERT_OK(lookup(&film, &model, "The Office", &err));
    assert_int_equal(film, 6);
    LB_ASSERT_FAILS(lookup(&film, &model, "amelei", &err), LB_ENOINPUT, "did you mean amelie?");
    LB_ASSERT_FAILS(lookup(&film, &model, "zzzzqqqq", &err), LB_ENOINPUT, "--films FILMS.csv");
}

/* Many and long names: the message ends with a whole one. */
static void lookup__names_no_more_than_there_is_room_for(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    int32_t    film  = -1;
    LbModel    model = *small_model(&small);
    int64_t    start[SMALL_FILMS + 1];
    char       text[SMALL_FILMS * 100 + 1];
    for (int i = 0; i < SMALL_FILMS; i++) {
        start[i] = 100 * (int64_t)i;
        memset(text + start[i], 'x', 100);
        for (int k = 0; k < 8; k++)
            text[start[i] + k] = "Parasite"[k];
        text[start[i] + 99] = (char)('a' + i);
    }
    start[SMALL_FILMS] = 100 * (int64_t)SMALL_FILMS;
    model.films.titles = (LbStrings){SMALL_FILMS, text, start};
    LB_ASSERT_FAILS(lookup(&film, &model, "parasite", &err), LB_ENOINPUT, "did you mean alien (");
    assert_string_equal(err.message + strlen(err.message) - 2, ")?");
}

static void lookup__memory_running_out_leaves_nothing_behind(void **state)
{
    (void)state;
    LbError        err = {0};
    SmallModel     small;
    int32_t        film  = -1;
    const LbModel *model = small_model(&small);
    LB_ASSERT_SURVIVES_NOMEM(lookup(&film, model, "Amélie", &err), assert_int_equal(film, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookup__finds_a_film_in_any_form),
        cmocka_unit_test(lookup__suggests_what_is_spelt_alike),
        cmocka_unit_test(lookup__goes_by_slugs_in_a_model_without_titles),
        cmocka_unit_test(lookup__names_no_more_than_there_is_room_for),
        cmocka_unit_test(lookup__memory_running_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
