/* SPDX-License-Identifier: MIT */
#include "common/predict/likeness.h"

#include "tests/lb_test.h"

static const float  taste_factors[] = {1, 0, 0, 2, 3, 3, 0, 0, -2, 0};
static const double equal[]         = {2, 2};
static const float  stars_factors[] = {1, -1, 2, 2, 0};

static void likeness__is_the_cosine_of_the_components(void **state)
{
    (void)state;
    LbModel model = {.taste = {.rank = 2, .factors = taste_factors, .singular_values = equal},
                     .stars = {.rank = 1, .factors = stars_factors}};
    assert_true(lb_likeness_exists(&model));
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 0), 1, 1e-7);
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 1), 0, 0);
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 2), sqrt(0.5), 1e-7);
    LB_ASSERT_NEAR(lb_likeness(&model, 2, 0), sqrt(0.5), 1e-7);
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 4), -1, 1e-7);
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 3), 0, 0); /* at the origin */
    LB_ASSERT_NEAR(lb_likeness(&model, 3, 3), 0, 0);
}

static void likeness__weighs_components_by_what_they_carry(void **state)
{
    (void)state;
    static const double singular[]     = {4, 2};
    static const float  input_scale[5] = {1, 2, 3, 4, 5};
    LbModel             model          = {.taste = {.rank            = 2,
                                                    .factors         = taste_factors,
                                                    .singular_values = singular,
                                                    .soft_value      = 2,
                                                    .input_scale     = input_scale,
                                                    .output_scale    = input_scale}};
    /* 4 * 16 / 20 = 3.2 and 2 * 4 / 8 = 1 */
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 2), sqrt(3.2) * 3 / sqrt(3.2 * 9 + 9), 1e-7);
}

static void likeness__falls_back_on_the_stars_head(void **state)
{
    (void)state;
    LbModel model = {.stars = {.rank = 1, .factors = stars_factors}};
    assert_true(lb_likeness_exists(&model));
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 1), -1, 0);
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 2), 1, 0);
    model.stars.rank = 0;
    assert_false(lb_likeness_exists(&model));
    LB_ASSERT_NEAR(lb_likeness(&model, 0, 2), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likeness__is_the_cosine_of_the_components),
        cmocka_unit_test(likeness__weighs_components_by_what_they_carry),
        cmocka_unit_test(likeness__falls_back_on_the_stars_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
