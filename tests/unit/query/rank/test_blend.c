/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/blend.h"

static void blend__standardises_each_person(void **state)
{
    (void)state;
    float wide[] = {100, 200, 300, 400}, narrow[] = {0.1F, 0.2F, 0.3F, 0.4F}, flat[] = {7, 7, 7};
    lb_blend_standardise(wide, 4);
    lb_blend_standardise(narrow, 4);
    lb_blend_standardise(flat, 3);
    for (int i = 0; i < 4; i++) {
        LB_ASSERT_NEAR(wide[i], (2 * i - 3) / sqrt(5), 1e-6); /* deviation of 1..4 is sqrt(5)/2 */
        LB_ASSERT_NEAR(narrow[i], wide[i], 1e-6);
    }
    for (int i = 0; i < 3; i++)
        LB_ASSERT_NEAR(flat[i], 0, 0);
    lb_blend_standardise(flat, 0);
}

static void blend__scores_as_its_formula_says(void **state)
{
    (void)state;
    static const struct {
        double    weight[3];
        LbBlendBy by;
        double    score;
    } cases[] = {
        {{1, 1, 1}, LB_BLEND_AVERAGE, 1},
        {{5, 5, 5}, LB_BLEND_AVERAGE, 1},
        {{1, 1, 1}, LB_BLEND_LEAST_MISERY, -2},
        {{3, 3, 3}, LB_BLEND_LEAST_MISERY, -2},
        {{1, 1, 1}, LB_BLEND_MOST_PLEASURE, 4},
        {{2, 1, 1}, LB_BLEND_AVERAGE, 1.75},
        /* The average is 1.75; the misery of half a weight counts half: 1.75 - 3.75 / 2. */
        {{2, 1, 1}, LB_BLEND_LEAST_MISERY, -0.125},
        {{2, 1, 1}, LB_BLEND_MOST_PLEASURE, 4},
        {{1, 2, 2}, LB_BLEND_MOST_PLEASURE, 2.2}, /* average .4, + 3.6 / 2 */
    };
    static const float z[] = {4, 1, -2};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        LB_ASSERT_NEAR(lb_blend_score(z, cases[i].weight, 3, cases[i].by), cases[i].score, 1e-12);
}

static void blend__of_one_person_is_that_person(void **state)
{
    (void)state;
    static const float  z[]      = {-0.5F, -0.5F};
    static const double weight[] = {3, 3};
    for (int by = LB_BLEND_AVERAGE; by <= LB_BLEND_MOST_PLEASURE; by++) {
        LB_ASSERT_NEAR(lb_blend_score(z, weight, 1, (LbBlendBy)by), -0.5, 0);
        LB_ASSERT_NEAR(lb_blend_score(z, weight, 2, (LbBlendBy)by), -0.5, 0);
    }
}

static void blend__boosts_by_the_share_that_wants_it(void **state)
{
    (void)state;
    LB_ASSERT_NEAR(lb_blend_boost(1.5, 0), 1, 0);
    LB_ASSERT_NEAR(lb_blend_boost(1.5, 1), 1.5, 0);
    LB_ASSERT_NEAR(lb_blend_boost(1.5, 0.5), sqrt(1.5), 1e-12);
    assert_true(lb_blend_boost(2, 2 / 3.0) > lb_blend_boost(2, 1 / 3.0));
    assert_string_equal(lb_blend_name(LB_BLEND_LEAST_MISERY), "least-misery");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blend__standardises_each_person),
        cmocka_unit_test(blend__scores_as_its_formula_says),
        cmocka_unit_test(blend__of_one_person_is_that_person),
        cmocka_unit_test(blend__boosts_by_the_share_that_wants_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
