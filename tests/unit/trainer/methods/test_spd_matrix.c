/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/methods/spd_matrix.h"

/* X'X + I with X of twice as many rows as columns, in both forms. */
static void make(LbSpdMatrix *matrix, float *dense, int32_t n)
{
    LbError err;
    LbRng   rng;
    size_t  rows = 2 * (size_t)n, cols = (size_t)n;
    float  *x = lb_mem_array(rows * cols, sizeof *x);
    assert_non_null(x);
    lb_rng_init(&rng, 3, 0);
    for (size_t i = 0; i < rows * cols; i++)
        x[i] = (float)lb_rng_uniform(&rng);
    LB_ASSERT_OK(lb_spd_matrix_init(matrix, n, &err));
    for (size_t i = 0; i < cols; i++) {
        for (size_t j = 0; j < cols; j++) {
            double sum = i == j;
            for (size_t r = 0; r < rows; r++)
                sum += (double)x[r * cols + i] * (double)x[r * cols + j];
            dense[i * cols + j] = (float)sum;
        }
        lb_spd_matrix_set_row(matrix, (int32_t)i, dense + i * cols);
    }
    free(x);
}

static void get(const LbSpdMatrix *matrix, float *dense)
{
    for (int32_t b = 0; b < matrix->n_blocks; b++) {
        int32_t rows =
            lb_spd_matrix_get_rows(matrix, b, dense + (size_t)b * LB_SPD_BLOCK * (size_t)matrix->n);
        assert_int_equal(rows,
                         b + 1 < matrix->n_blocks ? LB_SPD_BLOCK : matrix->n - b * LB_SPD_BLOCK);
    }
}

static const int32_t sizes[] = {1, 7, LB_SPD_BLOCK, LB_SPD_BLOCK + 1, 300};

static void spd_matrix__gives_back_what_was_set(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        LbSpdMatrix matrix;
        size_t      cells = (size_t)sizes[s] * (size_t)sizes[s];
        float      *dense = lb_mem_array(2 * cells, sizeof *dense), *got = dense + cells;
        make(&matrix, dense, sizes[s]);
        lb_spd_matrix_add_diagonal(&matrix, sizes[s] - 1, 2);
        dense[cells - 1] += 2;
        LB_ASSERT_NEAR(lb_spd_matrix_diagonal(&matrix, sizes[s] - 1), dense[cells - 1], 0);
        /* The lower half of diagonal blocks is filled by the inversion: look at the upper one. */
        get(&matrix, got);
        for (size_t i = 0; i < (size_t)sizes[s]; i++)
            for (size_t j = i; j < (size_t)sizes[s]; j++)
                LB_ASSERT_NEAR(got[i * (size_t)sizes[s] + j], dense[i * (size_t)sizes[s] + j], 0);
        lb_spd_matrix_clear(&matrix);
        free(dense);
    }
}

static void spd_matrix__times_its_inverse_is_the_identity(void **state)
{
    (void)state;
    LbError err;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        LbSpdMatrix matrix;
        size_t      n     = (size_t)sizes[s];
        float      *dense = lb_mem_array(2 * n * n, sizeof *dense), *inverse = dense + n * n;
        make(&matrix, dense, sizes[s]);
        LB_ASSERT_OK(lb_spd_matrix_invert(&matrix, "test", 0, NULL, NULL, &err));
        get(&matrix, inverse);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double sum = 0;
                for (size_t k = 0; k < n; k++)
                    sum += (double)dense[i * n + k] * (double)inverse[k * n + j];
                /* Single precision, a condition of some thousands. */
                LB_ASSERT_NEAR(sum, i == j, 1e-3);
                LB_ASSERT_NEAR(inverse[i * n + j], inverse[j * n + i], 1e-6);
            }
        lb_spd_matrix_clear(&matrix);
        free(dense);
    }
}

static void spd_matrix__inverse_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError     err;
    LbPool     *pool = NULL;
    LbSpdMatrix one, three;
    float      *dense = lb_mem_array(300 * 300, sizeof *dense);
    make(&one, dense, 300);
    make(&three, dense, 300);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(lb_spd_matrix_invert(&one, "test", 0, NULL, NULL, &err));
    LB_ASSERT_OK(lb_spd_matrix_invert(&three, "test", 0, pool, NULL, &err));
    assert_int_equal(one.n_blocks, 3);
    assert_memory_equal(one.blocks, three.blocks,
                        6 * LB_SPD_BLOCK * LB_SPD_BLOCK * sizeof *one.blocks);
    lb_pool_free(pool);
    lb_spd_matrix_clear(&one);
    lb_spd_matrix_clear(&three);
    free(dense);
}

static void spd_matrix__refuses_what_is_not_positive_definite(void **state)
{
    (void)state;
    LbError     err;
    LbSpdMatrix matrix;
    float       row[2] = {1, 2};
    LB_ASSERT_OK(lb_spd_matrix_init(&matrix, 2, &err));
    lb_spd_matrix_set_row(&matrix, 0, row); /* 1 2; 2 1 */
    LB_ASSERT_FAILS(lb_spd_matrix_invert(&matrix, "test", 0, NULL, NULL, &err), LB_EDATA,
                    "not positive definite");
    row[1] = NAN;
    lb_spd_matrix_set_row(&matrix, 0, row);
    LB_ASSERT_FAILS(lb_spd_matrix_invert(&matrix, "test", 0, NULL, NULL, &err), LB_EDATA,
                    "not positive definite");
    lb_spd_matrix_clear(&matrix);
}

static bool stop(void *ctx)
{
    (void)ctx;
    return true;
}

static void spd_matrix__stops_when_asked(void **state)
{
    (void)state;
    LbError     err;
    LbSpdMatrix matrix;
    LbReporter  reporter = {.interrupted = stop};
    LB_ASSERT_OK(lb_spd_matrix_init(&matrix, 5, &err));
    assert_int_equal(lb_spd_matrix_invert(&matrix, "test", 0, NULL, &reporter, &err), LB_EINTR);
    lb_spd_matrix_clear(&matrix);
}

static LbStatus attempt(LbError *err)
{
    LbSpdMatrix matrix;
    LbStatus    st = lb_spd_matrix_init(&matrix, 130, err);
    if (st == LB_OK) st = lb_spd_matrix_invert(&matrix, "test", 0, NULL, NULL, err);
    lb_spd_matrix_clear(&matrix);
    return st;
}

static void spd_matrix__survives_want_of_memory(void **state)
{
    (void)state;
    LbError err;
    LB_ASSERT_SURVIVES_NOMEM(attempt(&err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spd_matrix__gives_back_what_was_set),
        cmocka_unit_test(spd_matrix__times_its_inverse_is_the_identity),
        cmocka_unit_test(spd_matrix__inverse_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(spd_matrix__refuses_what_is_not_positive_definite),
        cmocka_unit_test(spd_matrix__stops_when_asked),
        cmocka_unit_test(spd_matrix__survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
