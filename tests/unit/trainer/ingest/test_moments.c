/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/rng.h"
#include "trainer/ingest/moments.h"

enum { N = 5003 };

static void moments__agree_with_plain_sums(void **state)
{
    (void)state;
    static const int64_t lengths[] = {1, 2, 3, 63, 64, 65, 500, N};
    float                value[N];
    LbRng                rng;
    lb_rng_init(&rng, 4, 0);
    for (int i = 0; i < N; i++)
        value[i] = (float)lb_rng_normal(&rng) + 3;
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        int64_t   n = lengths[l], low = 0, high = 0;
        double    sum = 0, squares = 0;
        LbMoments m = lb_moments_of(value, n, NULL);
        for (int64_t i = 0; i < n; i++) {
            sum += (double)value[i];
            if (value[i] < value[low]) low = i;
            if (value[i] > value[high]) high = i;
        }
        for (int64_t i = 0; i < n; i++)
            squares += ((double)value[i] - sum / (double)n) * ((double)value[i] - sum / (double)n);
        assert_int_equal(m.low, low);
        assert_int_equal(m.high, high);
        LB_ASSERT_NEAR(m.mean, sum / (double)n, 1e-14 * (double)n);
        LB_ASSERT_NEAR(m.std, n > 1 ? sqrt(squares / (double)(n - 1)) : 0, 1e-12);
    }
}

static void moments__name_the_first_of_equal_extremes(void **state)
{
    (void)state;
    float value[200];
    for (int i = 0; i < 200; i++)
        value[i] = (float)(i % 10 + 1);
    value[0]    = 5;
    LbMoments m = lb_moments_of(value, 200, NULL);
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
        LbMoments m = lb_moments_of(value, N, pool);
        if (threads == 1) first = m;
        assert_true(m.mean == first.mean && m.std == first.std);
        lb_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments__agree_with_plain_sums),
        cmocka_unit_test(moments__name_the_first_of_equal_extremes),
        cmocka_unit_test(moments__give_the_same_bits_for_any_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
