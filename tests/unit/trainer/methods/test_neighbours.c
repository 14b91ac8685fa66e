/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"
#include "tests/unit/trainer/methods/gram_of.h"

#include "trainer/methods/neighbours.h"

enum { USERS = 60, FILMS = 12 };

/* Positive weights, as taste weights are. */
static void make(LbCsr *users, LbCsr *films, double *dense, double density)
{
    LbCsr csr = random_csr(USERS, FILMS, density, 5, dense);
    for (int64_t i = 0; i < csr.n; i++)
        csr.value[i] = fabsf(csr.value[i]) + 0.1f;
    memset(dense, 0, USERS * FILMS * sizeof *dense);
    for (int u = 0; u < USERS; u++)
        for (int64_t i = csr.start[u]; i < csr.start[u + 1]; i++)
            dense[u * FILMS + csr.col[i]] = (double)csr.value[i];
    *users = csr;
    *films = transposed_csr(&csr);
}

/* The lists of a Gram matrix of more films than take part. */
static LbStatus build(LbNeighbourLists *out, const LbCsr *films, const LbNeighbourSettings *set,
                      LbPool *pool, LbError *err)
{
    LbItemGram gram;
    LbStatus   st = gram_of_films(&gram, films, pool, err);
    *out          = (LbNeighbourLists){0};
    if (st == LB_OK) st = lb_neighbours_build(out, &gram, set, pool, NULL, err);
    lb_item_gram_clear(&gram);
    return st;
}

static void gram_of(const double *dense, double *gram)
{
    for (int i = 0; i < FILMS; i++)
        for (int j = 0; j < FILMS; j++) {
            gram[i * FILMS + j] = 0;
            for (int u = 0; u < USERS; u++)
                gram[i * FILMS + j] += dense[u * FILMS + i] * dense[u * FILMS + j];
        }
}

static double weight_of(const LbNeighbourLists *lists, int from, int to)
{
    for (int64_t e = lists->start[from]; e < lists->start[from + 1]; e++)
        if (lists->neighbour[e] == to) return (double)lists->weight[e];
    return NAN;
}

/* With every other film as a regressor, the weights b of film j satisfy the normal equations
 * sum_i (G_ki + [k = i](ridge + share G_kk)) b_i = G_kj. */
static void neighbours__satisfy_the_normal_equations(void **state)
{
    (void)state;
    LbError             err = {0};
    double              dense[USERS * FILMS], gram[FILMS * FILMS], mean = 0;
    LbCsr               users, films;
    LbNeighbourLists    lists;
    LbNeighbourSettings set = lb_neighbours_defaults();
    set.per_film            = FILMS;
    set.min_ratings         = 1;
    make(&users, &films, dense, 0.7);
    gram_of(dense, gram);
    for (int i = 0; i < FILMS; i++)
        mean += gram[i * FILMS + i] / (double)FILMS;
    LB_ASSERT_OK(build(&lists, &films, &set, NULL, &err));
    for (int j = 0; j < FILMS; j++)
        for (int k = 0; k < FILMS; k++) {
            if (k == j) {
                assert_true(isnan(weight_of(&lists, j, j)));
                continue;
            }
            double sum = (set.ridge * mean + set.ridge_relative * gram[k * FILMS + k]) *
                         weight_of(&lists, k, j);
            for (int i = 0; i < FILMS; i++)
                if (i != j) sum += gram[k * FILMS + i] * weight_of(&lists, i, j);
            LB_ASSERT_NEAR(sum, gram[k * FILMS + j], 1e-3); /* single precision, sums near 50 */
        }
    lb_neighbours_clear(&lists);
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

static void neighbours__are_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError             err = {0};
    double              dense[USERS * FILMS];
    LbCsr               users, films;
    LbNeighbourLists    one, three;
    LbPool             *pool = NULL;
    LbNeighbourSettings set  = lb_neighbours_defaults();
    set.per_film             = 4;
    set.films_max            = 9;
    make(&users, &films, dense, 0.5);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(build(&one, &films, &set, NULL, &err));
    LB_ASSERT_OK(build(&three, &films, &set, pool, &err));
    assert_memory_equal(one.start, three.start, (FILMS + 1) * sizeof *one.start);
    size_t n = (size_t)one.start[FILMS];
    assert_int_equal(n, 9 * 4);
    assert_memory_equal(one.neighbour, three.neighbour, n * sizeof *one.neighbour);
    assert_memory_equal(one.weight, three.weight, n * sizeof *one.weight);
    for (int f = 0; f < FILMS; f++)
        for (int64_t e = one.start[f] + 1; e < one.start[f + 1]; e++)
            assert_true(one.neighbour[e - 1] < one.neighbour[e]);
    lb_pool_free(pool);
    lb_neighbours_clear(&one);
    lb_neighbours_clear(&three);
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

static void neighbours__of_rare_films_there_are_none(void **state)
{
    (void)state;
    LbError             err = {0};
    double              dense[USERS * FILMS];
    LbCsr               users, films;
    LbNeighbourLists    lists;
    LbNeighbourSettings set = lb_neighbours_defaults();
    set.min_ratings         = USERS + 1;
    make(&users, &films, dense, 0.5);
    LB_ASSERT_OK(build(&lists, &films, &set, NULL, &err));
    assert_int_equal(lists.start[FILMS], 0);
    lb_neighbours_clear(&lists);
    LB_ASSERT_SURVIVES_NOMEM(build(&lists, &films, &set, NULL, &err), lb_neighbours_clear(&lists));
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours__satisfy_the_normal_equations),
        cmocka_unit_test(neighbours__are_the_same_for_any_number_of_threads),
        cmocka_unit_test(neighbours__of_rare_films_there_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
