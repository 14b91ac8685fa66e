/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/input/rating_options.h"

static void rating_options__parse_a_scale(void **state)
{
    static const char *const bad[] = {"", "1", ":", "1:", ":10", "10:1", "5:5", "1:10:2", "a:b"};
    (void)state;
    LbError err   = {0};
    LbScale scale = {-7, -7};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        LB_ASSERT_FAILS(lb_rating_options_scale(&scale, bad[i], &err), LB_EUSAGE, "MIN:MAX");
    assert_true(scale.lo == -7);
    LB_ASSERT_OK(lb_rating_options_scale(&scale, "-1.5:100", &err));
    assert_true(scale.lo == -1.5 && scale.hi == 100);
}

static void rating_options__parse_columns(void **state)
{
    static const char *const bad[] = {"", "a", "a,b", "a,b,c,d"};
    (void)state;
    LbError         err = {0};
    LbRatingColumns columns;
    char            longest[80];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        LB_ASSERT_FAILS(lb_rating_options_columns(&columns, bad[i], &err), LB_EUSAGE,
                        "three names");
    memset(longest, 'x', sizeof longest);
    memcpy(longest, "a,b,", 4);
    longest[4 + 64] = '\0';
    LB_ASSERT_FAILS(lb_rating_options_columns(&columns, longest, &err), LB_EUSAGE, "three names");
    longest[4 + 63] = '\0';
    LB_ASSERT_OK(lb_rating_options_columns(&columns, longest, &err));
    assert_int_equal(strlen(columns.rating), 63);
    LB_ASSERT_OK(lb_rating_options_columns(&columns, "who,,how much", &err));
    assert_string_equal(columns.user, "who");
    assert_string_equal(columns.film, "");
    assert_string_equal(columns.rating, "how much");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rating_options__parse_a_scale),
        cmocka_unit_test(rating_options__parse_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
