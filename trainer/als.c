/* SPDX-License-Identifier: MIT */
#include "trainer/als.h"

#include "common/mem.h"
#include "common/ridge.h"

enum { ROWS_PER_BLOCK = 16 };

typedef struct Sweep {
    LbSide              *mine;
    const LbSide        *other;
    const LbSparse      *ratings;
    const float         *prior;
    const LbAlsSettings *settings;
    float                mean;
    LbRidge            **ridge;   /* one a thread */
    float              **penalty; /* one a thread */
} Sweep;

void lb_als_penalty(const LbAlsSettings *settings, int32_t k, int64_t n_ratings, float *penalty)
{
    penalty[0] = (float)settings->bias_ridge;
    for (int32_t q = 1; q <= k; q++)
        penalty[q] = (float)(settings->ridge + settings->ridge_per_rating * (double)n_ratings);
}

static void solve_row(const Sweep *sweep, int32_t row, LbRidge *ridge, float *penalty)
{
    const LbSparse *ratings = sweep->ratings;
    const LbSide   *other   = sweep->other;
    size_t          width   = (size_t)other->k + 1;
    int64_t         begin   = ratings->start[row];
    int64_t         end     = ratings->start[row + 1];
    lb_als_penalty(sweep->settings, other->k, end - begin, penalty);
    lb_ridge_begin(ridge, sweep->prior != NULL ? sweep->prior + (size_t)row * width : NULL);
    for (int64_t i = begin; i < end; i++) {
        const float *x = other->x + (size_t)ratings->col[i] * width;
        lb_ridge_add(ridge, x + 1, ratings->value[i] - sweep->mean - x[0]);
    }
    lb_ridge_finish(ridge, penalty, sweep->mine->x + (size_t)row * width);
}

static void solve_block(void *ctx, int64_t block, int thread)
{
    const Sweep *sweep = ctx;
    int64_t      end   = (block + 1) * ROWS_PER_BLOCK;
    if (end > sweep->mine->n) end = sweep->mine->n;
    for (int64_t row = block * ROWS_PER_BLOCK; row < end; row++)
        solve_row(sweep, (int32_t)row, sweep->ridge[thread], sweep->penalty[thread]);
}

LbStatus lb_als_half_sweep(LbSide *mine, const LbSide *other, const LbSparse *ratings, double mean,
                           const float *prior, const LbAlsSettings *settings, LbPool *pool,
                           LbError *err)
{
    LbStatus st        = LB_OK;
    int      n_threads = lb_pool_threads(pool);
    Sweep    sweep     = {.mine     = mine,
                          .other    = other,
                          .ratings  = ratings,
                          .prior    = prior,
                          .settings = settings,
                          .mean     = (float)mean};
    LB_ALLOC_ZEROED(sweep.ridge, n_threads);
    LB_ALLOC_ZEROED(sweep.penalty, n_threads);
    for (int t = 0; t < n_threads; t++) {
        LB_TRY(lb_ridge_new(&sweep.ridge[t], other->k, err));
        LB_ALLOC(sweep.penalty[t], other->k + 1);
    }
    lb_pool_run(pool, ((int64_t)mine->n + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK, solve_block, &sweep);
cleanup:
    for (int t = 0; t < n_threads; t++) {
        if (sweep.ridge != NULL) lb_ridge_free(sweep.ridge[t]);
        if (sweep.penalty != NULL) free(sweep.penalty[t]);
    }
    free(sweep.ridge);
    free(sweep.penalty);
    return st;
}
