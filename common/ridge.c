/* SPDX-License-Identifier: MIT */
#include "common/ridge.h"

#include "common/cholesky.h"
#include "common/mem.h"
#include "common/simd.h"

#include <string.h>

/* Observations are gathered in batches, so that each entry of the normal matrix is loaded and
 * stored once a batch; columns are padded to whole vectors. */
enum { BATCH = 64, LANES = 16, TILE = 4 };

struct LbRidge {
    int32_t      n;      /* 1 + k */
    int32_t      stride; /* n rounded up to LANES */
    int32_t      n_batch;
    const float *prior;
    float       *normal; /* [n (rounded up to TILE) x stride] upper triangle */
    float       *right;  /* [stride] */
    float       *batch;  /* [BATCH x stride] */
    float        target[BATCH];
};

static int32_t round_up(int32_t n, int32_t to)
{
    return (n + to - 1) / to * to;
}

LbStatus lb_ridge_new(LbRidge **out, int32_t k, LbError *err)
{
    LbStatus st    = LB_OK;
    LbRidge *ridge = NULL;
    *out           = NULL;
    LB_ALLOC_ZEROED(ridge, 1);
    ridge->n      = 1 + k;
    ridge->stride = round_up(1 + k, LANES);
    LB_ALLOC(ridge->normal, (size_t)round_up(1 + k, TILE) * (size_t)ridge->stride);
    LB_ALLOC(ridge->right, ridge->stride);
    LB_ALLOC_ZEROED(ridge->batch, (size_t)BATCH * (size_t)ridge->stride);
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
    free(ridge->right);
    free(ridge->batch);
    free(ridge);
}

void lb_ridge_begin(LbRidge *ridge, const float *prior)
{
    size_t rows = (size_t)round_up(ridge->n, TILE);
    memset(ridge->normal, 0, rows * (size_t)ridge->stride * sizeof *ridge->normal);
    memset(ridge->right, 0, (size_t)ridge->stride * sizeof *ridge->right);
    ridge->prior   = prior;
    ridge->n_batch = 0;
}

/* normal += batch' batch, upper triangle by tiles of TILE rows x LANES columns held in registers.
 */
LB_CLONES static void add_products(float *restrict normal, const float *restrict batch, int32_t n,
                                   int32_t stride, int32_t n_batch)
{
    for (int32_t i = 0; i < n; i += TILE)
        for (int32_t j = i / LANES * LANES; j < stride; j += LANES) {
            float sum[TILE][LANES] = {{0}};
            for (int32_t e = 0; e < n_batch; e++) {
                const float *row = batch + (size_t)e * (size_t)stride;
                for (int t = 0; t < TILE; t++)
                    for (int l = 0; l < LANES; l++)
                        sum[t][l] += row[i + t] * row[j + l];
            }
            for (int t = 0; t < TILE; t++)
                for (int l = 0; l < LANES; l++)
                    normal[(size_t)(i + t) * (size_t)stride + (size_t)(j + l)] += sum[t][l];
        }
}

/* Add the batch to the normal equations, its targets taken relative to the prior. */
static void flush(LbRidge *ridge)
{
    for (int32_t e = 0; e < ridge->n_batch; e++) {
        const float *row      = ridge->batch + (size_t)e * (size_t)ridge->stride;
        float        residual = ridge->target[e];
        if (ridge->prior != NULL)
            for (int32_t q = 0; q < ridge->n; q++)
                residual -= ridge->prior[q] * row[q];
        for (int32_t q = 0; q < ridge->stride; q++)
            ridge->right[q] += residual * row[q];
    }
    add_products(ridge->normal, ridge->batch, ridge->n, ridge->stride, ridge->n_batch);
    ridge->n_batch = 0;
}

void lb_ridge_add(LbRidge *ridge, const float *regressor, float target)
{
    float *row                    = ridge->batch + (size_t)ridge->n_batch * (size_t)ridge->stride;
    row[0]                        = 1;
    ridge->target[ridge->n_batch] = target;
    if (ridge->n > 1) memcpy(row + 1, regressor, (size_t)(ridge->n - 1) * sizeof *row);
    if (++ridge->n_batch == BATCH) flush(ridge);
}

void lb_ridge_finish(LbRidge *ridge, const float *penalty, float *x)
{
    flush(ridge);
    for (int32_t q = 0; q < ridge->n; q++)
        ridge->normal[(size_t)q * (size_t)ridge->stride + (size_t)q] += penalty[q];
    lb_cholesky_solve(ridge->normal, ridge->stride, ridge->right, ridge->n);
    for (int32_t q = 0; q < ridge->n; q++)
        x[q] = ridge->right[q] + (ridge->prior != NULL ? ridge->prior[q] : 0);
}
