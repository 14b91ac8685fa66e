/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit_settings.h"

#include "tests/lb_test.h"

#include <stdlib.h>

static void fit_settings__survive_the_way_through_json(void **state)
{
    (void)state;
    LbError       err = {0};
    LbFitSettings set = lb_fit_defaults(), back = lb_fit_defaults();
    LbJson       *doc = lb_json_new(), *read = NULL;
    char         *text    = NULL;
    set.taste.rank        = 77;
    set.discovery.novelty = 0.125;
    lb_fit_settings_put(doc, lb_json_root(doc), &set, LB_METHOD_HYBRID);
    LB_ASSERT_OK(lb_json_dump(doc, false, &text, &err));
    assert_null(strstr(text, "svd.rank"));
    LB_ASSERT_OK(lb_json_parse(&read, text, strlen(text), &err));
    assert_true(lb_fit_settings_get(&back, lb_json_root(read)) > 30);
    assert_int_equal(back.taste.rank, 77);
    LB_ASSERT_NEAR(back.discovery.novelty, 0.125, 0);
    assert_int_equal(back.svd.rank, lb_fit_defaults().svd.rank);
    free(text);
    lb_json_free(doc);
    lb_json_free(read);
}

static void cover(uint8_t *covered, size_t offset, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (covered[offset + i] != 0) fail_msg("byte %zu belongs to two members", offset + i);
        covered[offset + i] = 1;
    }
}

/* Every byte of LbFitSettings belongs to a row of the table, to a member that comes from elsewhere,
 * or to the hole after a number of 32 bits. */
static void fit_settings__are_all_in_the_table(void **state)
{
    (void)state;
#define OTHER(member)                                                                              \
    {                                                                                              \
#member, offsetof(LbFitSettings, member), sizeof(((LbFitSettings *)NULL)->member)          \
    }
    static const struct Other {
        const char *name;
        size_t      offset, size;
    } others[]                  = {OTHER(svd.way),
                                   OTHER(svd.tolerance),
                                   OTHER(svd.floor),
                                   OTHER(svd.restarts),
                                   OTHER(svd.is_step),
                                   OTHER(svd.seed),
                                   OTHER(svd.start),
                                   OTHER(svd.earlier),
                                   OTHER(warm),
                                   OTHER(stars.users.mean),
                                   OTHER(stars.films.mean),
                                   OTHER(stars.fold.mean),
                                   OTHER(softimpute.seed),
                                   OTHER(plain_films.mean),
                                   OTHER(stars.users.most),
                                   OTHER(stars.films.most),
                                   OTHER(stars.fold.most),
                                   OTHER(plain_films.most),
                                   OTHER(parts)};
    static const size_t after[] = {
        offsetof(LbFitSettings, svd.restarts),      offsetof(LbFitSettings, taste.rank),
        offsetof(LbFitSettings, near.min_ratings),  offsetof(LbFitSettings, softimpute.rank),
        offsetof(LbFitSettings, softimpute.passes), offsetof(LbFitSettings, plain_sweeps),
        offsetof(LbFitSettings, embedding.rank),    offsetof(LbFitSettings, parts)};
    uint8_t             covered[sizeof(LbFitSettings)] = {0};
    size_t              n;
    const LbFitSetting *table = lb_fit_settings_table(&n);
    for (size_t i = 0; i < n; i++)
        cover(covered, table[i].offset, table[i].is_whole ? sizeof(int32_t) : sizeof(double));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cover(covered, others[i].offset, others[i].size);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        for (size_t byte = after[i] + 4; byte % 8 != 0; byte++)
            covered[byte] = 1;
    for (size_t i = 0; i < sizeof covered; i++)
        if (covered[i] == 0) fail_msg("byte %zu of LbFitSettings is in no row of the table", i);
}

static void fit_settings__are_found_by_name(void **state)
{
    (void)state;
    LbFitSettings       set  = lb_fit_defaults();
    const LbFitSetting *rank = lb_fit_settings_find("stars.rank");
    const LbFitSetting *half = lb_fit_settings_find("near_half");
    assert_true(rank->is_whole && !half->is_whole);
    LB_ASSERT_NEAR(lb_fit_settings_value(&set, rank), set.stars.rank, 0);
    lb_fit_settings_assign(&set, rank, 16.6);
    lb_fit_settings_assign(&set, half, 16.6);
    assert_int_equal(set.stars.rank, 17);
    LB_ASSERT_NEAR(set.near_half, 16.6, 0);
    assert_null(lb_fit_settings_find("stars"));
}

/* A model file may hold anything. */
static void fit_settings__leaves_what_is_no_number(void **state)
{
    static const char text[] = "{\"taste.rank\": \"96\", \"stars.rank\": 1e30, \"near_half\": null,"
                               " \"taste.shift\": 1.25, \"unknown\": 3}";
    (void)state;
    LbError       err = {0};
    LbFitSettings set = lb_fit_defaults(), old = lb_fit_defaults();
    LbJson       *doc = NULL;
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    assert_int_equal(lb_fit_settings_get(&set, lb_json_root(doc)), 1);
    LB_ASSERT_NEAR(set.taste.shift, 1.25, 0);
    assert_int_equal(set.taste.rank, old.taste.rank);
    assert_int_equal(set.stars.rank, old.stars.rank);
    LB_ASSERT_NEAR(set.near_half, old.near_half, 0);
    assert_int_equal(lb_fit_settings_get(&set, NULL), 0);
    lb_json_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fit_settings__survive_the_way_through_json),
        cmocka_unit_test(fit_settings__are_all_in_the_table),
        cmocka_unit_test(fit_settings__are_found_by_name),
        cmocka_unit_test(fit_settings__leaves_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
