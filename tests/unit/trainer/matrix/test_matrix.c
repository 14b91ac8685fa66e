/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/matrix.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

/* 3 x 4, row 1 empty:   .  2  .  1
 *                       .  .  .  .
 *                       5  .  .  3   */
static const int32_t ROW[]   = {2, 0, 2, 0};
static const int32_t COL[]   = {3, 3, 0, 1};
static const float   VALUE[] = {3, 1, 5, 2};

static const LbTriplets SMALL = {.n = 4, .row = ROW, .col = COL, .value = VALUE};

static LbMatrix *small_matrix(void)
{
    LbError   err;
    LbMatrix *matrix = NULL;
    LB_ASSERT_OK(lb_matrix_build(&matrix, 3, 4, &SMALL, NULL, &err));
    return matrix;
}

static void matrix__sorts_triplets_into_rows(void **state)
{
    (void)state;
    LbError   err;
    LbMatrix *matrix = small_matrix();
    LbCsr     csr;
    assert_int_equal(lb_matrix_rows(matrix), 3);
    assert_int_equal(lb_matrix_cols(matrix), 4);
    assert_int_equal(lb_matrix_entries(matrix), 4);
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    const uint64_t start[] = {0, 2, 2, 4}, col[] = {1, 3, 0, 3};
    const float    value[] = {2, 1, 5, 3};
    assert_memory_equal(csr.start, start, sizeof start);
    assert_memory_equal(csr.col, col, sizeof col);
    assert_memory_equal(csr.value, value, sizeof value);
    assert_int_equal(lb_matrix_entries(matrix), 0);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

static void matrix__gives_back_the_same_arrays(void **state)
{
    (void)state;
    LbError         err;
    LbMatrix       *matrix = small_matrix();
    LbCsr           csr;
    const uint64_t *col;
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    col = csr.col;
    csr.value[0] *= 2;
    LB_ASSERT_OK(lb_matrix_pack(matrix, &csr, &err));
    assert_null(csr.col);
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    assert_ptr_equal(csr.col, col);
    LB_ASSERT_NEAR(csr.value[0], 4, 0);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

static void matrix__sums_rows_and_columns(void **state)
{
    (void)state;
    LbError   err;
    LbMatrix *matrix = small_matrix();
    double    rows[3], cols[4];
    LB_ASSERT_OK(lb_matrix_row_sums(matrix, rows, &err));
    LB_ASSERT_OK(lb_matrix_col_sums(matrix, cols, &err));
    const double expected_rows[] = {3, 0, 8}, expected_cols[] = {5, 2, 0, 4};
    assert_memory_equal(rows, expected_rows, sizeof rows);
    assert_memory_equal(cols, expected_cols, sizeof cols);
    lb_matrix_free(matrix);
}

static void matrix__scales_either_side(void **state)
{
    (void)state;
    LbError      err;
    LbMatrix    *matrix = small_matrix();
    LbCsr        csr;
    const double row[] = {2, 7, 0.5}, col[] = {10, 100, 3, 1};
    LB_ASSERT_OK(lb_matrix_scale(matrix, row, NULL, &err));
    LB_ASSERT_OK(lb_matrix_scale(matrix, NULL, col, &err));
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    const float value[] = {400, 2, 25, 1.5F};
    assert_int_equal(csr.n, 4);
    assert_memory_equal(csr.value, value, sizeof value);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

static void matrix__transposes(void **state)
{
    (void)state;
    LbError   err;
    LbMatrix *matrix = small_matrix(), *turned = NULL;
    LbCsr     csr;
    LB_ASSERT_OK(lb_matrix_transpose(&turned, matrix, &err));
    assert_int_equal(lb_matrix_rows(turned), 4);
    LB_ASSERT_OK(lb_matrix_unpack(turned, &csr, &err));
    const uint64_t start[] = {0, 1, 2, 2, 4}, col[] = {2, 0, 0, 2};
    const float    value[] = {5, 2, 1, 3};
    assert_memory_equal(csr.start, start, sizeof start);
    assert_memory_equal(csr.col, col, sizeof col);
    assert_memory_equal(csr.value, value, sizeof value);
    lb_csr_clear(&csr);
    lb_matrix_free(turned);
    lb_matrix_free(matrix);
}

static void matrix__without_entries_is_legal(void **state)
{
    (void)state;
    LbError   err;
    LbMatrix *matrix = NULL;
    LbCsr     csr;
    double    rows[2] = {1, 1};
    LB_ASSERT_OK(lb_matrix_build(
        &matrix, 2, 1, &(LbTriplets){.row = ROW, .col = COL, .value = VALUE}, NULL, &err));
    LB_ASSERT_OK(lb_matrix_row_sums(matrix, rows, &err));
    LB_ASSERT_NEAR(rows[0] + rows[1], 0, 0);
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    assert_int_equal(csr.n, 0);
    assert_int_equal(csr.start[2], 0);
    LB_ASSERT_OK(lb_matrix_pack(matrix, &csr, &err));
    lb_matrix_free(matrix);
}

static uint64_t below(uint64_t *seed, uint64_t n)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (*seed >> 33) % n;
}

static void shuffle(int64_t n, int32_t *row, int32_t *col, float *value, uint64_t *seed)
{
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = (int64_t)below(seed, (uint64_t)i + 1);
        int32_t r = row[i], c = col[i];
        float   v = value[i];
        row[i] = row[j], col[i] = col[j], value[i] = value[j];
        row[j] = r, col[j] = c, value[j] = v;
    }
}

static void check_rows(const LbCsr *csr)
{
    for (int32_t r = 0; r < csr->n_rows; r++)
        for (uint64_t i = csr->start[r]; i < csr->start[r + 1]; i++) {
            if (i > csr->start[r]) assert_true(csr->col[i] == csr->col[i - 1] + 97);
            LB_ASSERT_NEAR(csr->value[i], (float)csr->col[i] - (float)r, 0);
        }
}

/* Rows of 0 to 2,999 entries in shuffled order, over enough columns for two digits. */
static void matrix__sorts_long_rows(void **state)
{
    (void)state;
    enum { ROWS = 40, COLS = 300000 };
    LbError   err;
    LbMatrix *matrix = NULL;
    LbCsr     csr;
    int64_t   n = 0, cap = (int64_t)ROWS * 3000;
    int32_t  *row = lb_array((size_t)cap, sizeof *row), *col = lb_array((size_t)cap, sizeof *col);
    float    *value = lb_array((size_t)cap, sizeof *value);
    uint64_t  seed  = 7;
    for (int32_t r = 0; r < ROWS; r++) {
        int32_t first = (int32_t)below(&seed, 90);
        int32_t count = r == 5 ? 0 : (int32_t)below(&seed, 3000);
        for (int32_t i = 0; i < count; i++, n++) {
            row[n]   = r;
            col[n]   = first + i * 97; /* different within the row */
            value[n] = (float)col[n] - (float)r;
        }
    }
    shuffle(n, row, col, value, &seed);
    LB_ASSERT_OK(lb_matrix_build(&matrix, ROWS, COLS,
                                 &(LbTriplets){.n = n, .row = row, .col = col, .value = value},
                                 NULL, &err));
    LB_ASSERT_OK(lb_matrix_unpack(matrix, &csr, &err));
    assert_int_equal(csr.start[ROWS], n);
    check_rows(&csr);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
    free(row);
    free(col);
    free(value);
}

static void matrix__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError   err;
    LbMatrix *matrix = NULL;
    LB_ASSERT_SURVIVES_NOMEM(lb_matrix_build(&matrix, 3, 4, &SMALL, NULL, &err),
                             lb_matrix_free(matrix));
}

static void matrix__names_its_library(void **state)
{
    (void)state;
    assert_non_null(strstr(lb_matrix_library(), "SuiteSparse:GraphBLAS "));
}

static int start_graphblas(void **state)
{
    (void)state;
    return lb_matrix_library_start(2, NULL) == LB_OK ? 0 : -1;
}

static int stop_graphblas(void **state)
{
    (void)state;
    lb_matrix_library_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix__sorts_triplets_into_rows),
        cmocka_unit_test(matrix__gives_back_the_same_arrays),
        cmocka_unit_test(matrix__sums_rows_and_columns),
        cmocka_unit_test(matrix__scales_either_side),
        cmocka_unit_test(matrix__transposes),
        cmocka_unit_test(matrix__without_entries_is_legal),
        cmocka_unit_test(matrix__sorts_long_rows),
        cmocka_unit_test(matrix__survives_lack_of_memory),
        cmocka_unit_test(matrix__names_its_library),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
