/* SPDX-License-Identifier: MIT */
#include "trainer/methods/stages.h"

#include "common/base/rng.h"
#include "tests/lb_test.h"

#include <math.h>
#include <stdlib.h>

/* More ratings of a person than any stage draws. */
enum { PEOPLE = 300, FILMS = 400, RANK = 2, K = 2, WIDTH = K + 1, SIZE = (RANK + 1) * WIDTH };

typedef struct Problem {
    int64_t         start[PEOPLE + 1];
    int32_t         col[PEOPLE * FILMS];
    float           value[PEOPLE * FILMS];
    float           films[FILMS * WIDTH], people[PEOPLE * WIDTH];
    float           seen[FILMS * RANK], centre[RANK], map[SIZE];
    LbCsr           by_user;
    LbSide          film_side, people_side;
    LbPriorSettings prior;
    LbAlsSettings   fold;
    LbStagesTask    task;
} Problem;

typedef struct Result {
    int32_t films[LB_STAGES];
    float   map[LB_STAGES * SIZE], offset[LB_STAGES];
} Result;

/* Person i sees films of kind i mod 2 alone, i of them at most, and gives each `stars` and some
 * noise; who sees the second kind has a bias of -0.5, the first of +0.5. */
static Problem *problem_new(double stars, double noise)
{
    LbRng    rng;
    Problem *p = calloc(1, sizeof *p);
    assert_non_null(p);
    lb_rng_init(&rng, 5, 0);
    for (int32_t f = 0; f < FILMS; f++)
        p->seen[f * RANK + f % 2] = 1;
    for (int32_t i = 0; i < PEOPLE; i++) {
        int64_t at = p->start[i];
        for (int32_t f = i % 2; f < FILMS && f / 2 < i; f += 2) {
            p->col[at]     = f;
            p->value[at++] = (float)(stars + noise * lb_rng_normal(&rng));
        }
        p->start[i + 1]      = at;
        p->people[i * WIDTH] = i % 2 ? -0.5F : 0.5F;
    }
    for (int32_t q = 0; q < SIZE; q++)
        p->map[q] = (float)q;
    p->by_user     = (LbCsr){.n_rows = PEOPLE,
                             .n_cols = FILMS,
                             .n      = p->start[PEOPLE],
                             .start  = p->start,
                             .col    = p->col,
                             .value  = p->value};
    p->film_side   = (LbSide){FILMS, K, p->films};
    p->people_side = (LbSide){PEOPLE, K, p->people};
    p->prior       = (LbPriorSettings){.ridge = 1e-3, .shrink = 10};
    p->fold        = (LbAlsSettings){.mean = 3, .bias_ridge = 4, .ridge = 4};
    p->task        = (LbStagesTask){.by_user = &p->by_user,
                                    .films   = &p->film_side,
                                    .people  = &p->people_side,
                                    .seen    = p->seen,
                                    .centre  = p->centre,
                                    .rank    = RANK,
                                    .shrink  = 20,
                                    .map     = p->map,
                                    .prior   = &p->prior,
                                    .fold    = &p->fold,
                                    .seed    = 42};
    return p;
}

static LbStatus fit(Result *result, const Problem *p, LbPool *pool, LbError *err)
{
    return lb_stages_fit(result->films, result->map, result->offset, &p->task, pool, err);
}

/* One film says as much as a hundred here; its place is merely drawn nearer to the centre. */
static void stages__maps_take_places_of_few_films_for_what_they_tell(void **state)
{
    (void)state;
    LbError  err = {0};
    Result   result;
    Problem *p = problem_new(3, 0.3);
    LB_ASSERT_OK(fit(&result, p, NULL, &err));
    for (int s = 0; s < LB_STAGES - 1; s++) {
        const float *map   = result.map + s * SIZE;
        double       n     = result.films[s];
        double       place = sqrt(RANK) * n / (n + p->task.shrink);
        LB_ASSERT_NEAR((double)map[0] + place * (double)map[WIDTH], 0.5, 0.05);
        LB_ASSERT_NEAR((double)map[0] + place * (double)map[2 * WIDTH], -0.5, 0.05);
    }
    free(p);
}

static void stages__last_one_is_the_whole_map(void **state)
{
    (void)state;
    LbError  err = {0};
    Result   result;
    Problem *p = problem_new(3, 0.3);
    LB_ASSERT_OK(fit(&result, p, NULL, &err));
    assert_memory_equal(result.map + (LB_STAGES - 1) * SIZE, p->map, sizeof p->map);
    LB_ASSERT_NEAR(result.offset[LB_STAGES - 1], 0, 0);
    assert_int_equal(result.films[0], 1);
    for (int s = 1; s < LB_STAGES; s++)
        assert_true(result.films[s] > result.films[s - 1]);
    free(p);
}

/* Everybody rates 0.7 above what is expected, and a person's own ratings change little of it. */
static void stages__offset_is_what_others_of_their_ratings_miss(void **state)
{
    (void)state;
    LbError  err = {0};
    Result   result;
    Problem *p = problem_new(3.7, 0);
    memset(p->people, 0, sizeof p->people);
    p->fold.bias_ridge = 1e9;
    LB_ASSERT_OK(fit(&result, p, NULL, &err));
    /* One person in five, but for the first, who has no rating; 20 say nothing. */
    for (int s = 0; s < LB_STAGES - 1; s++)
        LB_ASSERT_NEAR(result.offset[s], 0.7 * 59 / (59 + 20), 1e-4);
    p->fold.bias_ridge = 1e-3; /* now they say it all */
    LB_ASSERT_OK(fit(&result, p, NULL, &err));
    for (int s = 0; s < LB_STAGES - 1; s++)
        LB_ASSERT_NEAR(result.offset[s], 0, 1e-3);
    free(p);
}

static void stages__are_the_same_for_any_threads(void **state)
{
    (void)state;
    LbError  err  = {0};
    LbPool  *pool = NULL;
    Result   one, three;
    Problem *p = problem_new(3, 1);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(fit(&one, p, NULL, &err));
    LB_ASSERT_OK(fit(&three, p, pool, &err));
    assert_memory_equal(&one, &three, sizeof one);
    lb_pool_free(pool);
    free(p);
}

static void stages__survive_failed_allocations(void **state)
{
    (void)state;
    LbError  err = {0};
    Result   result;
    Problem *p = problem_new(3, 1);
    LB_ASSERT_SURVIVES_NOMEM(fit(&result, p, NULL, &err), (void)0);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages__maps_take_places_of_few_films_for_what_they_tell),
        cmocka_unit_test(stages__last_one_is_the_whole_map),
        cmocka_unit_test(stages__offset_is_what_others_of_their_ratings_miss),
        cmocka_unit_test(stages__are_the_same_for_any_threads),
        cmocka_unit_test(stages__survive_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
