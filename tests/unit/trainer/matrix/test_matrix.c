/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/matrix.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"

/* 3 x 4, row 1 empty:   .  2  .  1
 *                       .  .  .  .
 *                       5  .  .  3   */
static int32_t user[]  = {2, 0, 2, 0};
static int32_t film[]  = {3, 3, 0, 1};
static float   stars[] = {3, 1, 5, 2};

static const LbTriplets small = {
    .n_users = 3, .n_films = 4, .n = 4, .user = user, .film = film, .stars = stars};

static LbMatrix *small_matrix(void)
{
    LbError   err;
    LbMatrix *matrix = NULL;
    LB_ASSERT_OK(lb_matrix_build(&matrix, &small, NULL, &err));
    return matrix;
}

static void assert_csr(const LbCsr *csr, const int64_t *start, const int32_t *col,
                       const float *value)
{
    assert_memory_equal(csr->start, start, ((size_t)csr->n_rows + 1) * sizeof *start);
    assert_memory_equal(csr->col, col, (size_t)csr->n * sizeof *col);
    assert_memory_equal(csr->value, value, (size_t)csr->n * sizeof *value);
}

static void matrix__gives_its_rows(void **state)
{
    (void)state;
    LbError       err;
    LbMatrix     *matrix  = small_matrix();
    LbCsr         csr     = {0};
    const int64_t start[] = {0, 2, 2, 4};
    const int32_t col[]   = {1, 3, 0, 3};
    const float   value[] = {2, 1, 5, 3};
    LB_ASSERT_OK(lb_matrix_take(&csr, matrix, &err));
    assert_true(csr.n_rows == 3 && csr.n_cols == 4 && csr.n == 4);
    assert_csr(&csr, start, col, value);
    lb_csr_clear(&csr);
    LB_ASSERT_OK(lb_matrix_take(&csr, matrix, &err)); /* nothing is left */
    assert_int_equal(csr.n, 0);
    assert_int_equal(csr.start[3], 0);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

static void matrix__sums_and_counts_columns(void **state)
{
    (void)state;
    LbError       err;
    LbMatrix     *matrix           = small_matrix();
    double        sum[4]           = {9, 9, 9, 9};
    int32_t       count[4]         = {9, 9, 9, 9};
    const double  expected_sum[]   = {5, 2, 0, 4};
    const int32_t expected_count[] = {1, 1, 0, 2};
    LB_ASSERT_OK(lb_matrix_col_sums(matrix, sum, count, &err));
    assert_memory_equal(sum, expected_sum, sizeof sum);
    assert_memory_equal(count, expected_count, sizeof count);
    lb_matrix_free(matrix);
}

static void matrix__standardises_in_double(void **state)
{
    (void)state;
    LbError     err;
    LbMatrix   *matrix  = small_matrix();
    LbCsr       csr     = {0};
    const float value[] = {2, 1, 5, 3}; /* by row */
    LB_ASSERT_OK(lb_matrix_standardise(matrix, 2.7, 1.3, &err));
    LB_ASSERT_OK(lb_matrix_take(&csr, matrix, &err));
    for (int i = 0; i < 4; i++)
        assert_true(csr.value[i] == (float)(((double)value[i] - 2.7) / 1.3));
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

static void matrix__without_entries_is_legal(void **state)
{
    (void)state;
    LbError    err;
    LbMatrix  *matrix   = NULL;
    LbCsr      csr      = {0};
    double     sum[1]   = {1};
    int32_t    count[1] = {1};
    LbTriplets none     = {.n_users = 2, .n_films = 1, .user = user, .film = film, .stars = stars};
    LB_ASSERT_OK(lb_matrix_build(&matrix, &none, NULL, &err));
    LB_ASSERT_OK(lb_matrix_col_sums(matrix, sum, count, &err));
    assert_true(sum[0] == 0 && count[0] == 0);
    LB_ASSERT_OK(lb_matrix_standardise(matrix, 1, 2, &err));
    LB_ASSERT_OK(lb_matrix_take(&csr, matrix, &err));
    assert_true(csr.n_rows == 2 && csr.n == 0 && csr.start[1] == 0 && csr.start[2] == 0);
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
}

/* Everything that is done with a matrix, one after the other. */
static LbStatus work_through(LbCsr *by_row, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    double    sum[4];
    int32_t   count[4];
    LB_TRY(lb_matrix_build(&matrix, &small, NULL, err));
    LB_TRY(lb_matrix_col_sums(matrix, sum, count, err));
    LB_TRY(lb_matrix_standardise(matrix, 2, 1, err));
    LB_TRY(lb_matrix_take(by_row, matrix, err));
cleanup:
    lb_matrix_free(matrix);
    return st;
}

static void matrix__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError err;
    LbCsr   by_row = {0};
    LB_ASSERT_SURVIVES_NOMEM(work_through(&by_row, &err), lb_csr_clear(&by_row));
}

static void matrix__names_its_library(void **state)
{
    (void)state;
    assert_non_null(strstr(lb_matrix_library(), "SuiteSparse:GraphBLAS "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix__gives_its_rows),
        cmocka_unit_test(matrix__sums_and_counts_columns),
        cmocka_unit_test(matrix__standardises_in_double),
        cmocka_unit_test(matrix__without_entries_is_legal),
        cmocka_unit_test(matrix__survives_lack_of_memory),
        cmocka_unit_test(matrix__names_its_library),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
