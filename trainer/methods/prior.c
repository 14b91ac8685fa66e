/* SPDX-License-Identifier: MIT */
#include "trainer/methods/prior.h"

#include "common/base/mem.h"
#include "common/dense/cholesky.h"
#include "common/dense/tile.h"

#include <math.h>

/* Keeps the constant's equation regular when all weights are tiny. */
static const double CONSTANT_RIDGE = 1e-6;

enum { BATCH = 64 };

/* Normal equations of all outputs together. Rows are gathered in batches, whose products are summed
 * in single precision; batches are added up in double. */
typedef struct Normal {
    size_t  m, width; /* 1 + rank of the embedding, 1 + k */
    size_t  stride;   /* m + width in whole tiles */
    size_t  n_batch;
    float  *batch; /* [BATCH x stride] rows [1, e, x], times the root of their weight */
    double *sums;  /* [m in whole tiles x stride] upper triangle by tiles */
} Normal;

LB_CLONES static void flush(Normal *normal)
{
    for (size_t i = 0; i < normal->m; i += LB_TILE)
        for (size_t j = i; j < normal->stride; j += LB_TILE) {
            LbFloat8 sum[LB_TILE];
            lb_tile_products(sum, normal->batch + i, normal->batch + j, normal->stride,
                             normal->n_batch);
            for (size_t t = 0; t < LB_TILE; t++)
                for (size_t l = 0; l < LB_TILE; l++)
                    normal->sums[(i + t) * normal->stride + j + l] += (double)sum[t][l];
        }
    normal->n_batch = 0;
}

static void accumulate(Normal *normal, const LbEmbedding *embedding, const LbSide *side,
                       const int64_t *start, double shrink)
{
    size_t m = normal->m, width = normal->width;
    for (size_t i = 0; i < (size_t)side->n; i++) {
        double       n    = (double)(start[i + 1] - start[i]);
        float        root = (float)sqrt(n / (n + shrink));
        float       *row  = normal->batch + normal->n_batch * normal->stride;
        const float *e = embedding->row + i * (m - 1), *x = side->x + i * width;
        row[0] = root;
        for (size_t j = 1; j < m; j++)
            row[j] = root * e[j - 1];
        for (size_t q = 0; q < width; q++)
            row[m + q] = root * x[q];
        if (++normal->n_batch == BATCH) flush(normal);
    }
    if (normal->n_batch > 0) flush(normal);
}

/* The sums as matrix [m x m], lower triangle with its ridge, and right-hand sides [m x width]. */
static void split(const Normal *normal, double *matrix, double *right, double ridge)
{
    size_t m = normal->m, width = normal->width;
    for (size_t a = 0; a < m; a++) {
        const double *row = normal->sums + a * normal->stride;
        for (size_t b = a; b < m; b++)
            matrix[b * m + a] = row[b];
        matrix[a * m + a] += a == 0 ? CONSTANT_RIDGE : ridge;
        for (size_t q = 0; q < width; q++)
            right[a * width + q] = row[m + q];
    }
}

LbStatus lb_prior_fit(float *map, const LbEmbedding *embedding, const LbSide *side,
                      const int64_t *start, const LbPriorSettings *settings, LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   m      = (size_t)embedding->rank + 1;
    size_t   width  = (size_t)side->k + 1;
    Normal   normal = {.m = m, .width = width, .stride = lb_tile_round(m + width)};
    double  *matrix = NULL, *right = NULL;
    LB_ALLOC_ZEROED(normal.batch, BATCH * normal.stride);
    LB_ALLOC_ZEROED(normal.sums, lb_tile_round(m) * normal.stride);
    LB_ALLOC(matrix, m * m);
    LB_ALLOC(right, m * width);
    accumulate(&normal, embedding, side, start, settings->shrink);
    split(&normal, matrix, right, settings->ridge);
    if (!lb_cholesky_factorise(matrix, m))
        LB_FAIL(LB_EDATA, 0,
                "the embedding of %d numbers does not determine the map to biases and factors: its "
                "normal equations are not positive definite; try a lower --rank",
                embedding->rank);
    lb_cholesky_substitute(matrix, m, right, width);
    for (size_t i = 0; i < m * width; i++)
        map[i] = (float)right[i];
cleanup:
    free(normal.batch);
    free(normal.sums);
    free(matrix);
    free(right);
    return st;
}

LB_CLONES static void apply(float *restrict to, const float *e, const float *map, size_t rank,
                            size_t width)
{
    for (size_t q = 0; q < width; q++)
        to[q] = map[q];
    for (size_t j = 0; j < rank; j++)
        for (size_t q = 0; q < width; q++)
            to[q] += e[j] * map[(j + 1) * width + q];
}

void lb_prior_apply(float *prior, const LbEmbedding *embedding, const float *map, int32_t k)
{
    size_t rank = (size_t)embedding->rank, width = (size_t)k + 1;
    for (size_t i = 0; i < (size_t)embedding->n; i++)
        apply(prior + i * width, embedding->row + i * rank, map, rank, width);
}
