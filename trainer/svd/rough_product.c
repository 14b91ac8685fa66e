/* SPDX-License-Identifier: MIT */
#include "trainer/svd/rough_product.h"

#include "common/base/mem.h"
#include "trainer/svd/row_kernels.h"

#include <string.h>

enum { WIDTH = LB_ROUGH_PANELS * LB_PANEL };

LB_DEFINE_ROW_KERNELS(float, LbFloat8, uint16_t, dot16, add16)
LB_DEFINE_ROW_KERNELS(float, LbFloat8, uint32_t, dot32, add32)

LbStatus lb_rough_product_init(LbRoughProduct *product, const LbNarrow *a, LbPool *pool,
                               LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   blocks = (size_t)(a->own.end - a->own.first), size = (size_t)a->n_cols * WIDTH;
    *product = (LbRoughProduct){.a = a, .pool = pool};
    LB_ALLOC_ALIGNED(product->x, size);
    LB_ALLOC_ALIGNED(product->y, blocks * size);
cleanup:
    if (st != LB_OK) lb_rough_product_clear(product);
    return st;
}

void lb_rough_product_clear(LbRoughProduct *product)
{
    free(product->x);
    free(product->y);
    *product = (LbRoughProduct){0};
}

void lb_rough_product_set(LbRoughProduct *product, int p, const double *x)
{
    float *to = product->x + (size_t)p * LB_PANEL;
    for (size_t c = 0; c < (size_t)product->a->n_cols; c++)
        for (size_t j = 0; j < LB_PANEL; j++)
            to[c * WIDTH + j] = (float)x[c * LB_PANEL + j];
}

static float *share_of(const LbRoughProduct *product, int64_t block)
{
    return product->y +
           (size_t)(block - product->a->own.first) * (size_t)product->a->n_cols * WIDTH;
}

LB_CLONES_FUSED static void sweep(const LbNarrow *a, int64_t block, const float *from, float *to)
{
    const LbFloat8 *x = (const void *)from;
    LbFloat8       *y = (void *)to;
    for (int32_t r = a->first_row[block]; r < a->first_row[block + 1]; r++) {
        LbFloat8 t;
        int64_t  at = a->start[r], n = a->start[r + 1] - at;
        if (a->col16 != NULL) {
            dot16(&t, a->col16 + at, a->value + at, n, x);
            add16(y, a->col16 + at, a->value + at, n, &t);
        } else {
            dot32(&t, a->col32 + at, a->value + at, n, x);
            add32(y, a->col32 + at, a->value + at, n, &t);
        }
    }
}

static void multiply_block(void *ctx, int64_t block, int thread)
{
    LbRoughProduct *product = ctx;
    float          *share   = share_of(product, block);
    (void)thread;
    memset(share, 0, (size_t)product->a->n_cols * WIDTH * sizeof *share);
    sweep(product->a, block, product->x, share);
}

void lb_rough_product_run(LbRoughProduct *product)
{
    lb_pool_run_range(product->pool, product->a->own.first, product->a->own.end, multiply_block,
                      product);
}

typedef struct Widening {
    const LbRoughProduct *product;
    size_t                p;
    double               *shares;
} Widening;

static void widen_block(void *ctx, int64_t block, int thread)
{
    const Widening *job  = ctx;
    size_t          n    = (size_t)job->product->a->n_cols;
    const float    *from = share_of(job->product, block) + job->p * LB_PANEL;
    double         *to = job->shares + (size_t)(block - job->product->a->own.first) * n * LB_PANEL;
    (void)thread;
    for (size_t c = 0; c < n; c++)
        for (size_t j = 0; j < LB_PANEL; j++)
            to[c * LB_PANEL + j] = (double)from[c * WIDTH + j];
}

void lb_rough_product_get(const LbRoughProduct *product, int p, double *shares)
{
    lb_pool_run_range(product->pool, product->a->own.first, product->a->own.end, widen_block,
                      &(Widening){product, (size_t)p, shares});
}
