/* SPDX-License-Identifier: MIT */
#include "trainer/methods/stars_model.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/interrupted.h"
#include "tests/unit/trainer/matrices.h"

#include <math.h>

enum { USERS = 70, FILMS = 25, K = 3, WIDTH = K + 1, RANK = 4 };

typedef struct Problem {
    LbCsr           by_user, by_film;
    float           film_x[FILMS * WIDTH], user_map[(RANK + 1) * WIDTH];
    float           people[USERS * RANK], films[FILMS * RANK];
    LbSide          side;
    LbEmbedding     person_embedding, film_embedding;
    LbStarsSettings settings;
} Problem;

static void fill(float *x, int n, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, 0);
    for (int i = 0; i < n; i++)
        x[i] = (float)(0.3 * lb_rng_normal(&rng));
}

static Problem *problem_new(void)
{
    static double dense[USERS * FILMS];
    Problem      *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->by_user = random_csr(USERS, FILMS, 0.4, 3, dense);
    for (int64_t i = 0; i < p->by_user.n; i++)
        p->by_user.value[i] += 3;
    p->by_film = transposed_csr(&p->by_user);
    fill(p->film_x, FILMS * WIDTH, 1);
    fill(p->people, USERS * RANK, 2);
    fill(p->films, FILMS * RANK, 3);
    p->side                = (LbSide){FILMS, K, p->film_x};
    p->person_embedding    = (LbEmbedding){USERS, RANK, p->people};
    p->film_embedding      = (LbEmbedding){FILMS, RANK, p->films};
    p->settings            = lb_stars_model_defaults();
    p->settings.users.mean = p->settings.films.mean = 3;
    return p;
}

static void problem_free(Problem *p)
{
    lb_csr_clear(&p->by_user);
    lb_csr_clear(&p->by_film);
    free(p);
}

static LbStatus solve(Problem *p, bool with_priors, int32_t sweeps, LbPool *pool, LbError *err)
{
    LbStarsTask task   = {.films          = &p->side,
                          .user_embedding = with_priors ? &p->person_embedding : NULL,
                          .film_embedding = with_priors ? &p->film_embedding : NULL,
                          .user_map       = with_priors ? p->user_map : NULL};
    p->settings.sweeps = sweeps;
    return lb_stars_model_fit(&task, &p->by_user, &p->by_film, &p->settings, pool, NULL, err);
}

/* Squares and penalties for the films that were found and the users that are best for them. */
static double objective(const Problem *p)
{
    LbError err = {0};
    float   user_x[USERS * WIDTH], penalty[WIDTH];
    LbSide  users = {USERS, K, user_x};
    double  sum   = 0;
    LB_ASSERT_OK(
        lb_als_half_sweep(&users, &p->side, &p->by_user, NULL, &p->settings.users, NULL, &err));
    for (int u = 0; u < USERS; u++) {
        const float *x = user_x + u * WIDTH;
        int64_t      n = p->by_user.start[u + 1] - p->by_user.start[u];
        for (int64_t i = p->by_user.start[u]; i < p->by_user.start[u + 1]; i++) {
            const float *y        = p->film_x + p->by_user.col[i] * WIDTH;
            double       residual = (double)p->by_user.value[i] - 3 - (double)(x[0] + y[0]);
            for (int q = 1; q < WIDTH; q++)
                residual -= (double)x[q] * (double)y[q];
            sum += residual * residual;
        }
        lb_als_penalty(&p->settings.users, K, n, penalty);
        for (int q = 0; q < WIDTH; q++)
            sum += (double)penalty[q] * (double)x[q] * (double)x[q];
    }
    for (int f = 0; f < FILMS; f++) {
        lb_als_penalty(&p->settings.films, K, p->by_film.start[f + 1] - p->by_film.start[f],
                       penalty);
        for (int q = 0; q < WIDTH; q++)
            sum += (double)penalty[q] * pow((double)p->film_x[f * WIDTH + q], 2);
    }
    return sum;
}

static void stars_model__gets_better_with_every_sweep(void **state)
{
    (void)state;
    double before = INFINITY;
    for (int32_t sweeps = 1; sweeps <= 6; sweeps++) {
        LbError  err = {0};
        Problem *p   = problem_new();
        LB_ASSERT_OK(solve(p, false, sweeps, NULL, &err));
        double now = objective(p);
        assert_true(now < before);
        before = now;
        problem_free(p);
    }
}

/* No sweeps: the films are as they were. */
static void stars_model__starts_from_what_it_is_given(void **state)
{
    (void)state;
    LbError  err = {0};
    Problem *p = problem_new(), *before = problem_new();
    LB_ASSERT_OK(solve(p, false, 0, NULL, &err));
    assert_memory_equal(p->film_x, before->film_x, sizeof p->film_x);
    problem_free(p);
    problem_free(before);
}

/* The map is that of the last sweep: what the priors of the users expect of them. */
static void stars_model__learns_what_to_expect_of_users(void **state)
{
    (void)state;
    LbError  err = {0};
    float    user_x[USERS * WIDTH], map[(RANK + 1) * WIDTH];
    Problem *p     = problem_new();
    LbSide   users = {USERS, K, user_x};
    float    films[FILMS * WIDTH];
    memcpy(films, p->film_x, sizeof films);
    LB_ASSERT_OK(solve(p, true, 1, NULL, &err)); /* the first half sweep has no prior yet */
    LbSide first = {FILMS, K, films};
    LB_ASSERT_OK(
        lb_als_half_sweep(&users, &first, &p->by_user, NULL, &p->settings.users, NULL, &err));
    LB_ASSERT_OK(lb_prior_fit(map, &p->person_embedding, &users, p->by_user.start,
                              &p->settings.user_prior, NULL, &err));
    assert_memory_equal(p->user_map, map, sizeof map);
    problem_free(p);
}

static void stars_model__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError  err  = {0};
    LbPool  *pool = NULL;
    Problem *one = problem_new(), *three = problem_new();
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(solve(one, true, 3, NULL, &err));
    LB_ASSERT_OK(solve(three, true, 3, pool, &err));
    assert_memory_equal(one->film_x, three->film_x, sizeof one->film_x);
    assert_memory_equal(one->user_map, three->user_map, sizeof one->user_map);
    lb_pool_free(pool);
    problem_free(one);
    problem_free(three);
}

static void stars_model__stops_when_asked_to(void **state)
{
    (void)state;
    LbError     err  = {0};
    Problem    *p    = problem_new();
    LbStarsTask task = {.films = &p->side};
    LB_ASSERT_FAILS(
        lb_stars_model_fit(&task, &p->by_user, &p->by_film, &p->settings, NULL, &interrupted, &err),
        LB_EINTR, "interrupted");
    problem_free(p);
}

static void stars_model__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError  err = {0};
    Problem *p   = problem_new();
    LB_ASSERT_SURVIVES_NOMEM(solve(p, true, 1, NULL, &err), (void)0);
    problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_model__gets_better_with_every_sweep),
        cmocka_unit_test(stars_model__starts_from_what_it_is_given),
        cmocka_unit_test(stars_model__learns_what_to_expect_of_users),
        cmocka_unit_test(stars_model__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(stars_model__stops_when_asked_to),
        cmocka_unit_test(stars_model__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
