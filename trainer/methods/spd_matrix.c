/* SPDX-License-Identifier: MIT */
#include "trainer/methods/spd_matrix.h"

#include "common/base/mem.h"
#include "common/dense/tile.h"

enum { SIDE = LB_SPD_BLOCK, AREA = SIDE * SIDE, PANEL = 48 };

/* One step of the elimination: block k is the pivot.
 * A block [SIDE x SIDE] is "packed" as the panels of its rows, PANEL rows each, whole tiles of any
 * width: for every column in turn the entries of the panel. */
typedef struct Step {
    LbSpdMatrix *matrix;
    int32_t      k;
    double      *work;   /* [AREA] */
    float       *pivot;  /* the inverse of the pivot block */
    float       *packed; /* the same, packed */
    float       *column; /* [n_blocks x AREA] packed blocks A_ik */
    float       *factor; /* [n_blocks x AREA] packed blocks A_ik A_kk^-1 */
    LbComm      *comm;   /* block row i is rank i % size's */
} Step;

/* Block (i, j), i <= j. */
static float *block_at(const LbSpdMatrix *matrix, int32_t i, int32_t j)
{
    int64_t before = (int64_t)i * matrix->n_blocks - (int64_t)i * (i - 1) / 2;
    return matrix->blocks + (before + j - i) * AREA;
}

LbStatus lb_spd_matrix_init(LbSpdMatrix *out, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbSpdMatrix){.n = n, .n_blocks = (n + SIDE - 1) / SIDE};
    size_t side = (size_t)out->n_blocks;
    LB_ALLOC_ALIGNED(out->blocks, lb_mem_product(side * (side + 1) / 2, AREA));
    memset(out->blocks, 0, side * (side + 1) / 2 * AREA * sizeof *out->blocks);
    for (int32_t b = 0; b < out->n_blocks; b++)
        for (size_t i = 0; i < SIDE; i++)
            block_at(out, b, b)[i * SIDE + i] = 1;
cleanup:
    return st;
}

void lb_spd_matrix_clear(LbSpdMatrix *matrix)
{
    free(matrix->blocks);
    *matrix = (LbSpdMatrix){0};
}

void lb_spd_matrix_set_row(LbSpdMatrix *matrix, int32_t i, const float *row)
{
    int32_t b = i / SIDE;
    for (int32_t j = b; j < matrix->n_blocks; j++) {
        int32_t first = j == b ? i : j * SIDE;
        int32_t end   = (j + 1) * SIDE < matrix->n ? (j + 1) * SIDE : matrix->n;
        memcpy(block_at(matrix, b, j) + (size_t)(i % SIDE * SIDE + first % SIDE), row + first,
               (size_t)(end - first) * sizeof *row);
    }
}

static float *diagonal_at(const LbSpdMatrix *matrix, int32_t i)
{
    return block_at(matrix, i / SIDE, i / SIDE) + (size_t)(i % SIDE * (SIDE + 1));
}

float lb_spd_matrix_diagonal(const LbSpdMatrix *matrix, int32_t i)
{
    return *diagonal_at(matrix, i);
}

void lb_spd_matrix_add_diagonal(LbSpdMatrix *matrix, int32_t i, float value)
{
    *diagonal_at(matrix, i) += value;
}

int32_t lb_spd_matrix_get_rows(const LbSpdMatrix *matrix, int32_t b, float *rows)
{
    size_t  n     = (size_t)matrix->n;
    int32_t count = matrix->n - b * SIDE < SIDE ? matrix->n - b * SIDE : SIDE;
    for (int32_t j = 0; j < matrix->n_blocks; j++) {
        int32_t width = matrix->n - j * SIDE < SIDE ? matrix->n - j * SIDE : SIDE;
        float  *to    = rows + (size_t)j * SIDE;
        if (j < b) {
            const float *from = block_at(matrix, j, b);
            for (int32_t c = 0; c < width; c++)
                for (int32_t r = 0; r < count; r++)
                    to[(size_t)r * n + (size_t)c] = from[c * SIDE + r];
        } else {
            const float *from = block_at(matrix, b, j);
            for (int32_t r = 0; r < count; r++)
                memcpy(to + (size_t)r * n, from + (size_t)(r * SIDE), (size_t)width * sizeof *to);
        }
    }
    return count;
}

/* Only the upper triangle of a diagonal block has been set. */
static void mirror_diagonal(LbSpdMatrix *matrix)
{
    for (int32_t b = 0; b < matrix->n_blocks; b++) {
        float *block = block_at(matrix, b, b);
        for (size_t i = 0; i < SIDE; i++)
            for (size_t j = 0; j < i; j++)
                block[i * SIDE + j] = block[j * SIDE + i];
    }
}

/* a := a^-1 in place. @return false when a pivot is not positive. */
LB_CLONES_FUSED static bool invert_block(double *a)
{
    for (size_t p = 0; p < SIDE; p++) {
        double *row = a + p * SIDE;
        if (!(row[p] > 0)) return false;
        double scale = 1 / row[p];
        row[p]       = 1;
        for (size_t j = 0; j < SIDE; j++)
            row[j] *= scale;
        for (size_t i = 0; i < SIDE; i++) {
            double *other  = a + i * SIDE;
            double  factor = other[p];
            if (i == p) continue;
            other[p] = 0;
            for (size_t j = 0; j < SIDE; j++)
                other[j] -= factor * row[j];
        }
    }
    return true;
}

/* The entries of a block, or of its transpose, packed. */
static void pack(float *packed, const float *block, bool transposed)
{
    size_t row = transposed ? 1 : SIDE, col = transposed ? SIDE : 1;
    for (size_t r = 0; r < SIDE; r += PANEL)
        for (size_t c = 0; c < SIDE; c++)
            for (size_t t = 0; t < PANEL; t++)
                packed[r * SIDE + c * PANEL + t] = block[(r + t) * row + c * col];
}

static bool take_pivot(Step *step)
{
    const float *block = block_at(step->matrix, step->k, step->k);
    for (size_t i = 0; i < AREA; i++)
        step->work[i] = (double)block[i];
    if (!invert_block(step->work)) return false;
    /* The mean of both halves, which rounding has set apart: all that follows is symmetric then. */
    for (size_t i = 0; i < SIDE; i++)
        for (size_t j = 0; j < SIDE; j++)
            step->pivot[i * SIDE + j] =
                (float)((step->work[i * SIDE + j] + step->work[j * SIDE + i]) / 2);
    pack(step->packed, step->pivot, false);
    return true;
}

LB_INLINE void add_panels(float *out, const float *left, const float *right, float sign, bool wide)
{
    for (size_t c = 0; c < SIDE; c += PANEL)
        for (size_t r = 0; r < SIDE; r += LB_TILE)
            lb_tile_strip(out + r * SIDE + c, SIDE, left + r / PANEL * PANEL * SIDE + r % PANEL,
                          right + c * SIDE, PANEL, SIDE, PANEL, sign, wide);
}

LB_CLONES_FUSED static void add_products_narrow(float *out, const float *left, const float *right,
                                                float sign)
{
    add_panels(out, left, right, sign, false);
}

LB_WIDE static void add_products_wide(float *out, const float *left, const float *right, float sign)
{
    add_panels(out, left, right, sign, true);
}

/* out += sign * L R', both packed. */
static void add_products(float *out, const float *left, const float *right, float sign)
{
    if (lb_simd_is_wide())
        add_products_wide(out, left, right, sign);
    else
        add_products_narrow(out, left, right, sign);
}

/* A_ik and A_ik A_kk^-1, packed; the latter takes the former's place in the matrix. */
static void prepare_block(void *ctx, int64_t i, int thread)
{
    Step  *step     = ctx;
    bool   is_above = i < step->k;
    float *block    = is_above ? block_at(step->matrix, (int32_t)i, step->k)
                               : block_at(step->matrix, step->k, (int32_t)i);
    float *column = step->column + i * AREA, *factor = step->factor + i * AREA;
    (void)thread;
    if (i == step->k) return;
    pack(column, block, !is_above);
    memset(block, 0, AREA * sizeof *block);
    if (is_above)
        add_products(block, column, step->packed, 1);
    else
        add_products(block, step->packed, column, 1);
    pack(factor, block, !is_above);
}

static bool is_own(const Step *step, int64_t i)
{
    return i % lb_comm_size(step->comm) == lb_comm_rank(step->comm);
}

/* A_ij -= A_ik A_kk^-1 A_kj for a whole row of blocks. */
static void update_row(void *ctx, int64_t i, int thread)
{
    const Step *step = ctx;
    (void)thread;
    if (i == step->k || !is_own(step, i)) return;
    for (int64_t j = i; j < step->matrix->n_blocks; j++)
        if (j != step->k)
            add_products(block_at(step->matrix, (int32_t)i, (int32_t)j), step->factor + i * AREA,
                         step->column + j * AREA, -1);
}

static void put_pivot(const Step *step)
{
    float *block = block_at(step->matrix, step->k, step->k);
    for (size_t i = 0; i < AREA; i++)
        block[i] = -step->pivot[i];
}

static void negate_row(void *ctx, int64_t i, int thread)
{
    const LbSpdMatrix *matrix = ctx;
    float             *blocks = block_at(matrix, (int32_t)i, (int32_t)i);
    (void)thread;
    for (size_t e = 0; e < (size_t)(matrix->n_blocks - i) * AREA; e++)
        blocks[e] = -blocks[e];
}

/* Block (i, k), or (k, i) below the diagonal, and who has it. */
static float *column_block(const Step *step, int32_t i)
{
    return i < step->k ? block_at(step->matrix, i, step->k) : block_at(step->matrix, step->k, i);
}

static int owner_of(const Step *step, int32_t i)
{
    return (i < step->k ? i : step->k) % step->comm->size;
}

/* The blocks of column k, which this step takes, from who has them; `column` is free until then. */
static LbStatus gather_column(Step *step, LbError *err)
{
    int64_t first[LB_COMM_MOST + 1], n = 0;
    int32_t n_blocks = step->matrix->n_blocks;
    int     size     = lb_comm_size(step->comm);
    if (size == 1) return LB_OK;
    for (int r = 0; r < size; r++) {
        first[r] = n;
        for (int32_t i = 0; i < n_blocks; i++)
            if (owner_of(step, i) == r)
                memcpy(step->column + n++ * AREA, column_block(step, i), AREA * sizeof(float));
    }
    first[size] = n;
    LbStatus st = lb_comm_gather(step->comm, step->column, AREA * sizeof(float), first, err);
    n           = 0;
    for (int r = 0; st == LB_OK && r < size; r++)
        for (int32_t i = 0; i < n_blocks; i++)
            if (owner_of(step, i) == r)
                memcpy(column_block(step, i), step->column + n++ * AREA, AREA * sizeof(float));
    return st;
}

/* At the end, row by row: each from the one who has it. */
static LbStatus gather_rows(const Step *step, LbError *err)
{
    LbStatus st       = LB_OK;
    int32_t  n_blocks = step->matrix->n_blocks;
    int      size     = lb_comm_size(step->comm);
    int64_t  first[LB_COMM_MOST + 1];
    for (int32_t i = 0; i < n_blocks && size > 1; i++) {
        for (int r = 0; r <= size; r++)
            first[r] = r <= i % size ? 0 : n_blocks - i;
        LB_TRY(lb_comm_gather(step->comm, block_at(step->matrix, i, i), AREA * sizeof(float), first,
                              err));
    }
cleanup:
    return st;
}

static LbStatus step_init(Step *step, LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   blocks = (size_t)step->matrix->n_blocks;
    LB_ALLOC_ALIGNED(step->work, AREA);
    LB_ALLOC_ALIGNED(step->pivot, AREA);
    LB_ALLOC_ALIGNED(step->packed, AREA);
    LB_ALLOC_ALIGNED(step->column, lb_mem_product(blocks, AREA));
    LB_ALLOC_ALIGNED(step->factor, lb_mem_product(blocks, AREA));
cleanup:
    return st;
}

static void step_clear(Step *step)
{
    free(step->work);
    free(step->pivot);
    free(step->packed);
    free(step->column);
    free(step->factor);
}

LbStatus lb_spd_matrix_invert(LbSpdMatrix *matrix, const char *phase, double done, LbPool *pool,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus st   = LB_OK;
    Step     step = {.matrix = matrix, .comm = lb_pool_comm(pool)};
    LB_TRY(step_init(&step, err));
    mirror_diagonal(matrix);
    for (step.k = 0; step.k < matrix->n_blocks; step.k++) {
        LB_TRY(lb_reporter_check(reporter, err));
        lb_reporter_progress(reporter, phase, done + (1 - done) * step.k / matrix->n_blocks, 1);
        LB_TRY(gather_column(&step, err));
        if (!take_pivot(&step))
            LB_FAIL(LB_EDATA, 0, "a matrix of %d rows is not positive definite: use a larger ridge",
                    matrix->n);
        lb_pool_run(pool, matrix->n_blocks, prepare_block, &step);
        lb_pool_run(pool, matrix->n_blocks, update_row, &step);
        put_pivot(&step);
    }
    LB_TRY(gather_rows(&step, err));
    /* Every pivot has been replaced by minus its inverse, and so has the whole. */
    lb_pool_run(pool, matrix->n_blocks, negate_row, matrix);
    lb_reporter_progress(reporter, phase, 1, 1);
cleanup:
    step_clear(&step);
    return st;
}
