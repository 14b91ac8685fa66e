/* SPDX-License-Identifier: MIT */
#include "trainer/methods/embedding.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

#include <math.h>

enum { USERS = 80, FILMS = 30, RANK = 6 };

static double norm_of(const float *row, int n)
{
    double squares = 0;
    for (int j = 0; j < n; j++)
        squares += (double)row[j] * (double)row[j];
    return sqrt(squares);
}

static void embedding__rows_get_one_length(void **state)
{
    (void)state;
    float       rows[] = {3, 4, 0, 0, -1e-3F, 0};
    LbEmbedding e      = {.n = 3, .rank = 2, .row = rows};
    lb_embedding_normalise(&e);
    LB_ASSERT_NEAR(rows[0], sqrt(2) * 0.6, 1e-6);
    LB_ASSERT_NEAR(rows[1], sqrt(2) * 0.8, 1e-6);
    assert_true(rows[2] == 0 && rows[3] == 0); /* zero stays */
    LB_ASSERT_NEAR(rows[4], -sqrt(2), 1e-6);
}

typedef struct Problem {
    LbCsr               by_user;
    int64_t             count[FILMS];
    LbEmbeddingSettings settings;
    LbFactorSettings    solver;
    LbEmbeddings        result;
} Problem;

static LbStatus solve(Problem *p, LbPool *pool, LbError *err)
{
    return lb_embedding_fit(&p->result, &p->by_user, &p->settings, &p->solver, pool, NULL, err);
}

static void setup(Problem *p)
{
    static double dense[USERS * FILMS];
    *p                      = (Problem){.by_user  = random_csr(USERS, FILMS, 0.3, 4, dense),
                                        .settings = {.rank = RANK, .power = 0.5, .shrink = 20},
                                        .solver   = {.svd = lb_svd_defaults()}};
    p->solver.svd.tolerance = 1e-10;
    for (int64_t i = 0; i < p->by_user.n; i++)
        p->count[p->by_user.col[i]]++;
}

static void drop(Problem *p)
{
    lb_csr_clear(&p->by_user);
    lb_embedding_clear(&p->result);
}

/* The scaled matrix of ones, S_uf = count_f^((d - 1) / 2), has V as right singular vectors: S'S V =
 * V s^2, V'V = I. `seen` is V, each row times its film's scale. */
static void embedding__comes_from_singular_vectors(void **state)
{
    (void)state;
    static double product[USERS][RANK];
    LbError       err = {0};
    Problem       p;
    setup(&p);
    LB_ASSERT_OK(solve(&p, NULL, &err));
    assert_true(p.result.films.n == FILMS && p.result.films.rank == RANK);
    for (int u = 0; u < USERS; u++) /* S V = sum of `seen` over the films */
        for (int j = 0; j < RANK; j++) {
            product[u][j] = 0;
            for (int64_t i = p.by_user.start[u]; i < p.by_user.start[u + 1]; i++)
                product[u][j] += (double)p.result.seen[p.by_user.col[i] * RANK + j];
        }
    for (int j = 0; j < RANK; j++)
        for (int k = 0; k < RANK; k++) {
            double images = 0, vectors = 0, scale = 0;
            for (int u = 0; u < USERS; u++)
                images += product[u][j] * product[u][k];
            for (int f = 0; f < FILMS; f++) {
                scale = pow((double)p.count[f], -0.25);
                vectors += (double)p.result.seen[f * RANK + j] *
                           (double)p.result.seen[f * RANK + k] / (scale * scale);
            }
            LB_ASSERT_NEAR(vectors, j == k, 1e-5); /* V in single precision */
            if (j != k) LB_ASSERT_NEAR(images, 0, 1e-3);
        }
    for (int f = 0; f < FILMS; f++)
        LB_ASSERT_NEAR(norm_of(p.result.films.row + f * RANK, RANK), sqrt(RANK), 1e-5);
    drop(&p);
}

/* A person is the scaled sum of what they have seen, drawn to the mean of all by n / (n + shrink). */
static void embedding__draws_people_to_their_mean(void **state)
{
    (void)state;
    static float raw[USERS * RANK];
    LbError      err = {0};
    Problem      p;
    LbEmbedding  people       = {.n = USERS, .rank = RANK, .row = raw};
    double       centre[RANK] = {0};
    setup(&p);
    LB_ASSERT_OK(solve(&p, NULL, &err));
    memset(raw, 0, sizeof raw);
    for (int u = 0; u < USERS; u++)
        for (int64_t i = p.by_user.start[u]; i < p.by_user.start[u + 1]; i++)
            for (int j = 0; j < RANK; j++)
                raw[u * RANK + j] += p.result.seen[p.by_user.col[i] * RANK + j];
    lb_embedding_normalise(&people);
    for (int i = 0; i < USERS * RANK; i++)
        centre[i % RANK] += (double)raw[i] / (double)USERS;
    for (int u = 0; u < USERS; u++) {
        double n = (double)(p.by_user.start[u + 1] - p.by_user.start[u]);
        for (int j = 0; j < RANK; j++) {
            double expected = centre[j] + n / (n + 20) * ((double)raw[u * RANK + j] - centre[j]);
            LB_ASSERT_NEAR(p.result.people.row[u * RANK + j], expected, 1e-5);
        }
    }
    for (int j = 0; j < RANK; j++)
        LB_ASSERT_NEAR(p.result.centre[j], centre[j], 1e-5);
    drop(&p);
}

static void embedding__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError err = {0};
    LbPool *pool;
    Problem one, three;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    setup(&one);
    setup(&three);
    LB_ASSERT_OK(solve(&one, NULL, &err));
    LB_ASSERT_OK(solve(&three, pool, &err));
    assert_memory_equal(one.result.people.row, three.result.people.row,
                        USERS * RANK * sizeof(float));
    assert_memory_equal(one.result.films.row, three.result.films.row, FILMS * RANK * sizeof(float));
    lb_pool_free(pool);
    drop(&one);
    drop(&three);
}

static void embedding__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    Problem p;
    setup(&p);
    p.solver.svd.tolerance = 1e-2;
    LB_ASSERT_SURVIVES_NOMEM(solve(&p, NULL, &err), (void)0);
    drop(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embedding__rows_get_one_length),
        cmocka_unit_test(embedding__comes_from_singular_vectors),
        cmocka_unit_test(embedding__draws_people_to_their_mean),
        cmocka_unit_test(embedding__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(embedding__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
