/* SPDX-License-Identifier: MIT */
#include "common/dense/ridge.h"

#include "common/base/mem.h"
#include "common/dense/cholesky.h"
#include "common/dense/tile.h"

#include <string.h>

/* Observations are gathered in batches, so that each entry of the normal matrix is loaded and
 * stored once a batch. A row of the batch is [regressor, 1, target, 0...], so that one product of
 * the batch with itself gives the normal matrix and its right-hand side. */
enum { BATCH = 64 };

struct LbRidge {
    size_t       k;
    size_t       stride; /* k + 2 in whole tiles */
    size_t       n_batch;
    const float *prior;
    float       *normal; /* augmented matrix for the solver (common/cholesky.h) */
    float       *batch;  /* [BATCH x stride] */
    float       *offset; /* [stride] what turns a row of the batch into its residual */
    float       *x;      /* [k + 1] */
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
    LB_ALLOC(ridge->x, k + 1);
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
    free(ridge->x);
    free(ridge);
}

void lb_ridge_begin(LbRidge *ridge, const float *prior)
{
    size_t k = ridge->k;
    memset(ridge->normal, 0, lb_cholesky_size((int32_t)k + 1) * sizeof *ridge->normal);
    for (size_t q = 0; q < k; q++)
        ridge->offset[q] = prior != NULL ? -prior[q + 1] : 0;
    ridge->offset[k]     = prior != NULL ? -prior[0] : 0;
    ridge->offset[k + 1] = 1;
    ridge->prior         = prior;
    ridge->n_batch       = 0;
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
        row[ridge->k + 1] =
            ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    }
}

/* normal += batch' batch, upper triangle by tiles. */
LB_INLINE void add_products(LbRidge *ridge)
{
    for (size_t i = 0; i <= ridge->k; i += LB_TILE)
        for (size_t j = i; j < ridge->stride; j += LB_TILE) {
            LbFloat8 sum[LB_TILE];
            lb_tile_products(sum, ridge->batch + i, ridge->batch + j, ridge->stride,
                             ridge->n_batch);
            lb_tile_add(ridge->normal + i * ridge->stride + j, sum, ridge->stride, 1);
        }
}

LB_CLONES static void flush(LbRidge *ridge)
{
    take_residuals(ridge);
    add_products(ridge);
    ridge->n_batch = 0;
}

void lb_ridge_add(LbRidge *ridge, const float *regressor, float target)
{
    float *row = ridge->batch + ridge->n_batch * ridge->stride;
    if (ridge->k > 0) memcpy(row, regressor, ridge->k * sizeof *row);
    row[ridge->k]     = 1;
    row[ridge->k + 1] = target;
    if (++ridge->n_batch == BATCH) flush(ridge);
}

void lb_ridge_finish(LbRidge *ridge, const float *penalty, float *x)
{
    size_t k = ridge->k, diagonal = ridge->stride + 1;
    if (ridge->n_batch > 0) flush(ridge);
    for (size_t q = 0; q < k; q++)
        ridge->normal[q * diagonal] += penalty[q + 1];
    ridge->normal[k * diagonal] += penalty[0];
    lb_cholesky_solve(ridge->normal, ridge->x, (int32_t)k + 1);
    for (size_t q = 0; q < k; q++)
        x[q + 1] = ridge->x[q] + (ridge->prior != NULL ? ridge->prior[q + 1] : 0);
    x[0] = ridge->x[k] + (ridge->prior != NULL ? ridge->prior[0] : 0);
}
