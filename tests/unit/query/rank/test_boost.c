/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/boost.h"

static void boost__prefers_whatever_the_sign(void **state)
{
    (void)state;
    static const double scores[] = {2.5, 1e-9, 0, -1e-9, -2.5};
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        double s = scores[i];
        assert_true(lb_boost_score(s, 1.5) >= s);
        assert_true(lb_boost_score(s, 0.5) <= s);
        LB_ASSERT_NEAR(lb_boost_score(s, 1), s, 0);
        LB_ASSERT_NEAR(lb_boost_factor(lb_boost_score(s, 1.5), 1.5) * s, lb_boost_score(s, 1.5),
                       1e-15);
    }
    LB_ASSERT_NEAR(lb_boost_score(2, 1.5), 3, 0);
    LB_ASSERT_NEAR(lb_boost_score(-3, 1.5), -2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boost__prefers_whatever_the_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
