/* SPDX-License-Identifier: MIT */
#include "trainer/operator.h"

#include "common/mem.h"

#include <string.h>

/* Fixed, so that sums are grouped alike however many threads there are. */
enum { BLOCKS = 16 };

/* Rows lie by falling length: neighbours have loops of the same length, which the processor
 * foresees. With many films of few ratings that is a fifth of the time. */
struct LbGram {
    int32_t   n_rows, n_cols;
    int32_t  *row;   /* [n_rows] the caller's number of each row */
    int64_t  *start; /* [n_rows + 1] */
    uint16_t *col16; /* [n], one of the two */
    uint32_t *col32;
    float    *value; /* [n] */
    LbPool   *pool;

    int32_t first_row[BLOCKS + 1]; /* blocks of rows with about as many entries each */
    double *partial;               /* [BLOCKS x (n_cols + rank)]: each block's share of y */

    const float *left, *right; /* low-rank part */
    int32_t      rank;
    double      *right_x; /* [rank]: R'x */
};

/* The inner loops, once for each width of the column index. Four sums in fixed order: they hide the
 * latency of the addition and keep the bits the same for any compiler that obeys the standard. */
#define DEFINE_KERNELS(Index, dot, add)                                                            \
    static double dot(const Index *col, const float *value, int64_t n, const double *x)            \
    {                                                                                              \
        double  s0 = 0, s1 = 0, s2 = 0, s3 = 0;                                                    \
        int64_t i = 0;                                                                             \
        for (; i + 4 <= n; i += 4) {                                                               \
            s0 += (double)value[i] * x[col[i]];                                                    \
            s1 += (double)value[i + 1] * x[col[i + 1]];                                            \
            s2 += (double)value[i + 2] * x[col[i + 2]];                                            \
            s3 += (double)value[i + 3] * x[col[i + 3]];                                            \
        }                                                                                          \
        for (; i < n; i++)                                                                         \
            s0 += (double)value[i] * x[col[i]];                                                    \
        return (s0 + s1) + (s2 + s3);                                                              \
    }                                                                                              \
    static void add(const Index *col, const float *value, int64_t n, double t, double *y)          \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            y[col[i]] += t * (double)value[i];                                                     \
    }

DEFINE_KERNELS(uint16_t, dot16, add16)
DEFINE_KERNELS(uint32_t, dot32, add32)

static LbStatus allocate(LbGram *gram, int64_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(gram->row, gram->n_rows);
    LB_ALLOC_ZEROED(gram->start, (size_t)gram->n_rows + 1);
    if (gram->n_cols <= UINT16_MAX + 1)
        LB_ALLOC(gram->col16, n);
    else
        LB_ALLOC(gram->col32, n);
    LB_ALLOC(gram->value, n);
    LB_ALLOC(gram->partial, (size_t)BLOCKS * (size_t)gram->n_cols);
cleanup:
    return st;
}

static void put(LbGram *gram, int64_t at, uint64_t col, float value)
{
    if (gram->col16 != NULL)
        gram->col16[at] = (uint16_t)col;
    else
        gram->col32[at] = (uint32_t)col;
    gram->value[at] = value;
}

/* The lengths of the caller's rows. */
static void count_rows(int64_t *length, const LbCsr *csr, bool flip)
{
    for (int64_t i = 0; flip && i < csr->n; i++)
        length[csr->col[i]]++;
    for (int32_t r = 0; !flip && r < csr->n_rows; r++)
        length[r] = (int64_t)(csr->start[r + 1] - csr->start[r]);
}

/* Counting sort of the rows by falling length, stable; then the length of each becomes its start.
 */
static LbStatus order_rows(LbGram *gram, int64_t *length, LbError *err)
{
    LbStatus st      = LB_OK;
    int64_t  longest = 0, at = 0;
    int32_t *place = NULL;
    for (int32_t r = 0; r < gram->n_rows; r++)
        longest = length[r] > longest ? length[r] : longest;
    LB_ALLOC_ZEROED(place, (size_t)longest + 2);
    for (int32_t r = 0; r < gram->n_rows; r++)
        place[longest - length[r] + 1]++;
    for (int64_t l = 0; l <= longest; l++)
        place[l + 1] += place[l];
    for (int32_t r = 0; r < gram->n_rows; r++)
        gram->row[place[longest - length[r]]++] = r;
    for (int32_t r = 0; r < gram->n_rows; r++) {
        int64_t n            = length[gram->row[r]];
        length[gram->row[r]] = gram->start[r] = at;
        at += n;
    }
    gram->start[gram->n_rows] = at;
cleanup:
    free(place);
    return st;
}

/* `at` [caller's rows] is where each row begins. */
static void copy_rows(LbGram *gram, const int64_t *at, const LbCsr *csr)
{
    for (int32_t r = 0; r < csr->n_rows; r++)
        for (uint64_t i = csr->start[r]; i < csr->start[r + 1]; i++)
            put(gram, at[r] + (int64_t)(i - csr->start[r]), csr->col[i], csr->value[i]);
}

/* `at` runs through each row while it is filled. */
static void copy_transposed(LbGram *gram, int64_t *at, const LbCsr *csr)
{
    for (int32_t r = 0; r < csr->n_rows; r++)
        for (uint64_t i = csr->start[r]; i < csr->start[r + 1]; i++)
            put(gram, at[csr->col[i]]++, (uint64_t)r, csr->value[i]);
}

static void split_rows(LbGram *gram)
{
    int64_t n   = gram->start[gram->n_rows];
    int32_t row = 0;
    for (int b = 0; b < BLOCKS; b++) {
        while (row < gram->n_rows && gram->start[row] < n / BLOCKS * b)
            row++;
        gram->first_row[b] = row;
    }
    gram->first_row[0]      = 0;
    gram->first_row[BLOCKS] = gram->n_rows;
}

LbStatus lb_gram_new(LbGram **out, bool *is_transposed, const LbCsr *csr, LbPool *pool,
                     LbError *err)
{
    LbStatus st   = LB_OK;
    LbGram  *gram = NULL;
    int64_t *at   = NULL;
    bool     flip = csr->n_cols > csr->n_rows;
    *out          = NULL;
    LB_ALLOC_ZEROED(gram, 1);
    gram->n_rows = flip ? csr->n_cols : csr->n_rows;
    gram->n_cols = flip ? csr->n_rows : csr->n_cols;
    gram->pool   = pool;
    LB_TRY(allocate(gram, csr->n, err));
    LB_ALLOC_ZEROED(at, gram->n_rows);
    count_rows(at, csr, flip);
    LB_TRY(order_rows(gram, at, err));
    if (flip)
        copy_transposed(gram, at, csr);
    else
        copy_rows(gram, at, csr);
    split_rows(gram);
    *is_transposed = flip;
    *out           = gram;
    gram           = NULL;
cleanup:
    free(at);
    lb_gram_free(gram);
    return st;
}

void lb_gram_free(LbGram *gram)
{
    if (gram == NULL) return;
    free(gram->row);
    free(gram->start);
    free(gram->col16);
    free(gram->col32);
    free(gram->value);
    free(gram->partial);
    free(gram->right_x);
    free(gram);
}

int32_t lb_gram_rows(const LbGram *gram)
{
    return gram->n_rows;
}

int32_t lb_gram_cols(const LbGram *gram)
{
    return gram->n_cols;
}

LbStatus lb_gram_set_low_rank(LbGram *gram, const float *left, const float *right, int32_t rank,
                              LbError *err)
{
    LbStatus st      = LB_OK;
    double  *partial = NULL, *right_x = NULL;
    gram->rank = 0;
    LB_ALLOC(partial, (size_t)BLOCKS * ((size_t)gram->n_cols + (size_t)rank));
    LB_ALLOC(right_x, rank);
    free(gram->partial);
    free(gram->right_x);
    gram->partial = partial;
    gram->right_x = right_x;
    gram->left    = left;
    gram->right   = right;
    gram->rank    = rank;
    partial = right_x = NULL;
cleanup:
    free(partial);
    free(right_x);
    return st;
}

void lb_gram_clear_low_rank(LbGram *gram)
{
    gram->rank = 0;
    gram->left = gram->right = NULL;
}

float *lb_gram_values(LbGram *gram)
{
    return gram->value;
}

int64_t lb_gram_entries(const LbGram *gram)
{
    return gram->start[gram->n_rows];
}

typedef struct Residual {
    LbGram      *gram;
    const float *original;
    double       squares[BLOCKS];
} Residual;

static void residual_block(void *ctx, int64_t block, int thread)
{
    Residual *residual = ctx;
    LbGram   *gram     = residual->gram;
    size_t    rank     = (size_t)gram->rank;
    double    squares  = 0;
    (void)thread;
    for (int32_t r = gram->first_row[block]; r < gram->first_row[block + 1]; r++)
        for (int64_t i = gram->start[r]; i < gram->start[r + 1]; i++) {
            size_t       col   = gram->col16 != NULL ? gram->col16[i] : gram->col32[i];
            const float *left  = gram->left + (size_t)gram->row[r] * rank;
            const float *right = gram->right + col * rank;
            double       value = (double)residual->original[i];
            for (size_t j = 0; j < rank; j++)
                value -= (double)left[j] * (double)right[j];
            gram->value[i] = (float)value;
            squares += value * value;
        }
    residual->squares[block] = squares;
}

double lb_gram_set_residual(LbGram *gram, const float *original)
{
    Residual residual = {.gram = gram, .original = original};
    double   sum      = 0;
    lb_pool_run(gram->pool, BLOCKS, residual_block, &residual);
    for (int b = 0; b < BLOCKS; b++)
        sum += residual.squares[b];
    return sum;
}

typedef struct Product {
    LbGram       *gram;
    const double *x; /* of the product y = A'A x */
} Product;

/* Row by row: t = (a_r + R l_r)'x, then y += t a_r and g += t l_r; y += R g follows at the end. */
static void product_block(void *ctx, int64_t block, int thread)
{
    const Product *product = ctx;
    const LbGram  *gram    = product->gram;
    size_t         width   = (size_t)gram->n_cols + (size_t)gram->rank;
    double        *y       = gram->partial + (size_t)block * width;
    double        *g       = y + gram->n_cols;
    (void)thread;
    memset(y, 0, width * sizeof *y);
    for (int32_t r = gram->first_row[block]; r < gram->first_row[block + 1]; r++) {
        int64_t      at = gram->start[r], n = gram->start[r + 1] - at;
        const float *value = gram->value + at;
        double       t     = gram->col16 != NULL ? dot16(gram->col16 + at, value, n, product->x)
                                                 : dot32(gram->col32 + at, value, n, product->x);
        const float *l     = gram->left + (size_t)gram->row[r] * (size_t)gram->rank;
        for (int32_t i = 0; i < gram->rank; i++)
            t += (double)l[i] * gram->right_x[i];
        for (int32_t i = 0; i < gram->rank; i++)
            g[i] += (double)l[i] * t;
        if (gram->col16 != NULL)
            add16(gram->col16 + at, value, n, t, y);
        else
            add32(gram->col32 + at, value, n, t, y);
    }
}

static void multiply_right(const LbGram *gram, const double *x)
{
    memset(gram->right_x, 0, (size_t)gram->rank * sizeof *gram->right_x);
    for (int32_t c = 0; c < gram->n_cols; c++)
        for (int32_t i = 0; i < gram->rank; i++)
            gram->right_x[i] +=
                (double)gram->right[(size_t)c * (size_t)gram->rank + (size_t)i] * x[c];
}

/* y += R g, where g is the low-rank end of the sum of the partial vectors. */
static void add_right(const LbGram *gram, const double *g, double *y)
{
    for (int32_t c = 0; c < gram->n_cols; c++)
        for (int32_t i = 0; i < gram->rank; i++)
            y[c] += (double)gram->right[(size_t)c * (size_t)gram->rank + (size_t)i] * g[i];
}

static LbStatus apply_gram(void *ctx, const double *x, double *y, LbError *err)
{
    LbGram *gram  = ctx;
    size_t  width = (size_t)gram->n_cols + (size_t)gram->rank;
    (void)err;
    if (gram->rank > 0) multiply_right(gram, x);
    lb_pool_run(gram->pool, BLOCKS, product_block, &(Product){gram, x});
    for (int b = 1; b < BLOCKS; b++)
        for (size_t i = 0; i < width; i++)
            gram->partial[i] += gram->partial[(size_t)b * width + i];
    memcpy(y, gram->partial, (size_t)gram->n_cols * sizeof *y);
    if (gram->rank > 0) add_right(gram, gram->partial + gram->n_cols, y);
    return LB_OK;
}

LbOperator lb_gram_operator(LbGram *gram)
{
    return (LbOperator){.n = gram->n_cols, .apply = apply_gram, .ctx = gram};
}

typedef struct Projection {
    const LbGram *gram;
    const double *x;       /* [cols x k] */
    const double *right_x; /* [rank x k]: R'X */
    double       *sums;    /* [BLOCKS x k] */
    float        *y;       /* [rows x k] */
    int32_t       k;
} Projection;

static void add_scaled(double *sums, const double *x, double factor, int32_t k)
{
    for (int32_t j = 0; j < k; j++)
        sums[j] += factor * x[j];
}

static void projection_block(void *ctx, int64_t block, int thread)
{
    const Projection *p    = ctx;
    const LbGram     *gram = p->gram;
    size_t            k    = (size_t)p->k;
    double           *sums = p->sums + (size_t)block * k;
    (void)thread;
    for (int32_t r = gram->first_row[block]; r < gram->first_row[block + 1]; r++) {
        size_t row = (size_t)gram->row[r];
        memset(sums, 0, k * sizeof *sums);
        for (int64_t i = gram->start[r]; i < gram->start[r + 1]; i++) {
            size_t col = gram->col16 != NULL ? gram->col16[i] : gram->col32[i];
            add_scaled(sums, p->x + col * k, (double)gram->value[i], p->k);
        }
        for (size_t i = 0; i < (size_t)gram->rank; i++)
            add_scaled(sums, p->right_x + i * k, (double)gram->left[row * (size_t)gram->rank + i],
                       p->k);
        for (size_t j = 0; j < k; j++)
            p->y[row * k + j] = (float)sums[j];
    }
}

LbStatus lb_gram_multiply(LbGram *gram, const double *x, int32_t k, float *y, LbError *err)
{
    LbStatus st   = LB_OK;
    double  *sums = NULL, *right_x = NULL;
    size_t   rank = (size_t)gram->rank;
    LB_ALLOC(sums, (size_t)BLOCKS * (size_t)k);
    LB_ALLOC_ZEROED(right_x, rank * (size_t)k);
    for (size_t c = 0; c < (size_t)gram->n_cols; c++)
        for (size_t i = 0; i < rank; i++)
            add_scaled(right_x + i * (size_t)k, x + c * (size_t)k,
                       (double)gram->right[c * rank + i], k);
    lb_pool_run(gram->pool, BLOCKS, projection_block, &(Projection){gram, x, right_x, sums, y, k});
cleanup:
    free(sums);
    free(right_x);
    return st;
}
