/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/rng.h"
#include "common/dense/ridge.h"

#include <stdbool.h>

enum { K_MAX = 40, N_MAX = 200 };

/* Solve A x = b in double by Gauss-Jordan elimination; A is positive definite. */
static void solve_dense(double *a, double *b, int n)
{
    for (int i = 0; i < n; i++)
        for (int r = 0; r < n; r++) {
            if (r == i) continue;
            double factor = a[r * n + i] / a[i * n + i];
            for (int j = 0; j < n; j++)
                a[r * n + j] -= factor * a[i * n + j];
            b[r] -= factor * b[i];
        }
    for (int i = 0; i < n; i++)
        b[i] /= a[i * n + i];
}

typedef struct Problem {
    int   k, n;
    float regressor[N_MAX][K_MAX], target[N_MAX], prior[K_MAX + 1], penalty[K_MAX + 1];
} Problem;

static void fill(Problem *p, int k, int n, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, 0);
    p->k = k;
    p->n = n;
    for (int e = 0; e < n; e++) {
        p->target[e] = (float)lb_rng_normal(&rng);
        for (int q = 0; q < k; q++)
            p->regressor[e][q] = (float)lb_rng_normal(&rng);
    }
    for (int q = 0; q <= k; q++) {
        p->prior[q]   = (float)lb_rng_normal(&rng);
        p->penalty[q] = (float)(1 + 5 * lb_rng_uniform(&rng));
    }
}

static void expect(const Problem *p, bool has_prior, double *x)
{
    static double a[(K_MAX + 1) * (K_MAX + 1)];
    int           w = p->k + 1;
    memset(a, 0, sizeof a);
    memset(x, 0, (size_t)w * sizeof *x);
    for (int e = 0; e < p->n; e++)
        for (int i = 0; i < w; i++) {
            double xi = i == 0 ? 1 : (double)p->regressor[e][i - 1];
            x[i] += xi * (double)p->target[e];
            for (int j = 0; j < w; j++)
                a[i * w + j] += xi * (j == 0 ? 1 : (double)p->regressor[e][j - 1]);
        }
    for (int i = 0; i < w; i++) {
        a[i * w + i] += (double)p->penalty[i];
        if (has_prior) x[i] += (double)p->penalty[i] * (double)p->prior[i];
    }
    solve_dense(a, x, w);
}

static void solve(LbRidge *ridge, const Problem *p, bool has_prior, float *x)
{
    lb_ridge_begin(ridge, has_prior ? p->prior : NULL);
    for (int e = 0; e < p->n; e++)
        lb_ridge_add(ridge, p->regressor[e], p->target[e]);
    lb_ridge_finish(ridge, p->penalty, x);
}

static void ridge__agrees_with_normal_equations_in_double(void **state)
{
    (void)state;
    static const int sizes[][2] = {{0, 5},   {1, 1},   {3, 64}, {15, 65}, {16, 128}, {20, 199},
                                   {40, 30}, {40, 1},  {40, 2}, {40, 3},  {40, 4},   {40, 5},
                                   {40, 29}, {20, 15}, {9, 6},  {7, 4},   {8, 3}};
    static Problem   p;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        LbError  err   = {0};
        LbRidge *ridge = NULL;
        float    x[K_MAX + 1];
        double   expected[K_MAX + 1];
        fill(&p, sizes[i][0], sizes[i][1], i);
        LB_ASSERT_OK(lb_ridge_new(&ridge, p.k, &err));
        for (int has_prior = 0; has_prior <= 1; has_prior++) {
            expect(&p, has_prior, expected);
            solve(ridge, &p, has_prior, x);
            for (int q = 0; q <= p.k; q++) /* single precision, condition below 1e3 */
                LB_ASSERT_NEAR(x[q], expected[q], 2e-4);
        }
        lb_ridge_free(ridge);
    }
}

static void ridge__without_observations_is_the_prior(void **state)
{
    (void)state;
    static Problem p;
    LbError        err   = {0};
    LbRidge       *ridge = NULL;
    float          x[K_MAX + 1];
    fill(&p, 7, 0, 1);
    LB_ASSERT_OK(lb_ridge_new(&ridge, p.k, &err));
    solve(ridge, &p, true, x);
    assert_memory_equal(x, p.prior, 8 * sizeof *x);
    solve(ridge, &p, false, x);
    for (int q = 0; q <= 7; q++)
        assert_true(x[q] == 0);
    lb_ridge_free(ridge);
}

static void ridge__workspace_keeps_nothing_between_regressions(void **state)
{
    (void)state;
    static Problem p, other;
    LbError        err   = {0};
    LbRidge       *ridge = NULL;
    float          first[K_MAX + 1], again[K_MAX + 1];
    fill(&p, 20, 100, 3);
    fill(&other, 20, 77, 4);
    LB_ASSERT_OK(lb_ridge_new(&ridge, 20, &err));
    solve(ridge, &p, true, first);
    solve(ridge, &other, false, again);
    solve(ridge, &p, true, again);
    assert_memory_equal(first, again, 21 * sizeof *first);
    lb_ridge_free(ridge);
}

static void ridge__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError  err   = {0};
    LbRidge *ridge = NULL;
    LB_ASSERT_SURVIVES_NOMEM(lb_ridge_new(&ridge, 9, &err), assert_non_null(ridge));
    lb_ridge_free(ridge);
    lb_ridge_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ridge__agrees_with_normal_equations_in_double),
        cmocka_unit_test(ridge__without_observations_is_the_prior),
        cmocka_unit_test(ridge__workspace_keeps_nothing_between_regressions),
        cmocka_unit_test(ridge__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
