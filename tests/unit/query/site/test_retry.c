/* SPDX-License-Identifier: MIT */
#include "query/site/retry.h"

#include "tests/lb_test.h"

#include <stdio.h>

static void retry__knows_temporary_statuses(void **state)
{
    static const int again[] = {429, 500, 502, 503, 504, 520, 522, 599};
    static const int final[] = {200, 301, 400, 401, 403, 404, 410, 426, 501, 505, 600};
    (void)state;
    for (size_t i = 0; i < sizeof again / sizeof *again; i++)
        assert_true(lb_retry_is_temporary(again[i]));
    for (size_t i = 0; i < sizeof final / sizeof *final; i++)
        assert_false(lb_retry_is_temporary(final[i]));
}

static void retry__never_for_a_challenge(void **state)
{
    static const char title[] = "<title>Just a moment...</title>";
    (void)state;
    assert_true(lb_retry_is_challenge("challenge", ""));
    assert_true(lb_retry_is_challenge("", title));
    assert_false(lb_retry_is_challenge("", "<title>503 Service Unavailable</title>"));
    /* Further down it may be anybody's review. */
    char body[4096];
    snprintf(body, sizeof body, "%3000s%s", "", title);
    assert_false(lb_retry_is_challenge("", body));
}

static void retry__waits_twice_as_long_each_time(void **state)
{
    LbRng  rng;
    double base = 1;
    (void)state;
    lb_rng_init(&rng, 1, 0);
    for (int tries = 1; tries <= 10; tries++) {
        double seconds = lb_retry_delay(&rng, 1, tries, -1);
        assert_true(seconds >= base && seconds < 1.5 * base);
        base = base < 32 ? 2 * base : 60;
    }
}

static void retry__waits_as_long_as_the_site_asks(void **state)
{
    LbRng rng;
    (void)state;
    lb_rng_init(&rng, 1, 0);
    LB_ASSERT_NEAR(lb_retry_delay(&rng, 1, 1, 17), 17, 0);
    assert_true(lb_retry_delay(&rng, 1, 1, 0) >= 1);
}

static void retry__repeats_itself_from_a_seed(void **state)
{
    LbRng a, b;
    (void)state;
    lb_rng_init(&a, 7, 0);
    lb_rng_init(&b, 7, 0);
    double first = lb_retry_delay(&a, 1, 1, -1);
    LB_ASSERT_NEAR(lb_retry_delay(&b, 1, 1, -1), first, 0);
    assert_true(fabs(lb_retry_delay(&a, 1, 1, -1) - first) > 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry__knows_temporary_statuses),
        cmocka_unit_test(retry__never_for_a_challenge),
        cmocka_unit_test(retry__waits_twice_as_long_each_time),
        cmocka_unit_test(retry__waits_as_long_as_the_site_asks),
        cmocka_unit_test(retry__repeats_itself_from_a_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
