/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/dense/half.h"

#include <math.h>
#include <stdlib.h>

enum { HALVES = 1 << 16 };

/* What a half says, by its definition. */
static double value_of(uint16_t half)
{
    int    exponent = half >> 10 & 31, fraction = half & 1023;
    double size = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
    return half & 0x8000 ? -size : size;
}

/* Of many at once, more than any vector has and not a whole number of vectors: all alike. */
static uint16_t half_of(float x)
{
    enum { MANY = 83 };
    float    from[MANY];
    uint16_t half[MANY];
    for (int i = 0; i < MANY; i++)
        from[i] = x;
    lb_half_shrink(half, from, MANY);
    for (int i = 1; i < MANY; i++)
        assert_int_equal(half[i], half[0]);
    return half[0];
}

static void half__expands_every_number_exactly(void **state)
{
    (void)state;
    uint16_t *half = test_malloc(HALVES * sizeof *half);
    float    *out  = test_malloc(HALVES * sizeof *out);
    for (int i = 0; i < HALVES; i++)
        half[i] = (uint16_t)i;
    lb_half_expand(out, half, HALVES);
    for (int i = 0; i < HALVES; i++) {
        assert_true((double)out[i] == value_of(half[i]));
        assert_true((signbit(out[i]) != 0) == (i >= 0x8000));
        assert_true(lb_half_is_finite(half[i]) == (fabsf(out[i]) < 65536));
        if (lb_half_is_finite(half[i])) assert_int_equal(half_of(out[i]), half[i]);
    }
    test_free(half);
    test_free(out);
}

/* Between two neighbours: the nearer one, and of two equally near ones the even one. */
static void half__is_the_nearest(void **state)
{
    (void)state;
    for (int i = 0; i < 0x7bff; i++) {
        double   low = value_of((uint16_t)i), high = value_of((uint16_t)(i + 1));
        float    middle = (float)((low + high) / 2);
        uint16_t even   = (uint16_t)(i + (i & 1));
        assert_int_equal(half_of(middle), even);
        assert_int_equal(half_of(nextafterf(middle, 0)), i);
        assert_int_equal(half_of(nextafterf(middle, 1e9F)), i + 1);
        assert_int_equal(half_of(-middle), even | 0x8000);
    }
}

static void half__knows_its_limits(void **state)
{
    (void)state;
    assert_int_equal(half_of(65519), 0x7bff);
    assert_int_equal(half_of(65520), 0x7c00);
    assert_int_equal(half_of(-INFINITY), 0xfc00);
    assert_false(lb_half_is_finite(half_of(NAN)));
    assert_false(lb_half_is_finite(half_of(INFINITY)));
    assert_int_equal(half_of(0), 0);
    assert_int_equal(half_of(1e-30F), 0);
    assert_int_equal(half_of(1), 0x3c00);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half__expands_every_number_exactly),
        cmocka_unit_test(half__is_the_nearest),
        cmocka_unit_test(half__knows_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
