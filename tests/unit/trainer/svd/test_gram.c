/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/matrices.h"
#include "trainer/svd/gram.h"

#include <stdalign.h>

/* y = A'A x of a dense row-major matrix. */
static void dense_gram(const double *a, int32_t rows, int32_t cols, const double *x, double *y)
{
    memset(y, 0, (size_t)cols * sizeof *y);
    for (int32_t r = 0; r < rows; r++) {
        const double *row = a + (size_t)r * (size_t)cols;
        double        t   = 0;
        for (int32_t c = 0; c < cols; c++)
            t += row[c] * x[c];
        for (int32_t c = 0; c < cols; c++)
            y[c] += t * row[c];
    }
}

static void transpose(const double *a, int32_t rows, int32_t cols, double *out)
{
    for (int32_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < cols; c++)
            out[c * rows + r] = a[r * cols + c];
}

static void fill_normal(double *x, int32_t n, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, 9);
    for (int32_t i = 0; i < n; i++)
        x[i] = lb_rng_normal(&rng);
}

/* Entry i of panels of `size` numbers: (c + 1) times, c its column among those of all panels. */
static double times_of(size_t i, size_t size)
{
    size_t column = i / size * LB_PANEL + i % LB_PANEL;
    return (double)(column + 1);
}

/* Rough products of panels of which each column is x, so many times. */
static void check_rough(const LbOperator *op, const double *x, const double *expected)
{
    LbError err  = {0};
    size_t  size = (size_t)op->n * LB_PANEL;
    double *in   = lb_mem_aligned(size * LB_ROUGH_PANELS, sizeof *in);
    double *out  = lb_mem_aligned(size * LB_ROUGH_PANELS, sizeof *out);
    for (size_t i = 0; i < size * LB_ROUGH_PANELS; i++)
        in[i] = x[i % size / LB_PANEL] * times_of(i, size);
    LB_ASSERT_OK(op->apply_rough(op->ctx, in, out, &err));
    for (size_t i = 0; i < size * LB_ROUGH_PANELS; i++) {
        double times = times_of(i, size);
        LB_ASSERT_NEAR(out[i], times * expected[i % size / LB_PANEL], 2e-4 * times);
    }
    free(in);
    free(out);
}

static const struct {
    int32_t rows, cols;
    double  density;
} shapes[] = {{1, 1, 1},    {1, 7, 1},      {7, 1, 1},      {3, 3, 0},     {5, 40, 0.5},
              {40, 5, 0.5}, {200, 30, 0.1}, {30, 200, 0.1}, {64, 64, 0.9}, {17, 16, 0.02}};

enum { SHAPES = sizeof shapes / sizeof *shapes, CELLS = 6000, ROUGH = LB_ROUGH_PANELS * LB_PANEL };

static void operator__agrees_with_the_dense_product(void **state)
{
    (void)state;
    LbError err = {0};
    double  dense[CELLS], turned[CELLS] = {0}, x[200], y[200], expected[200];
    for (size_t s = 0; s < SHAPES; s++) {
        int32_t rows = shapes[s].rows, cols = shapes[s].cols;
        LbCsr   csr  = random_csr(rows, cols, shapes[s].density, s, dense);
        LbGram *gram = NULL;
        bool    flip = false;
        LB_ASSERT_OK(lb_gram_new(&gram, &flip, &csr, NULL, &err));
        assert_int_equal(flip, cols > rows);
        assert_int_equal(lb_gram_rows(gram), flip ? cols : rows);
        assert_int_equal(lb_gram_cols(gram), flip ? rows : cols);
        LbOperator op = lb_gram_operator(gram);
        assert_int_equal(op.n, lb_gram_cols(gram));
        transpose(dense, rows, cols, turned);
        fill_normal(x, op.n, s);
        LB_ASSERT_OK(op.apply(op.ctx, x, y, &err));
        dense_gram(flip ? turned : dense, lb_gram_rows(gram), op.n, x, expected);
        for (int32_t i = 0; i < op.n; i++) /* a few hundred terms of order 1..100 */
            LB_ASSERT_NEAR(y[i], expected[i], 1e-10);
        check_rough(&op, x, expected);
        lb_gram_free(gram);
        lb_csr_clear(&csr);
    }
}

static void operator__uses_wide_columns_when_it_must(void **state)
{
    (void)state;
    enum { N = 70000 };
    LbError  err     = {0};
    int64_t *start   = malloc((N + 1) * sizeof *start);
    int32_t  col[]   = {0, 65535, 65536, 69999, 69999};
    float    value[] = {1, 2, 3, 4, 5};
    double  *x = calloc(N, sizeof *x), *y = malloc(N * sizeof *y);
    LbCsr    csr  = {.n_rows = N, .n_cols = N, .n = 5, .start = start, .col = col};
    LbGram  *gram = NULL;
    bool     flip = true;
    csr.value     = value;
    start[0]      = 0;
    for (int i = 1; i <= N; i++)
        start[i] = i < N ? 4 : 5;
    LB_ASSERT_OK(lb_gram_new(&gram, &flip, &csr, NULL, &err));
    assert_false(flip);
    x[65536]      = 1;
    x[69999]      = -1;
    LbOperator op = lb_gram_operator(gram);
    LB_ASSERT_OK(op.apply(op.ctx, x, y, &err));
    assert_true(y[0] == -1 && y[65535] == -2 && y[65536] == -3 && y[69999] == -4 - 25);
    assert_true(y[1] == 0);
    check_rough(&op, x, y);
    lb_gram_free(gram);
    free(start);
    free(x);
    free(y);
}

static void operator__gives_the_same_bits_for_any_threads(void **state)
{
    (void)state;
    LbError                   err   = {0};
    double                   *dense = malloc(400 * 150 * sizeof *dense);
    LbCsr                     csr   = random_csr(400, 150, 0.2, 5, dense);
    double                    x[150], first[150], y[150];
    static alignas(64) double panels[150 * ROUGH], rough[2][150 * ROUGH];
    float                     projected[2][400 * 3];
    fill_normal(x, 150, 1);
    fill_normal(panels, 150 * ROUGH, 2);
    for (int threads = 1; threads <= 4; threads++) {
        LbPool *pool = NULL;
        LbGram *gram = NULL;
        bool    flip;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LB_ASSERT_OK(lb_gram_new(&gram, &flip, &csr, pool, &err));
        LbOperator op = lb_gram_operator(gram);
        LB_ASSERT_OK(op.apply(op.ctx, x, threads == 1 ? first : y, &err));
        LB_ASSERT_OK(lb_gram_multiply(gram, x, 1, projected[threads > 1], &err));
        LB_ASSERT_OK(op.apply_rough(op.ctx, panels, rough[threads > 1], &err));
        if (threads > 1) {
            assert_memory_equal(rough[0], rough[1], sizeof rough[0]);
            assert_memory_equal(first, y, sizeof y);
            assert_memory_equal(projected[0], projected[1], 400 * sizeof(float));
        }
        lb_gram_free(gram);
        lb_pool_free(pool);
    }
    lb_csr_clear(&csr);
    free(dense);
}

static void operator__adds_the_low_rank_part(void **state)
{
    (void)state;
    enum { ROWS = 40, COLS = 25, RANK = 3, K = 4 };
    LbError err = {0};
    double  dense[ROWS * COLS], x[COLS * K], y[COLS], expected[COLS], factors[(ROWS + COLS) * RANK];
    float   left[ROWS * RANK], right[COLS * RANK], projected[ROWS * K];
    LbCsr   csr  = random_csr(ROWS, COLS, 0.3, 3, dense);
    LbGram *gram = NULL;
    bool    flip;
    fill_normal(factors, (ROWS + COLS) * RANK, 4);
    for (int i = 0; i < ROWS * RANK; i++)
        left[i] = (float)factors[i];
    for (int i = 0; i < COLS * RANK; i++)
        right[i] = (float)factors[ROWS * RANK + i];
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLS; c++)
            for (int i = 0; i < RANK; i++)
                dense[r * COLS + c] += (double)left[r * RANK + i] * (double)right[c * RANK + i];
    LB_ASSERT_OK(lb_gram_new(&gram, &flip, &csr, NULL, &err));
    LB_ASSERT_OK(lb_gram_set_low_rank(gram, left, right, RANK, &err));
    fill_normal(x, COLS * K, 6);
    LbOperator op = lb_gram_operator(gram);
    LB_ASSERT_OK(op.apply(op.ctx, x, y, &err));
    dense_gram(dense, ROWS, COLS, x, expected);
    for (int i = 0; i < COLS; i++)
        LB_ASSERT_NEAR(y[i], expected[i], 1e-9);
    check_rough(&op, x, expected);
    LB_ASSERT_OK(lb_gram_multiply(gram, x, K, projected, &err));
    for (int r = 0; r < ROWS; r++) {
        for (int k = 0; k < K; k++) {
            double sum = 0;
            for (int c = 0; c < COLS; c++)
                sum += dense[r * COLS + c] * x[c * K + k];
            LB_ASSERT_NEAR(projected[r * K + k], sum, 1e-5); /* float result */
        }
    }
    LB_ASSERT_OK(lb_gram_set_low_rank(gram, NULL, NULL, 0, &err));
    LB_ASSERT_OK(op.apply(op.ctx, x, y, &err));
    assert_true(fabs(y[0] - expected[0]) > 1e-3);
    lb_gram_free(gram);
    lb_csr_clear(&csr);
}

static void operator__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    double  dense[60];
    LbCsr   csr  = random_csr(6, 10, 0.5, 1, dense);
    LbGram *gram = NULL;
    bool    flip;
    LB_ASSERT_SURVIVES_NOMEM(lb_gram_new(&gram, &flip, &csr, NULL, &err), (void)0);
    alignas(64) double x[10 * ROUGH] = {0}, y[10 * ROUGH];
    LbOperator         op            = lb_gram_operator(gram);
    LB_ASSERT_SURVIVES_NOMEM(op.apply_rough(op.ctx, x, y, &err), (void)0);
    float left[20] = {0}, right[12] = {0};
    LB_ASSERT_SURVIVES_NOMEM(lb_gram_set_low_rank(gram, left, right, 2, &err), (void)0);
    lb_gram_free(gram);
    lb_gram_free(NULL);
    lb_csr_clear(&csr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operator__agrees_with_the_dense_product),
        cmocka_unit_test(operator__uses_wide_columns_when_it_must),
        cmocka_unit_test(operator__gives_the_same_bits_for_any_threads),
        cmocka_unit_test(operator__adds_the_low_rank_part),
        cmocka_unit_test(operator__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
