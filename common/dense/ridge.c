/* SPDX-License-Identifier: MIT */
#include "common/dense/ridge.h"

#include "common/base/mem.h"
#include "common/dense/cholesky.h"
#include "common/dense/tile.h"

#include <stdbool.h>
#include <string.h>

/* Observations are gathered in batches, so that each entry of the normal matrix is loaded and
 * stored once a batch. A row of the batch is [regressor, 1, target, 0...], so that one product of
 * the batch with itself gives the normal matrix and its right-hand side. */
enum { BATCH = 64 };

/* Dividing by smaller penalties would leave no digits. */
static const float PENALTY_MIN = 1e-3F;

struct LbRidge {
    size_t       k;
    size_t       stride; /* k + 2 in whole tiles */
    size_t       n_batch;
    bool         is_summed; /* normal holds earlier batches */
    const float *prior;
    float       *normal; /* augmented matrix for the solver (common/cholesky.h) */
    float       *batch;  /* [BATCH x stride] */
    float       *offset; /* [stride] what turns a row of the batch into its residual */
    float       *rest;   /* [stride] scratch: a right-hand side */
    float       *x;      /* [k + 1] */
    /* For few observations, which become columns: */
    float *turned, *scaled; /* [k + 1 in whole tiles x BATCH], [k + 1 x BATCH] by the penalties */
    float *share;           /* [BATCH] */
};

LbStatus lb_ridge_new(LbRidge **out, int32_t k, LbError *err)
{
    LbStatus st    = LB_OK;
    LbRidge *ridge = NULL;
    *out           = NULL;
    LB_ALLOC_ZEROED(ridge, 1);
    ridge->k      = (size_t)k;
    ridge->stride = lb_cholesky_stride(k + 1);
    LB_ALLOC(ridge->normal, lb_cholesky_size(k + 1));
    LB_ALLOC_ZEROED(ridge->batch, BATCH * ridge->stride);
    LB_ALLOC_ZEROED(ridge->offset, ridge->stride);
    LB_ALLOC(ridge->rest, ridge->stride);
    LB_ALLOC(ridge->x, k + 1);
    LB_ALLOC(ridge->turned, lb_tile_round((size_t)k + 1) * BATCH);
    LB_ALLOC(ridge->scaled, ((size_t)k + 1) * BATCH);
    LB_ALLOC(ridge->share, BATCH);
    *out  = ridge;
    ridge = NULL;
cleanup:
    lb_ridge_free(ridge);
    return st;
}

void lb_ridge_free(LbRidge *ridge)
{
    if (ridge == NULL) return;
    free(ridge->normal);
    free(ridge->batch);
    free(ridge->offset);
    free(ridge->rest);
    free(ridge->x);
    free(ridge->turned);
    free(ridge->scaled);
    free(ridge->share);
    free(ridge);
}

void lb_ridge_begin(LbRidge *ridge, const float *prior)
{
    size_t k = ridge->k;
    for (size_t q = 0; q < k; q++)
        ridge->offset[q] = prior != NULL ? -prior[q + 1] : 0;
    ridge->offset[k]     = prior != NULL ? -prior[0] : 0;
    ridge->offset[k + 1] = 1;
    ridge->prior         = prior;
    ridge->n_batch       = 0;
    ridge->is_summed     = false;
}

/* Replace each target by what the prior leaves of it. */
LB_INLINE void take_residuals(LbRidge *ridge)
{
    for (size_t e = 0; e < ridge->n_batch; e++) {
        float   *row = ridge->batch + e * ridge->stride;
        LbFloat8 sum = {0}, a, b;
        for (size_t q = 0; q < ridge->stride; q += LB_TILE) {
            memcpy(&a, row + q, sizeof a);
            memcpy(&b, ridge->offset + q, sizeof b);
            sum += a * b;
        }
        row[ridge->k + 1] = LB_ADD_LANES(sum);
    }
}

/* normal += batch' batch, upper triangle by tiles. */
LB_INLINE void add_products(LbRidge *ridge, bool wide)
{
    size_t stride = ridge->stride;
    for (size_t i = 0; i <= ridge->k; i += LB_TILE)
        lb_tile_strip(ridge->normal + i * stride + i, stride, ridge->batch + i, ridge->batch + i,
                      stride, ridge->n_batch, stride - i, 1, wide);
}

LB_CLONES_FUSED static void add_batch(LbRidge *ridge)
{
    add_products(ridge, false);
}

LB_WIDE static void add_batch_wide(LbRidge *ridge)
{
    add_products(ridge, true);
}

static void flush(LbRidge *ridge)
{
    if (!ridge->is_summed)
        memset(ridge->normal, 0, lb_cholesky_size((int32_t)ridge->k + 1) * sizeof *ridge->normal);
    ridge->is_summed = true;
    if (lb_simd_is_wide())
        add_batch_wide(ridge);
    else
        add_batch(ridge);
    ridge->n_batch = 0;
}

void lb_ridge_add(LbRidge *ridge, const float *regressor, float target)
{
    float *row = ridge->batch + ridge->n_batch * ridge->stride;
    size_t q   = 0;
    for (; q + LB_TILE <= ridge->k; q += LB_TILE) /* no call for a row as short as this */
        memcpy(row + q, regressor + q, LB_TILE * sizeof *row);
    for (; q < ridge->k; q++)
        row[q] = regressor[q];
    row[ridge->k]     = 1;
    row[ridge->k + 1] = target;
    if (++ridge->n_batch == BATCH) flush(ridge);
}

/* x += A' z for the observations A of the batch. */
LB_INLINE void add_shares(LbRidge *ridge, const float *z)
{
    for (size_t e = 0; e < ridge->n_batch; e++) {
        const float *row = ridge->batch + e * ridge->stride;
        for (size_t q = 0; q <= ridge->k; q++)
            ridge->x[q] += z[e] * row[q];
    }
}

/* The observations as columns, `n` in whole tiles, and the same divided by the penalties D. */
LB_INLINE void turn(LbRidge *ridge, const float *penalty, size_t n)
{
    size_t k = ridge->k;
    for (size_t q = 0; q <= k; q++) {
        float  weight = 1 / penalty[q < k ? q + 1 : 0];
        float *to = ridge->turned + q * n, *scaled = ridge->scaled + q * n;
        for (size_t e = 0; e < ridge->n_batch; e++) {
            float value = ridge->batch[e * ridge->stride + q];
            to[e]       = value;
            scaled[e]   = value * weight;
        }
        for (size_t e = ridge->n_batch; e < n; e++)
            to[e] = scaled[e] = 0;
    }
}

/* With n observations A and residuals r, x = D^-1 A' z where (A D^-1 A' + I) z = r: n equations in
 * place of k + 1. */
LB_CLONES_FUSED static void solve_few(LbRidge *ridge, const float *penalty)
{
    size_t n = ridge->n_batch, k = ridge->k, whole = lb_tile_round(n);
    size_t stride = lb_cholesky_stride((int32_t)n);
    float *normal = ridge->normal;
    take_residuals(ridge);
    turn(ridge, penalty, whole);
    memset(normal, 0, whole * stride * sizeof *normal);
    for (size_t i = 0; i < whole; i += LB_TILE)
        lb_tile_strip(normal + i * stride + i, stride, ridge->turned + i, ridge->scaled + i, whole,
                      k + 1, whole - i, 1, false);
    for (size_t e = 0; e < n; e++) {
        normal[e * stride + e] += 1;
        normal[e * stride + n] = ridge->batch[e * ridge->stride + k + 1];
    }
    lb_cholesky_solve(normal, ridge->share, (int32_t)n);
    memset(ridge->x, 0, (k + 1) * sizeof *ridge->x);
    add_shares(ridge, ridge->share);
    for (size_t q = 0; q <= k; q++)
        ridge->x[q] /= penalty[q < k ? q + 1 : 0];
}

/* Whether that is less work, and has no digits to lose. */
static bool are_few(const LbRidge *ridge, const float *penalty)
{
    if (ridge->is_summed || 4 * ridge->n_batch > 3 * ridge->k) return false;
    for (size_t q = 0; q <= ridge->k; q++)
        if (!(penalty[q] >= PENALTY_MIN)) return false;
    return true;
}

/* The right-hand side A'y becomes A'(y - A p), by the products of A that are summed already: times
 * [-p, 1] they give both terms. Tiles on the diagonal are whole, those above it stand for both
 * halves. */
LB_CLONES_FUSED static void take_prior(LbRidge *ridge)
{
    size_t k = ridge->k, stride = ridge->stride;
    memset(ridge->rest, 0, stride * sizeof *ridge->rest);
    for (size_t i = 0; i <= k; i++) {
        float   *row = ridge->normal + i * stride;
        LbFloat8 sum = {0}, a, b;
        for (size_t q = i - i % LB_TILE; q < stride; q += LB_TILE) {
            memcpy(&a, row + q, sizeof a);
            memcpy(&b, ridge->offset + q, sizeof b);
            sum += a * b;
            if (q > i) lb_tile_add_row(ridge->rest + q, &a, ridge->offset[i]);
        }
        ridge->rest[i] += LB_ADD_LANES(sum);
    }
    for (size_t i = 0; i <= k; i++)
        ridge->normal[i * stride + k + 1] = ridge->rest[i];
}

static void solve_many(LbRidge *ridge, const float *penalty)
{
    size_t k = ridge->k, diagonal = ridge->stride + 1;
    if (ridge->n_batch > 0 || !ridge->is_summed) flush(ridge);
    if (ridge->prior != NULL) take_prior(ridge);
    for (size_t q = 0; q < k; q++)
        ridge->normal[q * diagonal] += penalty[q + 1];
    ridge->normal[k * diagonal] += penalty[0];
    lb_cholesky_solve(ridge->normal, ridge->x, (int32_t)k + 1);
}

void lb_ridge_finish(LbRidge *ridge, const float *penalty, float *x)
{
    size_t k = ridge->k;
    if (are_few(ridge, penalty))
        solve_few(ridge, penalty);
    else
        solve_many(ridge, penalty);
    for (size_t q = 0; q < k; q++)
        x[q + 1] = ridge->x[q] + (ridge->prior != NULL ? ridge->prior[q + 1] : 0);
    x[0] = ridge->x[k] + (ridge->prior != NULL ? ridge->prior[0] : 0);
}
