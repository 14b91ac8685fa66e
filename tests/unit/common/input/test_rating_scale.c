/* SPDX-License-Identifier: MIT */
#include "common/input/rating_scale.h"

#include "tests/lb_test.h"

static void rating_scale__maps_to_stars(void **state)
{
    (void)state;
    LbError err   = {0};
    LbScale scale = {0, 0};
    LB_ASSERT_OK(lb_rating_scale_detect(&scale, 1, 10, &err));
    for (int half = 1; half <= 10; half++) {
        assert_true(lb_rating_scale_to_stars(scale, half) == half / 2.0);
        assert_true(lb_rating_scale_from_stars(scale, half / 2.0) == half);
    }
    LB_ASSERT_OK(lb_rating_scale_detect(&scale, 0.5, 4.5, &err));
    assert_true(scale.lo == 0.5 && scale.hi == 5.0);
    assert_true(lb_rating_scale_to_stars(scale, 3.7) == 3.7 &&
                lb_rating_scale_from_stars(scale, 3.7) == 3.7);
    LB_ASSERT_OK(lb_rating_scale_detect(&scale, 1, 5, &err));
    assert_true(scale.hi == 5.0);
}

static void rating_scale__others_must_be_named(void **state)
{
    (void)state;
    LbError err   = {0};
    LbScale scale = {0, 0};
    LB_ASSERT_FAILS(lb_rating_scale_detect(&scale, 0, 100, &err), LB_EDATA, "--scale");
    LB_ASSERT_FAILS(lb_rating_scale_detect(&scale, 0.5, 10, &err), LB_EDATA, "from 0.5 to 10");
    assert_true(lb_rating_scale_to_stars((LbScale){-10, 10}, 0) == 2.75);
    assert_true(lb_rating_scale_to_stars((LbScale){0, 0}, 7) == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rating_scale__maps_to_stars),
        cmocka_unit_test(rating_scale__others_must_be_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
