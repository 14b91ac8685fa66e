/* SPDX-License-Identifier: MIT */
#include "trainer/methods/als.h"

#include "common/base/mem.h"
#include "common/dense/ridge.h"
#include "common/dense/simd.h"
#include "trainer/matrix/own_rows.h"

enum { ROWS_PER_BLOCK = 16, AHEAD = 8 };

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
    LbBlockRange         own; /* rows of this rank */
    int32_t              n_own;
    Scratch             *scratch; /* one a thread */
    int                  n_threads;
} Sweep;

void lb_als_penalty(const LbAlsSettings *settings, int32_t k, int64_t n_ratings, float *penalty)
{
    penalty[0] = (float)settings->bias_ridge;
    for (int32_t q = 1; q <= k; q++)
        penalty[q] = (float)(settings->ridge + settings->ridge_per_rating * (double)n_ratings);
}

/* Rows of a large catalogue come from memory, in no order that the processor could guess. */
static void prefetch(const float *row, size_t width)
{
    for (size_t q = 0; q < width; q += LB_LINE_FLOATS)
        LB_PREFETCH(row + q);
}

/* Of a row's n ratings. */
static int64_t n_taken(const LbAlsSettings *settings, int64_t n)
{
    return settings->most > 0 && n > settings->most ? settings->most : n;
}

/* The i-th of m ratings that stand for n, as far apart as may be. */
static int64_t place_of(int64_t i, int64_t m, int64_t n)
{
    return m == n ? i : i * n / m;
}

/* The i-th of this rank's rows. */
static void solve_row(const Sweep *sweep, int32_t i, const Scratch *scratch)
{
    int32_t       row     = lb_own_row(sweep->own, i);
    const LbCsr  *ratings = sweep->ratings;
    const LbSide *other   = sweep->other;
    size_t        width   = (size_t)other->k + 1;
    float         mean    = (float)sweep->settings->mean;
    int64_t       begin   = ratings->start[row];
    int64_t       n       = ratings->start[row + 1] - begin;
    int64_t       m       = n_taken(sweep->settings, n);
    lb_als_penalty(sweep->settings, other->k, n, scratch->penalty);
    for (size_t q = 0; m < n && q < width; q++)
        scratch->penalty[q] *= (float)m / (float)n;
    lb_ridge_begin(scratch->ridge, sweep->prior != NULL ? sweep->prior + (size_t)i * width : NULL);
    for (int64_t j = 0; j < m; j++) {
        int64_t e = begin + place_of(j, m, n);
        if (j + AHEAD < m)
            prefetch(other->x + (size_t)ratings->col[begin + place_of(j + AHEAD, m, n)] * width,
                     width);
        const float *x = other->x + (size_t)ratings->col[e] * width;
        lb_ridge_add(scratch->ridge, x + 1, ratings->value[e] - mean - x[0]);
    }
    lb_ridge_finish(scratch->ridge, scratch->penalty, sweep->mine->x + (size_t)row * width);
}

static void solve_block(void *ctx, int64_t block, int thread)
{
    const Sweep *sweep = ctx;
    int32_t      first = (int32_t)block * ROWS_PER_BLOCK, end = first + ROWS_PER_BLOCK;
    if (end > sweep->n_own) end = sweep->n_own;
    for (int32_t i = first; i < end; i++)
        solve_row(sweep, i, &sweep->scratch[thread]);
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
    Sweep    sweep = {.mine      = mine,
                      .other     = other,
                      .ratings   = ratings,
                      .prior     = prior,
                      .settings  = settings,
                      .own       = lb_block_sum_range(pool, LB_BLOCKS),
                      .n_threads = lb_pool_threads(pool)};
    LbStatus st    = new_scratch(&sweep, err);
    sweep.n_own    = lb_own_count(sweep.own, mine->n);
    if (st == LB_OK) {
        lb_pool_run(pool, (sweep.n_own + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK, solve_block, &sweep);
        st = lb_own_rows_gather(mine->x, ((size_t)mine->k + 1) * sizeof *mine->x, mine->n, NULL,
                                lb_pool_comm(pool), err);
    }
    free_scratch(&sweep);
    return st;
}
