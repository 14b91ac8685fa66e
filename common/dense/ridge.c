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
    float *inverse; /* [stride] of the penalties; 0 behind them, as the target is no regressor */
    float *scaled;  /* [stride] scratch: a row of the batch times these */
    float *share;   /* [BATCH] of each observation in x, where there are few */
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
    LB_ALLOC_ZEROED(ridge->inverse, ridge->stride);
    LB_ALLOC(ridge->scaled, ridge->stride);
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
    free(ridge->inverse);
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

/* <a, b>, of whole tiles. */
LB_INLINE float dot(const float *a, const float *b, size_t n)
{
    LbFloat8 sum = {0}, x, y;
    for (size_t q = 0; q < n; q += LB_TILE) {
        memcpy(&x, a + q, sizeof x);
        memcpy(&y, b + q, sizeof y);
        sum += x * y;
    }
    return LB_ADD_LANES(sum);
}

/* The upper triangle of A D^-1 A' + I for the observations A and penalties D, and beside it r, what
 * the prior leaves of their targets. */
LB_INLINE void multiply_few(const LbRidge *ridge, float *normal, size_t normal_stride)
{
    size_t n = ridge->n_batch, stride = ridge->stride;
    for (size_t e = 0; e < n; e++) {
        const float *row = ridge->batch + e * stride;
        for (size_t q = 0; q < stride; q++)
            ridge->scaled[q] = row[q] * ridge->inverse[q];
        for (size_t f = 0; f <= e; f++)
            normal[f * normal_stride + e] = dot(ridge->batch + f * stride, ridge->scaled, stride);
        normal[e * normal_stride + e] += 1;
        normal[e * normal_stride + n] = dot(row, ridge->offset, stride);
    }
}

/* With n observations A, x = D^-1 A' z where (A D^-1 A' + I) z = r: n equations in place of k + 1. */
LB_CLONES_FUSED static void solve_few(LbRidge *ridge, const float *penalty)
{
    size_t n = ridge->n_batch, k = ridge->k;
    for (size_t q = 0; q <= k; q++)
        ridge->inverse[q] = 1 / penalty[q < k ? q + 1 : 0];
    multiply_few(ridge, ridge->normal, lb_cholesky_stride((int32_t)n));
    lb_cholesky_solve(ridge->normal, ridge->share, (int32_t)n);
    memset(ridge->x, 0, (k + 1) * sizeof *ridge->x);
    for (size_t e = 0; e < n; e++)
        for (size_t q = 0; q <= k; q++)
            ridge->x[q] += ridge->share[e] * ridge->batch[e * ridge->stride + q];
    for (size_t q = 0; q <= k; q++)
        ridge->x[q] *= ridge->inverse[q];
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
        const float *row  = ridge->normal + i * stride;
        size_t       tile = i - i % LB_TILE;
        ridge->rest[i] += dot(row + tile, ridge->offset + tile, stride - tile);
        for (size_t q = tile + LB_TILE; q < stride; q += LB_TILE) {
            LbFloat8 above;
            memcpy(&above, row + q, sizeof above);
            lb_tile_add_row(ridge->rest + q, &above, ridge->offset[i]);
        }
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
