/* SPDX-License-Identifier: MIT */
#include "trainer/methods/als.h"

#include "common/base/mem.h"
#include "common/dense/ridge.h"

enum { ROWS_PER_BLOCK = 16 };

/* What one thread works with. */
typedef struct Scratch {
    LbRidge *ridge;
    float   *penalty; /* [1 + k] */
} Scratch;

typedef struct Sweep {
    LbSide              *mine;
    const LbSide        *other;
    const LbCsr         *ratings;
    const float         *prior;
    const LbAlsSettings *settings;
    Scratch             *scratch; /* one a thread */
    int                  n_threads;
} Sweep;

void lb_als_penalty(const LbAlsSettings *settings, int32_t k, int64_t n_ratings, float *penalty)
{
    penalty[0] = (float)settings->bias_ridge;
    for (int32_t q = 1; q <= k; q++)
        penalty[q] = (float)(settings->ridge + settings->ridge_per_rating * (double)n_ratings);
}

static void solve_row(const Sweep *sweep, int32_t row, const Scratch *scratch)
{
    const LbCsr  *ratings = sweep->ratings;
    const LbSide *other   = sweep->other;
    size_t        width   = (size_t)other->k + 1;
    float         mean    = (float)sweep->settings->mean;
    int64_t       begin   = ratings->start[row];
    int64_t       end     = ratings->start[row + 1];
    lb_als_penalty(sweep->settings, other->k, end - begin, scratch->penalty);
    lb_ridge_begin(scratch->ridge,
                   sweep->prior != NULL ? sweep->prior + (size_t)row * width : NULL);
    for (int64_t i = begin; i < end; i++) {
        const float *x = other->x + (size_t)ratings->col[i] * width;
        lb_ridge_add(scratch->ridge, x + 1, ratings->value[i] - mean - x[0]);
    }
    lb_ridge_finish(scratch->ridge, scratch->penalty, sweep->mine->x + (size_t)row * width);
}

static void solve_block(void *ctx, int64_t block, int thread)
{
    const Sweep *sweep = ctx;
    int64_t      end   = (block + 1) * ROWS_PER_BLOCK;
    if (end > sweep->mine->n) end = sweep->mine->n;
    for (int64_t row = block * ROWS_PER_BLOCK; row < end; row++)
        solve_row(sweep, (int32_t)row, &sweep->scratch[thread]);
}

static LbStatus new_scratch(Sweep *sweep, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(sweep->scratch, sweep->n_threads);
    for (int t = 0; t < sweep->n_threads; t++) {
        LB_TRY(lb_ridge_new(&sweep->scratch[t].ridge, sweep->other->k, err));
        LB_ALLOC(sweep->scratch[t].penalty, sweep->other->k + 1);
    }
cleanup:
    return st;
}

static void free_scratch(Sweep *sweep)
{
    for (int t = 0; sweep->scratch != NULL && t < sweep->n_threads; t++) {
        lb_ridge_free(sweep->scratch[t].ridge);
        free(sweep->scratch[t].penalty);
    }
    free(sweep->scratch);
}

LbStatus lb_als_half_sweep(LbSide *mine, const LbSide *other, const LbCsr *ratings,
                           const float *prior, const LbAlsSettings *settings, LbPool *pool,
                           LbError *err)
{
    Sweep    sweep    = {.mine      = mine,
                         .other     = other,
                         .ratings   = ratings,
                         .prior     = prior,
                         .settings  = settings,
                         .n_threads = lb_pool_threads(pool)};
    int64_t  n_blocks = ((int64_t)mine->n + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK;
    LbStatus st       = new_scratch(&sweep, err);
    if (st == LB_OK) lb_pool_run(pool, n_blocks, solve_block, &sweep);
    free_scratch(&sweep);
    return st;
}
