/* SPDX-License-Identifier: MIT */
#include "trainer/methods/prior.h"

#include "common/base/mem.h"
#include "common/dense/cholesky.h"
#include "common/dense/tile.h"
#include "trainer/matrix/own_rows.h"

#include <math.h>

/* Keeps the constant's equation regular when all weights are tiny. */
static const double CONSTANT_RIDGE = 1e-6;

enum { BATCH = 64, ROWS = 8 };

/* Normal equations of all outputs together, of each block of rows. Rows are gathered in batches, whose
 * products are summed in single precision; batches are added up in double. */
typedef struct Normal {
    const LbEmbedding *embedding;
    const LbSide      *side;
    const int64_t     *start;
    double             shrink;
    LbBlockRange       own;      /* blocks of this rank */
    size_t             m, width; /* 1 + rank of the embedding, 1 + k */
    size_t             stride;   /* m + width in whole tiles */
    float  *batch; /* [threads x BATCH x stride] rows [1, e, x], times the root of their weight */
    double *sums;  /* [own blocks x m in whole tiles x stride] upper triangles by tiles */
} Normal;

static size_t sums_size(const Normal *normal)
{
    return lb_tile_round(normal->m) * normal->stride;
}

LB_CLONES_FUSED static void flush(double *sums, const Normal *normal, const float *batch, size_t n)
{
    for (size_t i = 0; i < normal->m; i += LB_TILE)
        for (size_t j = i; j < normal->stride; j += LB_TILE) {
            LbFloat8 sum[LB_TILE];
            lb_tile_products(sum, batch + i, batch + j, normal->stride, n);
            for (size_t t = 0; t < LB_TILE; t++)
                for (size_t l = 0; l < LB_TILE; l++)
                    sums[(i + t) * normal->stride + j + l] += (double)sum[t][l];
        }
}

/* Row i of the side, whose embedding lies at `place`. */
static void take_row(float *row, const Normal *normal, size_t i, size_t place)
{
    size_t       m = normal->m, width = normal->width;
    double       n    = (double)(normal->start[i + 1] - normal->start[i]);
    float        root = (float)sqrt(n / (n + normal->shrink));
    const float *e = normal->embedding->row + place * (m - 1), *x = normal->side->x + i * width;
    row[0] = root;
    for (size_t j = 1; j < m; j++)
        row[j] = root * e[j - 1];
    for (size_t q = 0; q < width; q++)
        row[m + q] = root * x[q];
}

static void sum_block(void *ctx, int64_t block, int thread)
{
    const Normal *normal = ctx;
    float        *batch  = normal->batch + (size_t)thread * BATCH * normal->stride;
    double       *sums   = normal->sums + (size_t)(block - normal->own.first) * sums_size(normal);
    size_t        place = (size_t)(block - normal->own.first), n = 0;
    size_t        each = (size_t)(normal->own.end - normal->own.first);
    for (size_t i = (size_t)block; i < (size_t)normal->side->n; i += LB_BLOCKS, place += each) {
        take_row(batch + n * normal->stride, normal, i, place);
        if (++n < BATCH) continue;
        flush(sums, normal, batch, n);
        n = 0;
    }
    if (n > 0) flush(sums, normal, batch, n);
}

static LbStatus accumulate(Normal *normal, LbPool *pool, LbError *err)
{
    LbStatus st      = LB_OK;
    size_t   n_own   = (size_t)(normal->own.end - normal->own.first);
    size_t   threads = (size_t)lb_pool_threads(pool);
    LB_ALLOC_ZEROED(normal->batch, threads * BATCH * normal->stride);
    LB_ALLOC_ZEROED(normal->sums, (n_own > 0 ? n_own : 1) * sums_size(normal));
    lb_pool_run_range(pool, normal->own.first, normal->own.end, sum_block, normal);
    LB_TRY(lb_block_sum(normal->sums, LB_BLOCKS, sums_size(normal), pool, err));
cleanup:
    return st; /* the caller frees */
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
                      const int64_t *start, const LbPriorSettings *settings, LbPool *pool,
                      LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   m      = (size_t)embedding->rank + 1;
    size_t   width  = (size_t)side->k + 1;
    Normal   normal = {.embedding = embedding,
                       .side      = side,
                       .start     = start,
                       .shrink    = settings->shrink,
                       .own       = lb_block_sum_range(pool, LB_BLOCKS),
                       .m         = m,
                       .width     = width,
                       .stride    = lb_tile_round(m + width)};
    double  *matrix = NULL, *right = NULL;
    LB_ALLOC(matrix, m * m);
    LB_ALLOC(right, m * width);
    LB_TRY(accumulate(&normal, pool, err));
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

/* One row. */
LB_CLONES_FUSED static void apply(float *restrict to, const float *e, const float *map, size_t rank,
                                  size_t width)
{
    for (size_t q = 0; q < width; q++)
        to[q] = map[q];
    for (size_t j = 0; j < rank; j++)
        for (size_t q = 0; q < width; q++)
            to[q] += e[j] * map[(j + 1) * width + q];
}

/* Eight rows, of at least as many columns, whose sums stay in registers; the same sums. The last
 * columns end with the row, and may be some of those before them once more. */
LB_CLONES_FUSED static void apply_rows(float *restrict to, const float *e, const float *map,
                                       size_t rank, size_t width)
{
    for (size_t first = 0; first < width; first += LB_TILE) {
        size_t   q = first + LB_TILE <= width ? first : width - LB_TILE;
        LbFloat8 sum[ROWS], row;
        memcpy(&row, map + q, sizeof row);
        for (size_t r = 0; r < ROWS; r++)
            sum[r] = row;
        for (size_t j = 0; j < rank; j++) {
            memcpy(&row, map + (j + 1) * width + q, sizeof row);
            for (size_t r = 0; r < ROWS; r++)
                sum[r] += e[r * rank + j] * row;
        }
        for (size_t r = 0; r < ROWS; r++)
            memcpy(to + r * width + q, &sum[r], sizeof row);
    }
}

typedef struct Application {
    float             *prior;
    const LbEmbedding *embedding;
    const float       *map;
    size_t             width;
} Application;

static void apply_block(void *ctx, int64_t block, int thread)
{
    const Application *job  = ctx;
    size_t             rank = (size_t)job->embedding->rank, width = job->width;
    size_t             first = (size_t)block * ROWS, n = (size_t)job->embedding->n - first;
    float             *to = job->prior + first * width;
    const float       *e  = job->embedding->row + first * rank;
    (void)thread;
    if (n >= ROWS && width >= LB_TILE) {
        apply_rows(to, e, job->map, rank, width);
        return;
    }
    for (size_t i = 0; i < n && i < ROWS; i++)
        apply(to + i * width, e + i * rank, job->map, rank, width);
}

void lb_prior_apply(float *prior, const LbEmbedding *embedding, const float *map, int32_t k,
                    LbPool *pool)
{
    Application job = {prior, embedding, map, (size_t)k + 1};
    lb_pool_run(pool, ((int64_t)embedding->n + ROWS - 1) / ROWS, apply_block, &job);
}
