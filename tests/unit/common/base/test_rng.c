/* SPDX-License-Identifier: MIT */
#include "common/base/rng.h"

#include "tests/lb_test.h"

/* First numbers of the authors' reference code from the state 1, 2, 3, 4. */
static void rng__is_xoshiro256_starstar(void **state)
{
    (void)state;
    static const uint64_t expected[] = {UINT64_C(11520),
                                        UINT64_C(0),
                                        UINT64_C(1509978240),
                                        UINT64_C(1215971899390074240),
                                        UINT64_C(1216172134540287360),
                                        UINT64_C(607988272756665600),
                                        UINT64_C(16172922978634559625),
                                        UINT64_C(8476171486693032832)};
    LbRng                 rng        = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(lb_rng_next(&rng) == expected[i]);
}

static void rng__seeds_and_streams_are_separate(void **state)
{
    (void)state;
    static const uint64_t uses[][2] = {{42, 0}, {42, 1}, {43, 0}, {0, 42}, {0, 0}, {1, 42}};
    uint64_t              first[6];
    for (size_t i = 0; i < 6; i++) {
        LbRng rng, again;
        lb_rng_init(&rng, uses[i][0], uses[i][1]);
        lb_rng_init(&again, uses[i][0], uses[i][1]);
        first[i] = lb_rng_next(&rng);
        assert_true(first[i] == lb_rng_next(&again));
        for (size_t j = 0; j < i; j++)
            assert_true(first[i] != first[j]);
    }
}

/* Tolerances are five standard errors of 200,000 draws. */
static void rng__uniform_and_normal_have_their_moments(void **state)
{
    (void)state;
    enum { N = 200000 };
    LbRng  rng;
    double sum = 0, square = 0, normal = 0, normal_square = 0;
    lb_rng_init(&rng, 7, 0);
    for (int i = 0; i < N; i++) {
        double u = lb_rng_uniform(&rng), z = lb_rng_normal(&rng);
        assert_true(u >= 0.0 && u < 1.0);
        sum += u;
        square += u * u;
        normal += z;
        normal_square += z * z;
    }
    LB_ASSERT_NEAR(sum / (double)N, 0.5, 5 * 0.2887 / sqrt(N));
    LB_ASSERT_NEAR(square / (double)N, 1.0 / 3.0, 5 * 0.2981 / sqrt(N));
    LB_ASSERT_NEAR(normal / (double)N, 0.0, 5 / sqrt(N));
    LB_ASSERT_NEAR(normal_square / (double)N, 1.0, 5 * sqrt(2.0) / sqrt(N));
}

static void rng__below_reaches_every_value_alike(void **state)
{
    (void)state;
    enum { N = 7, EACH = 10000 };
    int   count[N] = {0};
    LbRng rng;
    lb_rng_init(&rng, 1, 2);
    for (int i = 0; i < N * EACH; i++) {
        uint64_t x = lb_rng_below(&rng, N);
        assert_true(x < N);
        count[x]++;
    }
    for (int i = 0; i < N; i++) /* five standard deviations of a binomial count */
        LB_ASSERT_NEAR(count[i], EACH, 5 * 92.6);
    for (int i = 0; i < 10; i++)
        assert_true(lb_rng_below(&rng, 1) == 0);
    /* Half of all draws must be refused here. */
    for (int i = 0; i < 100; i++)
        assert_true(lb_rng_below(&rng, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rng__is_xoshiro256_starstar),
        cmocka_unit_test(rng__seeds_and_streams_are_separate),
        cmocka_unit_test(rng__uniform_and_normal_have_their_moments),
        cmocka_unit_test(rng__below_reaches_every_value_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
