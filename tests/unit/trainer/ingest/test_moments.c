/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/rng.h"
#include "trainer/ingest/moments.h"

enum { N = 5003 };

static LbMoments moments_of(const float *value, int64_t n, double bound, LbPool *pool)
{
    LbError   err = {0};
    LbMoments m;
    LB_ASSERT_OK(lb_moments_of(&m, value, n, bound, pool, NULL, &err));
    return m;
}

static void moments__agree_with_plain_sums(void **state)
{
    (void)state;
    static const int64_t lengths[] = {1, 2, 3, 63, 64, 65, 500, N};
    float                value[N];
    LbRng                rng;
    lb_rng_init(&rng, 4, 0);
    for (int i = 0; i < N; i++)
        value[i] = (float)lb_rng_normal(&rng) - 3;
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        int64_t    n = lengths[l], low = 0, high = 0;
        double     sum = 0, squares = 0;
        LbExtremes e = lb_moments_extremes(value, n, NULL);
        LbMoments  m = moments_of(value, n, 10, NULL);
        for (int64_t i = 0; i < n; i++) {
            sum += (double)value[i];
            if (value[i] < value[low]) low = i;
            if (value[i] > value[high]) high = i;
        }
        for (int64_t i = 0; i < n; i++)
            squares += ((double)value[i] - sum / (double)n) * ((double)value[i] - sum / (double)n);
        assert_true(e.low == low && e.least == value[low]);
        assert_true(e.high == high && e.greatest == value[high]);
        /* values below a quarter of the bound may have more places than are kept */
        LB_ASSERT_NEAR(m.mean, sum / (double)n, 16 * 0x1p-28);
        LB_ASSERT_NEAR(m.std, n > 1 ? sqrt(squares / (double)(n - 1)) : 0, 16 * 0x1p-28);
    }
}

/* What floats of 0.5 to 5 are is kept to the last bit, so that parts and order do not matter. */
static void moments__are_exact_of_stars(void **state)
{
    (void)state;
    float value[N], turned[N];
    LbRng rng;
    lb_rng_init(&rng, 5, 0);
    for (int i = 0; i < N; i++)
        turned[N - 1 - i] = value[i] = (float)(0.5 + 4.5 * lb_rng_uniform(&rng));
    LbMoments one = moments_of(value, N, 5, NULL), two = moments_of(turned, N, 5, NULL);
    assert_true(one.mean == two.mean && one.std == two.std);
    double sum = 0; /* multiples of 2^-24 below 2^15: exact */
    for (int i = 0; i < N; i++)
        sum += (double)value[i];
    LB_ASSERT_NEAR(one.mean, sum / N, 0);
}

static void moments__of_equal_values_have_no_spread(void **state)
{
    (void)state;
    static const float values[] = {0.5F, 3.3F, 5, 0, -7};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        float value[1000];
        for (int i = 0; i < 1000; i++)
            value[i] = values[v];
        LbMoments m = moments_of(value, 1000, 7, NULL);
        LB_ASSERT_NEAR(m.mean, (double)values[v], 8 * 0x1p-28);
        LB_ASSERT_NEAR(m.std, 0, 0);
    }
}

static void moments__join_extremes_in_the_order_of_the_parts(void **state)
{
    (void)state;
    static const LbExtremes parts[] = {{2, 4, 1, 0}, {2, 4, 3, 2}, {1, 5, 0, 4}};
    LbExtremes              all     = {0, 9, 7, 7}; /* nothing of this counts */
    for (int i = 0; i < 3; i++) {
        lb_moments_join_extremes(&all, i == 0, &parts[i], 10 * i);
        assert_int_equal(all.low, i < 2 ? 1 : 20);
        assert_int_equal(all.high, i < 2 ? 0 : 24);
    }
    assert_true(all.least == 1 && all.greatest == 5);
}

static void moments__name_the_first_of_equal_extremes(void **state)
{
    (void)state;
    float value[200];
    for (int i = 0; i < 200; i++)
        value[i] = (float)(i % 10 + 1);
    value[0]     = 5;
    LbExtremes m = lb_moments_extremes(value, 200, NULL);
    assert_int_equal(m.low, 10);
    assert_int_equal(m.high, 9);
}

static void moments__give_the_same_bits_for_any_threads(void **state)
{
    (void)state;
    LbError   err;
    float     value[N];
    LbMoments first = {0};
    for (int i = 0; i < N; i++)
        value[i] = (float)(1.0 / (i + 1));
    for (int threads = 1; threads <= 3; threads++) {
        LbPool *pool;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LbMoments m = moments_of(value, N, 1, pool);
        if (threads == 1) first = m;
        assert_true(m.mean == first.mean && m.std == first.std);
        lb_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments__agree_with_plain_sums),
        cmocka_unit_test(moments__are_exact_of_stars),
        cmocka_unit_test(moments__of_equal_values_have_no_spread),
        cmocka_unit_test(moments__join_extremes_in_the_order_of_the_parts),
        cmocka_unit_test(moments__name_the_first_of_equal_extremes),
        cmocka_unit_test(moments__give_the_same_bits_for_any_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
