/* SPDX-License-Identifier: MIT */
#include "trainer/svd/gram.h"

#include "common/base/mem.h"
#include "trainer/matrix/own_rows.h"
#include "trainer/svd/rough_product.h"
#include "trainer/svd/row_kernels.h"
#include "trainer/svd/slab.h"

#include <assert.h>
#include <string.h>

struct LbGram {
    LbNarrow       a;
    LbSlab         cols; /* rows of x and y, over the ranks */
    LbPool        *pool;
    double        *partial; /* [own blocks x n_cols x LB_PANEL]: each block's share of y */
    double        *x, *y;   /* [n_cols x LB_PANEL]: a single vector as a panel; all ranks' x */
    LbRoughProduct rough;   /* of the sparse part, from the first such product on */

    const float *left, *right; /* low-rank part */
    int32_t      rank;
    double      *right_x; /* [rank x LB_PANEL]: R'x */
    double      *left_t;  /* [own blocks x rank x LB_PANEL]: each block's share of L't, t = A x */
};

static LbStatus allocate(LbGram *gram, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   panel = (size_t)gram->a.n_cols * LB_PANEL;
    LB_ALLOC_ALIGNED(gram->partial, lb_slab_shares(&gram->cols) * panel);
    LB_ALLOC_ALIGNED(gram->x, panel);
    LB_ALLOC_ALIGNED(gram->y, panel);
cleanup:
    return st;
}

LbStatus lb_gram_new(LbGram **out, bool *is_transposed, const LbCsr *csr, LbPool *pool,
                     LbError *err)
{
    LbStatus st   = LB_OK;
    LbGram  *gram = NULL;
    *out          = NULL;
    LB_ALLOC_ZEROED(gram, 1);
    gram->pool = pool;
    LB_TRY(lb_narrow_copy(&gram->a, is_transposed, csr, pool, err));
    gram->cols = lb_slab_of(gram->a.n_cols, pool);
    LB_TRY(allocate(gram, err));
    *out = gram;
    gram = NULL;
cleanup:
    lb_gram_free(gram);
    return st;
}

void lb_gram_free(LbGram *gram)
{
    if (gram == NULL) return;
    lb_narrow_clear(&gram->a);
    lb_rough_product_clear(&gram->rough);
    free(gram->partial);
    free(gram->x);
    free(gram->y);
    free(gram->right_x);
    free(gram->left_t);
    free(gram);
}

int32_t lb_gram_rows(const LbGram *gram)
{
    return gram->a.n_rows;
}

int32_t lb_gram_cols(const LbGram *gram)
{
    return gram->a.n_cols;
}

LbStatus lb_gram_set_low_rank(LbGram *gram, const float *left, const float *right, int32_t rank,
                              LbError *err)
{
    LbStatus st      = LB_OK;
    double  *right_x = NULL, *left_t = NULL;
    size_t   width = (size_t)rank * LB_PANEL;
    gram->rank     = 0;
    LB_ALLOC_ALIGNED(right_x, width);
    LB_ALLOC_ALIGNED(left_t, width * lb_slab_shares(&gram->cols));
    free(gram->right_x);
    free(gram->left_t);
    gram->right_x = right_x;
    gram->left_t  = left_t;
    gram->left    = left;
    gram->right   = right;
    gram->rank    = rank;
    right_x = left_t = NULL;
cleanup:
    free(right_x);
    free(left_t);
    return st;
}

void lb_gram_clear_low_rank(LbGram *gram)
{
    gram->rank = 0;
    gram->left = gram->right = NULL;
}

float *lb_gram_values(LbGram *gram)
{
    return gram->a.value;
}

int64_t lb_gram_entries(const LbGram *gram)
{
    return lb_narrow_entries(&gram->a);
}

typedef struct Residual {
    LbGram      *gram;
    const float *original;
    double       squares[LB_BLOCKS + 1]; /* one more, for a rank without blocks */
} Residual;

static void residual_block(void *ctx, int64_t block, int thread)
{
    Residual *residual = ctx;
    LbGram   *gram     = residual->gram;
    LbNarrow *a        = &gram->a;
    size_t    rank     = (size_t)gram->rank;
    double    squares  = 0;
    (void)thread;
    for (int32_t r = a->first_row[block]; r < a->first_row[block + 1]; r++)
        for (int64_t i = a->start[r]; i < a->start[r + 1]; i++) {
            size_t col   = a->col16 != NULL ? a->col16[i] : a->col32[i];
            double value = (double)residual->original[i];
            for (size_t j = 0; j < rank; j++)
                value -= (double)gram->left[(size_t)a->row[r] * rank + j] *
                         (double)gram->right[col * rank + j];
            a->value[i] = (float)value;
            squares += value * value;
        }
    residual->squares[block] = squares;
}

LbStatus lb_gram_set_residual(LbGram *gram, const float *original, double *squares, LbError *err)
{
    Residual residual = {.gram = gram, .original = original};
    lb_pool_run_range(gram->pool, gram->a.own.first, gram->a.own.end, residual_block, &residual);
    LbStatus st = lb_block_sum(residual.squares + gram->a.own.first, LB_BLOCKS, 1, gram->pool, err);
    *squares    = residual.squares[gram->a.own.first];
    return st;
}

LB_DEFINE_ROW_KERNELS(double, LbDouble4, uint16_t, dot16, add16)
LB_DEFINE_ROW_KERNELS(double, LbDouble4, uint32_t, dot32, add32)

/* t = (a_r + R l_r)'x for the row at place r. */
LB_INLINE void multiply_row(LbDouble4 *t, const LbGram *gram, int32_t r, const LbDouble4 *x)
{
    const LbNarrow *a  = &gram->a;
    int64_t         at = a->start[r], n = a->start[r + 1] - at;
    if (a->col16 != NULL)
        dot16(t, a->col16 + at, a->value + at, n, x);
    else
        dot32(t, a->col32 + at, a->value + at, n, x);
    const LbDouble4 *right_x = (const void *)gram->right_x;
    for (int32_t i = 0; i < gram->rank; i++)
        *t += (double)gram->left[(size_t)a->row[r] * (size_t)gram->rank + (size_t)i] * right_x[i];
}

/* y += t a_r, g += t l_r. */
LB_INLINE void add_row(LbDouble4 *y, LbDouble4 *g, const LbGram *gram, int32_t r,
                       const LbDouble4 *t)
{
    const LbNarrow *a  = &gram->a;
    int64_t         at = a->start[r], n = a->start[r + 1] - at;
    if (a->col16 != NULL)
        add16(y, a->col16 + at, a->value + at, n, t);
    else
        add32(y, a->col32 + at, a->value + at, n, t);
    for (int32_t i = 0; i < gram->rank; i++)
        g[i] += (double)gram->left[(size_t)a->row[r] * (size_t)gram->rank + (size_t)i] * *t;
}

typedef struct Product {
    LbGram       *gram;
    const double *x; /* of the product y = A'A x */
} Product;

LB_CLONES_FUSED static void sweep(const LbGram *gram, int64_t block, const double *from, double *to,
                                  double *low_rank)
{
    const LbDouble4 *x = (const void *)from;
    LbDouble4       *y = (void *)to, *g = (void *)low_rank;
    for (int32_t r = gram->a.first_row[block]; r < gram->a.first_row[block + 1]; r++) {
        LbDouble4 t;
        multiply_row(&t, gram, r, x);
        add_row(y, g, gram, r, &t);
    }
}

static void product_block(void *ctx, int64_t block, int thread)
{
    const Product *product = ctx;
    LbGram        *gram    = product->gram;
    size_t         width   = (size_t)gram->a.n_cols * LB_PANEL;
    size_t         extra   = (size_t)gram->rank * LB_PANEL;
    size_t         at      = (size_t)(block - gram->a.own.first);
    double        *y = gram->partial + at * width, *g = gram->left_t;
    (void)thread;
    memset(y, 0, width * sizeof *y);
    if (extra > 0) memset(g += at * extra, 0, extra * sizeof *g);
    sweep(gram, block, product->x, y, g);
}

/* right_x = R'x */
static void multiply_right(const LbGram *gram, const double *x)
{
    size_t rank = (size_t)gram->rank;
    memset(gram->right_x, 0, rank * LB_PANEL * sizeof *gram->right_x);
    for (size_t c = 0; c < (size_t)gram->a.n_cols; c++)
        for (size_t i = 0; i < rank; i++)
            for (size_t j = 0; j < LB_PANEL; j++)
                gram->right_x[i * LB_PANEL + j] +=
                    (double)gram->right[c * rank + i] * x[c * LB_PANEL + j];
}

/* y += R L't, for this rank's rows of y. */
static LbStatus add_right(const LbGram *gram, double *y, LbError *err)
{
    size_t        rank = (size_t)gram->rank, first = (size_t)gram->cols.first;
    const double *g  = gram->left_t;
    LbStatus      st = lb_block_sum(gram->left_t, LB_BLOCKS, rank * LB_PANEL, gram->pool, err);
    for (size_t c = first; st == LB_OK && c < (size_t)gram->cols.end; c++)
        for (size_t i = 0; i < rank; i++)
            for (size_t j = 0; j < LB_PANEL; j++)
                y[(c - first) * LB_PANEL + j] +=
                    (double)gram->right[c * rank + i] * g[i * LB_PANEL + j];
    return st;
}

/* All rows of a panel, of which x is this rank's. */
static LbStatus whole_panel(const double **whole, LbGram *gram, const double *x, LbError *err)
{
    size_t first = (size_t)gram->cols.first * LB_PANEL;
    *whole       = x;
    if (lb_comm_size(lb_pool_comm(gram->pool)) == 1) return LB_OK;
    *whole = gram->x;
    memcpy(gram->x + first, x, (size_t)lb_slab_count(&gram->cols) * LB_PANEL * sizeof *x);
    return lb_slab_gather(&gram->cols, gram->x, LB_PANEL * sizeof *x, err);
}

/* This rank's rows of the sum of all blocks' shares. */
static LbStatus add_up(const LbGram *gram, double *y, LbError *err)
{
    int64_t part[LB_COMM_MOST + 1];
    lb_slab_parts(&gram->cols, part, LB_PANEL);
    LbStatus st = lb_block_sum_parts(gram->partial, LB_BLOCKS, part, gram->pool, err);
    if (st == LB_OK)
        memcpy(y, gram->partial + (size_t)gram->cols.first * LB_PANEL,
               (size_t)lb_slab_count(&gram->cols) * LB_PANEL * sizeof *y);
    return st;
}

static LbStatus apply_panel(void *ctx, const double *x, double *y, LbError *err)
{
    LbStatus st      = LB_OK;
    LbGram  *gram    = ctx;
    Product  product = {gram, x};
    LB_TRY(whole_panel(&product.x, gram, x, err));
    if (gram->rank > 0) multiply_right(gram, product.x);
    lb_pool_run_range(gram->pool, gram->a.own.first, gram->a.own.end, product_block, &product);
    LB_TRY(add_up(gram, y, err));
    if (gram->rank > 0) LB_TRY(add_right(gram, y, err));
cleanup:
    return st;
}

static LbStatus apply_rough(void *ctx, const double *x, double *y, LbError *err)
{
    LbStatus      st   = LB_OK;
    LbGram       *gram = ctx;
    size_t        size = (size_t)lb_slab_count(&gram->cols) * LB_PANEL;
    const double *whole;
    if (gram->rank > 0) {
        LB_TRY(apply_panel(gram, x, y, err));
        return apply_panel(gram, x + size, y + size, err);
    }
    if (gram->rough.x == NULL)
        LB_TRY(lb_rough_product_init(&gram->rough, &gram->a, gram->pool, err));
    for (int p = 0; p < LB_ROUGH_PANELS; p++) {
        LB_TRY(whole_panel(&whole, gram, x + (size_t)p * size, err));
        lb_rough_product_set(&gram->rough, p, whole);
    }
    lb_rough_product_run(&gram->rough);
    for (int p = 0; p < LB_ROUGH_PANELS; p++) {
        lb_rough_product_get(&gram->rough, p, gram->partial);
        LB_TRY(add_up(gram, y + (size_t)p * size, err));
    }
cleanup:
    return st;
}

/* A single vector is the first of a panel: a panel costs little more. */
static LbStatus apply_single(void *ctx, const double *x, double *y, LbError *err)
{
    LbGram *gram = ctx;
    size_t  n    = (size_t)gram->a.n_cols;
    memset(gram->x, 0, n * LB_PANEL * sizeof *gram->x);
    for (size_t i = 0; i < n; i++)
        gram->x[i * LB_PANEL] = x[i];
    LbStatus st = apply_panel(ctx, gram->x, gram->y, err);
    for (size_t i = 0; st == LB_OK && i < n; i++)
        y[i] = gram->y[i * LB_PANEL];
    return st;
}

LbOperator lb_gram_operator(LbGram *gram)
{
    bool is_alone = lb_comm_size(lb_pool_comm(gram->pool)) == 1;
    return (LbOperator){.n           = gram->a.n_cols,
                        .apply       = is_alone ? apply_single : NULL,
                        .apply_panel = apply_panel,
                        .apply_rough = apply_rough,
                        .ctx         = gram,
                        .pool        = gram->pool};
}

typedef struct Projection {
    LbGram *gram;
    float  *y;     /* [rows x k] */
    int32_t k, at; /* columns in all, and the first of this panel */
} Projection;

LB_CLONES static void project_rows(const Projection *p, int64_t block)
{
    const LbGram *gram = p->gram;
    size_t        n    = (size_t)(p->k - p->at < LB_PANEL ? p->k - p->at : LB_PANEL);
    for (int32_t r = gram->a.first_row[block]; r < gram->a.first_row[block + 1]; r++) {
        LbDouble4 t;
        float    *y = p->y + (size_t)gram->a.row[r] * (size_t)p->k + (size_t)p->at;
        multiply_row(&t, gram, r, (const void *)gram->x);
        for (size_t j = 0; j < n; j++)
            y[j] = (float)t[j];
    }
}

static void project_block(void *ctx, int64_t block, int thread)
{
    (void)thread;
    project_rows(ctx, block);
}

/* Columns [at .. at + LB_PANEL) of X, with zeros beyond the last, as a panel. */
static void take_panel(double *panel, const double *x, size_t n, size_t k, size_t at)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < LB_PANEL; j++)
            panel[i * LB_PANEL + j] = at + j < k ? x[i * k + at + j] : 0;
}

LbStatus lb_gram_multiply(LbGram *gram, const double *x, int32_t k, float *y, LbError *err)
{
    LbStatus      st   = LB_OK;
    const LbSlab *cols = &gram->cols;
    for (int32_t at = 0; at < k; at += LB_PANEL) {
        take_panel(gram->x + (size_t)cols->first * LB_PANEL, x, (size_t)lb_slab_count(cols),
                   (size_t)k, (size_t)at);
        LB_TRY(lb_slab_gather(cols, gram->x, LB_PANEL * sizeof *x, err));
        if (gram->rank > 0) multiply_right(gram, gram->x);
        lb_pool_run_range(gram->pool, gram->a.own.first, gram->a.own.end, project_block,
                          &(Projection){gram, y, k, at});
    }
    LB_TRY(lb_own_rows_gather(y, (size_t)k * sizeof *y, gram->a.n_rows, NULL,
                              lb_pool_comm(gram->pool), err));
cleanup:
    return st;
}

typedef struct Turn {
    LbGram       *gram;
    const double *x; /* [rows x k] */
    size_t        k;
} Turn;

static void turn_block(void *ctx, int64_t block, int thread)
{
    const Turn     *turn  = ctx;
    const LbGram   *gram  = turn->gram;
    const LbNarrow *a     = &gram->a;
    size_t          width = (size_t)a->n_cols * LB_PANEL;
    double         *y     = gram->partial + (size_t)(block - a->own.first) * width;
    (void)thread;
    memset(y, 0, width * sizeof *y);
    for (int32_t r = a->first_row[block]; r < a->first_row[block + 1]; r++) {
        LbDouble4 t = {0};
        for (size_t j = 0; j < turn->k; j++)
            t[j] = turn->x[(size_t)a->row[r] * turn->k + j];
        add_row((LbDouble4 *)(void *)y, (LbDouble4 *)(void *)gram->left_t, gram, r, &t);
    }
}

LbStatus lb_gram_multiply_turned(LbGram *gram, const double *x, int32_t k, double *y, LbError *err)
{
    size_t n = (size_t)gram->a.n_cols, width = n * LB_PANEL;
    assert(gram->rank == 0 && k <= LB_PANEL);
    lb_pool_run_range(gram->pool, gram->a.own.first, gram->a.own.end, turn_block,
                      &(Turn){gram, x, (size_t)k});
    LbStatus st = lb_block_sum(gram->partial, LB_BLOCKS, width, gram->pool, err);
    for (size_t i = 0; st == LB_OK && i < n; i++)
        memcpy(y + i * (size_t)k, gram->partial + i * LB_PANEL, (size_t)k * sizeof *y);
    return st;
}
