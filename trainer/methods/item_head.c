/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_head.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"
#include "trainer/methods/spd_matrix.h"

#include <math.h>
#include <string.h>

enum { RIDGE_FILMS = 7000, CODE_MAX = 127 };
enum { USERS_MIN = 25000, FILMS_DEFAULT = 8000 };

typedef struct Builder {
    LbItemGram    *gram;
    int32_t        n; /* of its films, the first, which take part */
    LbSpdMatrix    matrix;
    LbItemHeadFit *head;
    float         *diagonal; /* [n] of the Gram matrix */
    float        **rows;     /* [threads] scratch: a row of blocks */
    int            n_threads;
} Builder;

LbItemHeadSettings lb_item_head_defaults(void)
{
    return (LbItemHeadSettings){.films          = -1,
                                .min_ratings    = 5,
                                .ridge          = 0.5,
                                .ridge_relative = 0.3,
                                .gain           = 2,
                                .half_films     = 80};
}

int32_t lb_item_head_films(int32_t n_users)
{
    return n_users < USERS_MIN ? 0 : FILMS_DEFAULT;
}

static void take_gram(Builder *b)
{
    for (int32_t i = 0; i < b->n; i++) {
        const float *row = b->gram->upper + lb_item_gram_offset(b->gram, i);
        b->diagonal[i]   = row[i];
        lb_spd_matrix_set_row(&b->matrix, i, row);
    }
    free(b->gram->upper);
    b->gram->upper = NULL;
}

static int descending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

/* The mean of the largest entries of the diagonal: rare films do not change it. */
static LbStatus mean_of_largest(double *mean, const Builder *b, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  n      = b->n < RIDGE_FILMS ? b->n : RIDGE_FILMS;
    float   *sorted = NULL;
    LB_ALLOC(sorted, b->n);
    memcpy(sorted, b->diagonal, (size_t)b->n * sizeof *sorted);
    qsort(sorted, (size_t)b->n, sizeof *sorted, descending);
    *mean = 0;
    for (int32_t i = 0; i < n; i++)
        *mean += (double)sorted[i] / n;
cleanup:
    free(sorted);
    return st;
}

/* The cube root of 0..1 to 1e-4, by the exponent's third and two steps of Newton: the C library's
 * is slow, and not the same everywhere. */
static inline float cube_root(float x)
{
    uint32_t bits;
    float    y;
    memcpy(&bits, &x, sizeof bits);
    bits = bits / 3 + 709921077U;
    memcpy(&y, &bits, sizeof y);
    y = (2 * y + x / (y * y)) / 3;
    return (2 * y + x / (y * y)) / 3;
}

/* Codes of a row of partial correlations, whose own entry is 0. */
LB_CLONES static void encode(int8_t *code, const float *correlation, float scale, int32_t n)
{
    for (int32_t j = 0; j < n; j++) {
        float   share = fabsf(correlation[j]) / scale;
        int32_t size  = (int32_t)(cube_root(share) * (float)CODE_MAX + 0.5F);
        size          = share < 1e-9F ? 0 : size > CODE_MAX ? CODE_MAX : size;
        code[j]       = (int8_t)(correlation[j] < 0 ? -size : size);
    }
}

static void take_roots(Builder *b)
{
    for (int32_t i = 0; i < b->n; i++)
        b->head->root[i] = sqrtf(lb_spd_matrix_diagonal(&b->matrix, i));
}

static void encode_block(void *ctx, int64_t block, int thread)
{
    Builder       *b     = ctx;
    LbItemHeadFit *head  = b->head;
    size_t         n     = (size_t)head->n;
    float         *rows  = b->rows[thread];
    int32_t        count = lb_spd_matrix_get_rows(&b->matrix, (int32_t)block, rows);
    for (int32_t r = 0; r < count; r++) {
        size_t i     = (size_t)block * LB_SPD_BLOCK + (size_t)r;
        float *row   = rows + (size_t)r * n;
        float  scale = 0;
        row[i]       = 0;
        for (size_t j = 0; j < n; j++) {
            row[j] = -row[j] / (head->root[i] * head->root[j]);
            scale  = fmaxf(scale, fabsf(row[j]));
        }
        head->row_scale[i] = scale;
        encode(head->code + i * n, row, scale > 0 ? scale : 1, (int32_t)n);
    }
}

static LbStatus allocate(Builder *b, LbPool *pool, LbError *err)
{
    LbStatus st  = LB_OK;
    size_t   n   = (size_t)b->n;
    b->n_threads = lb_pool_threads(pool);
    LB_ALLOC(b->diagonal, n);
    LB_ALLOC_ZEROED(b->rows, b->n_threads);
    for (int t = 0; t < b->n_threads; t++)
        LB_ALLOC(b->rows[t], lb_mem_product(n, LB_SPD_BLOCK));
    LB_TRY(lb_spd_matrix_init(&b->matrix, (int32_t)n, err));
cleanup:
    return st;
}

static LbStatus take_result(Builder *b, LbPool *pool, LbError *err)
{
    LbStatus       st   = LB_OK;
    LbItemHeadFit *head = b->head;
    size_t         n    = (size_t)b->n;
    LB_ALLOC(head->root, n);
    LB_ALLOC(head->row_scale, n);
    LB_ALLOC(head->code, lb_mem_product(n, n));
    LB_ALLOC(head->film, n);
    LB_ALLOC(head->place, b->gram->n_films);
    head->n = b->n;
    memcpy(head->film, b->gram->film, n * sizeof *head->film);
    for (int32_t f = 0; f < b->gram->n_films; f++)
        head->place[f] = b->gram->number[f];
    take_roots(b);
    lb_pool_run(pool, b->matrix.n_blocks, encode_block, b);
cleanup:
    return st;
}

static void builder_clear(Builder *b)
{
    lb_spd_matrix_clear(&b->matrix);
    free(b->diagonal);
    for (int t = 0; b->rows != NULL && t < b->n_threads; t++)
        free(b->rows[t]);
    free(b->rows);
}

LbStatus lb_item_head_fit(LbItemHeadFit *out, LbItemGram *gram, const LbItemHeadSettings *settings,
                          LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus st   = LB_OK;
    double   mean = 0;
    Builder  b    = {.head = out, .gram = gram};
    *out          = (LbItemHeadFit){0};
    b.n           = lb_item_gram_first(gram, settings->films, settings->min_ratings);
    lb_item_gram_keep_first(gram, b.n);
    LB_TRY(allocate(&b, pool, err));
    take_gram(&b);
    LB_TRY(mean_of_largest(&mean, &b, err));
    for (int32_t i = 0; i < b.n; i++)
        lb_spd_matrix_add_diagonal(
            &b.matrix, i,
            (float)(settings->ridge * mean + settings->ridge_relative * (double)b.diagonal[i]));
    LB_TRY(lb_spd_matrix_invert(&b.matrix, "items", 0, pool, reporter, err));
    LB_TRY(take_result(&b, pool, err));
cleanup:
    builder_clear(&b);
    if (st != LB_OK) lb_item_head_clear(out);
    return st;
}

void lb_item_head_clear(LbItemHeadFit *head)
{
    free(head->film);
    free(head->place);
    free(head->code);
    free(head->row_scale);
    free(head->root);
    *head = (LbItemHeadFit){0};
}
