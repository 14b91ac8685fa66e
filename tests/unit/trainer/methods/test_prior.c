/* SPDX-License-Identifier: MIT */
#include "trainer/methods/prior.h"

#include "common/base/rng.h"
#include "tests/lb_test.h"

#include <stdlib.h>

enum { N = 150, RANK = 5, K = 3, M = RANK + 1, WIDTH = K + 1 }; /* N: more than one batch */

typedef struct Problem {
    float       e[N * RANK], x[N * WIDTH];
    int64_t     start[N + 1];
    LbEmbedding embedding;
    LbSide      side;
} Problem;

static Problem *problem_new(uint64_t seed)
{
    LbRng    rng;
    Problem *p = calloc(1, sizeof *p);
    assert_non_null(p);
    lb_rng_init(&rng, seed, 0);
    for (int i = 0; i < N * RANK; i++)
        p->e[i] = (float)lb_rng_normal(&rng);
    for (int i = 0; i < N * WIDTH; i++)
        p->x[i] = (float)lb_rng_normal(&rng);
    for (int i = 0; i < N; i++)
        p->start[i + 1] = p->start[i] + (int64_t)lb_rng_below(&rng, 50);
    p->embedding = (LbEmbedding){N, RANK, p->e};
    p->side      = (LbSide){N, K, p->x};
    return p;
}

/* [1, e_i] map, factor q. */
static double predict(const Problem *p, const float *map, int i, int q)
{
    double sum = (double)map[q];
    for (int j = 0; j < RANK; j++)
        sum += (double)p->e[i * RANK + j] * (double)map[(j + 1) * WIDTH + q];
    return sum;
}

/* At the minimum the gradient of the weighted squares and the ridge is zero. */
static void prior__minimises_what_it_says(void **state)
{
    (void)state;
    LbError         err      = {0};
    LbPriorSettings settings = {.ridge = 7, .shrink = 20};
    float           map[M * WIDTH], prior[N * WIDTH];
    Problem        *p = problem_new(3);
    LB_ASSERT_OK(lb_prior_fit(map, &p->embedding, &p->side, p->start, &settings, NULL, &err));
    for (int j = 0; j <= RANK; j++)
        for (int q = 0; q < WIDTH; q++) {
            double gradient = j > 0 ? settings.ridge * (double)map[j * WIDTH + q] : 0;
            for (int i = 0; i < N; i++) {
                double n      = (double)(p->start[i + 1] - p->start[i]);
                double weight = n / (n + settings.shrink);
                double e      = j > 0 ? (double)p->e[i * RANK + j - 1] : 1;
                gradient += weight * e * (predict(p, map, i, q) - (double)p->x[i * WIDTH + q]);
            }
            LB_ASSERT_NEAR(gradient, 0, 1e-3); /* products are summed in single precision */
        }
    lb_prior_apply(prior, &p->embedding, map, K, NULL);
    for (int i = 0; i < N; i++)
        for (int q = 0; q < WIDTH; q++)
            LB_ASSERT_NEAR(prior[i * WIDTH + q], predict(p, map, i, q), 1e-5);
    free(p);
}

/* Rows that are made together are what they would be alone, and by definition, for widths on both
 * sides of a vector's and for a pool. */
static void prior__applies_to_each_row_alike(void **state)
{
    (void)state;
    enum { WIDEST = 21 };
    static float together[N * WIDEST], pooled[N * WIDEST], alone[WIDEST], map[M * WIDEST];
    LbError      err  = {0};
    LbPool      *pool = NULL;
    LbRng        rng;
    Problem     *p = problem_new(6);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    lb_rng_init(&rng, 8, 0);
    for (int i = 0; i < M * WIDEST; i++)
        map[i] = (float)lb_rng_normal(&rng);
    for (int width = 1; width <= WIDEST; width++) {
        lb_prior_apply(together, &p->embedding, map, width - 1, NULL);
        lb_prior_apply(pooled, &p->embedding, map, width - 1, pool);
        assert_memory_equal(together, pooled, sizeof *pooled * N * (size_t)width);
        for (int i = 0; i < N; i++) {
            LbEmbedding one = {.n = 1, .rank = RANK, .row = p->e + (ptrdiff_t)i * RANK};
            lb_prior_apply(alone, &one, map, width - 1, NULL);
            assert_memory_equal(together + i * width, alone, sizeof *alone * (size_t)width);
            for (int q = 0; q < width; q++) {
                double sum = (double)map[q];
                for (int j = 0; j < RANK; j++)
                    sum += (double)one.row[j] * (double)map[(j + 1) * width + q];
                LB_ASSERT_NEAR(alone[q], sum, 1e-5);
            }
        }
    }
    lb_pool_free(pool);
    free(p);
}

static void prior__refuses_a_system_without_solution(void **state)
{
    (void)state;
    LbError         err      = {0};
    LbPriorSettings settings = {.ridge = 0, .shrink = 20};
    float           map[M * WIDTH];
    Problem        *p = problem_new(4);
    for (int i = 0; i < N; i++)
        p->e[i * RANK + 2] = 0; /* a coordinate that nobody has, and no ridge */
    LB_ASSERT_FAILS(lb_prior_fit(map, &p->embedding, &p->side, p->start, &settings, NULL, &err),
                    LB_EDATA, "not positive definite");
    settings.ridge = 7;
    LB_ASSERT_OK(lb_prior_fit(map, &p->embedding, &p->side, p->start, &settings, NULL, &err));
    p->e[5] = NAN;
    LB_ASSERT_FAILS(lb_prior_fit(map, &p->embedding, &p->side, p->start, &settings, NULL, &err),
                    LB_EDATA, "not positive definite");
    free(p);
}

static void prior__survives_failed_allocations(void **state)
{
    (void)state;
    LbError         err      = {0};
    LbPriorSettings settings = {.ridge = 7, .shrink = 20};
    float           map[M * WIDTH];
    Problem        *p = problem_new(5);
    LB_ASSERT_SURVIVES_NOMEM(
        lb_prior_fit(map, &p->embedding, &p->side, p->start, &settings, NULL, &err), (void)0);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prior__minimises_what_it_says),
        cmocka_unit_test(prior__applies_to_each_row_alike),
        cmocka_unit_test(prior__refuses_a_system_without_solution),
        cmocka_unit_test(prior__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
