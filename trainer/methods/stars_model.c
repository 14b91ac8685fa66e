/* SPDX-License-Identifier: MIT */
#include "trainer/methods/stars_model.h"

#include "common/base/mem.h"

LbStarsSettings lb_stars_model_defaults(void)
{
    return (LbStarsSettings){
        .rank       = 40,
        .sweeps     = 7,
        .users      = {.bias_ridge = 2, .ridge = 4, .ridge_per_rating = 0.02},
        .fold       = {.bias_ridge = 4, .ridge = 4, .ridge_per_rating = 0.02},
        .films      = {.bias_ridge = 2, .ridge = 20, .ridge_per_rating = 0.05},
        .user_prior = {.ridge = 300, .shrink = 30},
        .film_prior = {.ridge = 100, .shrink = 30},
    };
}

/* The last sweeps learn from all ratings; those before, which find the way there, from so many of a
 * row. */
enum { FINE_SWEEPS = 3, ROUGH_RATINGS = 256 };

/* One side as it is solved again and again: its ratings, and what is expected of it. */
typedef struct Half {
    LbSide                *side;
    const LbCsr           *ratings;
    const LbEmbedding     *embedding; /* NULL = nothing is expected */
    LbAlsSettings          als;
    const LbPriorSettings *prior_settings;
    float                 *map;   /* [(rank of embedding + 1) x (1 + k)] */
    float                 *prior; /* [own rows x (1 + k)] */
    bool                   has_prior;
} Half;

static LbStatus allocate_prior(Half *half, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   width = (size_t)half->side->k + 1;
    if (half->embedding == NULL) return LB_OK;
    LB_ALLOC(half->map, ((size_t)half->embedding->rank + 1) * width);
    LB_ALLOC(half->prior, (size_t)half->embedding->n * width);
cleanup:
    return st;
}

/* Solve the side given the other, then learn what to expect of it the next time. */
static LbStatus solve_half(Half *half, const LbSide *other, LbPool *pool, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_als_half_sweep(half->side, other, half->ratings, half->has_prior ? half->prior : NULL,
                             &half->als, pool, err));
    if (half->embedding == NULL) goto cleanup;
    LB_TRY(lb_prior_fit(half->map, half->embedding, half->side, lb_csr_starts(half->ratings),
                        half->prior_settings, pool, err));
    lb_prior_apply(half->prior, half->embedding, half->map, half->side->k, pool);
    half->has_prior = true;
cleanup:
    return st;
}

static LbStatus sweep(Half *users, Half *films, int32_t n_sweeps, LbPool *pool,
                      const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    for (int32_t i = 0; i < n_sweeps; i++) {
        users->als.most = films->als.most = i < n_sweeps - FINE_SWEEPS ? ROUGH_RATINGS : 0;
        lb_reporter_progress(reporter, "stars", i, n_sweeps);
        LB_TRY(lb_reporter_check(reporter, err));
        LB_TRY(solve_half(users, films->side, pool, err));
        LB_TRY(lb_reporter_check(reporter, err));
        LB_TRY(solve_half(films, users->side, pool, err));
    }
    lb_reporter_progress(reporter, "stars", n_sweeps, n_sweeps);
cleanup:
    return st;
}

LbStatus lb_stars_model_fit(const LbStarsTask *task, const LbCsr *by_user, const LbCsr *by_film,
                            const LbStarsSettings *settings, LbPool *pool,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus st        = LB_OK;
    LbSide   user_side = {.n = by_user->n_rows, .k = task->films->k};
    size_t   width     = (size_t)user_side.k + 1;
    Half     users     = {.side           = &user_side,
                          .ratings        = by_user,
                          .embedding      = task->user_embedding,
                          .als            = settings->users,
                          .prior_settings = &settings->user_prior};
    Half     films     = {.side           = task->films,
                          .ratings        = by_film,
                          .embedding      = task->film_embedding,
                          .als            = settings->films,
                          .prior_settings = &settings->film_prior};
    LB_ALLOC(user_side.x, (size_t)user_side.n * width);
    LB_TRY(allocate_prior(&users, err));
    LB_TRY(allocate_prior(&films, err));
    LB_TRY(sweep(&users, &films, settings->sweeps, pool, reporter, err));
    if (users.map != NULL)
        memcpy(task->user_map, users.map,
               ((size_t)users.embedding->rank + 1) * width * sizeof *task->user_map);
    if (task->users != NULL) {
        *task->users = user_side;
        user_side.x  = NULL;
    }
cleanup:
    free(user_side.x);
    free(users.map);
    free(users.prior);
    free(films.map);
    free(films.prior);
    return st;
}
