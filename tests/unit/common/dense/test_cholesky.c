/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/rng.h"
#include "common/dense/cholesky.h"

#include <stdlib.h>

enum { N_MAX = 33, WIDTH = 3 };

/* B'B + I, B [n x n] at random: positive definite, condition about n. */
static void draw(double *a, size_t n, LbRng *rng)
{
    static double b[N_MAX * N_MAX];
    for (size_t i = 0; i < n * n; i++)
        b[i] = lb_rng_normal(rng);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            a[i * n + j] = i == j;
            for (size_t k = 0; k < n; k++)
                a[i * n + j] += b[k * n + i] * b[k * n + j];
        }
}

/* Entry [i][q] of A X for n x width X. */
static double product(const double *a, const double *x, size_t n, size_t width, size_t i, size_t q)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += a[i * n + j] * x[j * width + q];
    return sum;
}

static void cholesky__solves_for_every_right_hand_side(void **state)
{
    (void)state;
    static double a[N_MAX * N_MAX], l[N_MAX * N_MAX], x[N_MAX * WIDTH], right[N_MAX * WIDTH];
    LbRng         rng;
    lb_rng_init(&rng, 7, 0);
    for (size_t n = 1; n <= N_MAX; n++) {
        draw(a, n, &rng);
        memcpy(l, a, n * n * sizeof *l);
        for (size_t i = 0; i < n * WIDTH; i++)
            x[i] = right[i] = lb_rng_normal(&rng);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                l[i * n + j] = NAN; /* the upper triangle is not looked at */
        assert_true(lb_cholesky_factorise(l, n));
        lb_cholesky_substitute(l, n, x, WIDTH);
        for (size_t i = 0; i < n; i++)
            for (size_t q = 0; q < WIDTH; q++)
                LB_ASSERT_NEAR(product(a, x, n, WIDTH, i, q), right[i * WIDTH + q], 1e-11);
        for (size_t q = 0; q < WIDTH; q++) { /* the bits of one alone */
            double one[N_MAX];
            for (size_t i = 0; i < n; i++)
                one[i] = right[i * WIDTH + q];
            lb_cholesky_substitute(l, n, one, 1);
            for (size_t i = 0; i < n; i++)
                assert_true(one[i] == x[i * WIDTH + q]);
        }
    }
}

static void cholesky__refuses_what_is_not_positive_definite(void **state)
{
    (void)state;
    double negative[] = {-1}, zero[] = {0}, nan[] = {NAN};
    double indefinite[] = {1, 0, 2, 1};
    double singular[]   = {4, 0, 2, 1};
    double infinite[]   = {INFINITY, 0, 1, 1};
    double late[]       = {1, 0, 0, 0, 1, 0, NAN, 0, 1};
    assert_false(lb_cholesky_factorise(negative, 1));
    assert_false(lb_cholesky_factorise(zero, 1));
    assert_false(lb_cholesky_factorise(nan, 1));
    assert_false(lb_cholesky_factorise(indefinite, 2));
    assert_false(lb_cholesky_factorise(singular, 2));
    assert_false(lb_cholesky_factorise(infinite, 2));
    assert_false(lb_cholesky_factorise(late, 3));
    assert_true(lb_cholesky_factorise(NULL, 0));
}

static void cholesky__single_precision_agrees_with_double(void **state)
{
    (void)state;
    static double a[N_MAX * N_MAX];
    LbRng         rng;
    lb_rng_init(&rng, 8, 0);
    for (size_t n = 1; n <= N_MAX; n++) {
        double right[N_MAX];
        float  x[N_MAX];
        size_t stride = lb_cholesky_stride((int32_t)n), size = lb_cholesky_size((int32_t)n);
        float *single = calloc(size, sizeof *single);
        assert_non_null(single);
        draw(a, n, &rng);
        for (size_t i = 0; i < size; i++)
            single[i] = 1e30F; /* leftovers do no harm */
        for (size_t i = 0; i < n; i++) {
            right[i]               = lb_rng_normal(&rng);
            single[i * stride + n] = (float)right[i];
            for (size_t j = i; j < n; j++)
                single[i * stride + j] = (float)a[i * n + j];
        }
        lb_cholesky_solve(single, x, (int32_t)n);
        assert_true(lb_cholesky_factorise(a, n));
        lb_cholesky_substitute(a, n, right, 1);
        for (size_t i = 0; i < n; i++)
            LB_ASSERT_NEAR(x[i], right[i], 1e-4); /* condition below 1e3 */
        free(single);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cholesky__solves_for_every_right_hand_side),
        cmocka_unit_test(cholesky__refuses_what_is_not_positive_definite),
        cmocka_unit_test(cholesky__single_precision_agrees_with_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
