/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/matrix.h"

#include "common/base/mem.h"

#include <GraphBLAS.h>
#include <string.h>

struct LbMatrix {
    GrB_Matrix grb; /* FP32, by row, never bitmap or hypersparse to the outside */
    int32_t    n_rows, n_cols;
};

/* GraphBLAS explains a failure in the object that the call was to change, where there is one. */
static LbStatus check(GrB_Info info, GrB_Matrix matrix, const char *what, LbError *err)
{
    if (info == GrB_SUCCESS) return LB_OK;
    if (info == GrB_OUT_OF_MEMORY) {
        (void)lb_error_set(err, LB_ENOMEM, (int)info, "out of memory in GraphBLAS: %s", what);
        return LB_ENOMEM;
    }
    const char *text = NULL;
    if (matrix != NULL) (void)GrB_Matrix_error(&text, matrix);
    (void)lb_error_set(err, LB_EINTERNAL, (int)info, "GraphBLAS failed with code %d: %s%s%s",
                       (int)info, what, text != NULL && text[0] != '\0' ? ": " : "",
                       text != NULL ? text : "");
    return LB_EINTERNAL;
}

LbStatus lb_matrix_library_start(int threads, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(check(GrB_init(GrB_NONBLOCKING), NULL, "start", err));
    if (threads > 0)
        LB_TRY(check(GxB_Global_Option_set(GxB_NTHREADS, threads), NULL, "set the threads", err));
cleanup:
    return st;
}

void lb_matrix_library_stop(void)
{
    (void)GrB_finalize();
}

#define TEXT_OF(x)  TEXT_OF_(x)
#define TEXT_OF_(x) #x

const char *lb_matrix_library(void)
{
    return "SuiteSparse:GraphBLAS " TEXT_OF(GxB_IMPLEMENTATION_MAJOR) "." TEXT_OF(
        GxB_IMPLEMENTATION_MINOR) "." TEXT_OF(GxB_IMPLEMENTATION_SUB);
}

/* An empty matrix that stays in the plain sparse form, so that pack and unpack are O(1). */
static LbStatus matrix_new(LbMatrix **out, int32_t n_rows, int32_t n_cols, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = lb_mem_zeroed(1, sizeof *matrix);
    if (matrix == NULL) {
        (void)lb_error_nomem(err, sizeof *matrix);
        return LB_ENOMEM;
    }
    matrix->n_rows = n_rows;
    matrix->n_cols = n_cols;
    LB_TRY(check(GrB_Matrix_new(&matrix->grb, GrB_FP32, (GrB_Index)n_rows, (GrB_Index)n_cols), NULL,
                 "make a matrix", err));
    LB_TRY(check(GxB_Matrix_Option_set(matrix->grb, GxB_SPARSITY_CONTROL, GxB_SPARSE), NULL,
                 "set the format", err));
    *out   = matrix;
    matrix = NULL;
cleanup:
    lb_matrix_free(matrix);
    return st;
}

void lb_matrix_free(LbMatrix *matrix)
{
    if (matrix == NULL) return;
    (void)GrB_Matrix_free(&matrix->grb);
    free(matrix);
}

LbStatus lb_matrix_build(LbMatrix **out, const LbTriplets *triplets, LbPool *pool, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LbCsr     csr    = {0};
    *out             = NULL;
    LB_TRY(matrix_new(&matrix, triplets->n_users, triplets->n_films, err));
    LB_TRY(lb_csr_build(&csr, triplets, pool, err));
    LB_TRY(lb_matrix_pack(matrix, &csr, err));
    *out   = matrix;
    matrix = NULL;
cleanup:
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
    return st;
}

LbStatus lb_matrix_transpose(LbMatrix **out, const LbMatrix *matrix, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *result = NULL;
    GrB_Info  info;
    *out = NULL;
    LB_TRY(matrix_new(&result, matrix->n_cols, matrix->n_rows, err));
    info = GrB_transpose(result->grb, NULL, NULL, matrix->grb, NULL);
    if (info == GrB_SUCCESS) info = GrB_Matrix_wait(result->grb, GrB_MATERIALIZE);
    LB_TRY(check(info, result->grb, "transpose", err));
    *out   = result;
    result = NULL;
cleanup:
    lb_matrix_free(result);
    return st;
}

/* D = diag(scale). */
static LbStatus diagonal_new(GrB_Matrix *out, const double *scale, int32_t n, LbError *err)
{
    LbStatus   st     = LB_OK;
    double    *values = NULL;
    GrB_Vector vector = NULL;
    LB_ALLOC(values, n);
    memcpy(values, scale, (size_t)n * sizeof *values);
    LB_TRY(check(GrB_Vector_new(&vector, GrB_FP64, (GrB_Index)n), NULL, "make a vector", err));
    void *moved = values;
    LB_TRY(check(GxB_Vector_pack_Full(vector, &moved, (GrB_Index)n * sizeof *values, false, NULL),
                 NULL, "fill a vector", err));
    values = moved;
    LB_TRY(check(GrB_Matrix_new(out, GrB_FP64, (GrB_Index)n, (GrB_Index)n), NULL,
                 "make a diagonal matrix", err));
    LB_TRY(check(GxB_Matrix_diag(*out, vector, 0, NULL), NULL, "fill a diagonal matrix", err));
cleanup:
    (void)GrB_Vector_free(&vector);
    free(values);
    return st;
}

/* matrix = diag * matrix or matrix * diag; the product is formed in double. */
static LbStatus scale_side(LbMatrix *matrix, const double *scale, bool is_left, LbError *err)
{
    LbStatus   st       = LB_OK;
    GrB_Matrix diagonal = NULL;
    int32_t    n        = is_left ? matrix->n_rows : matrix->n_cols;
    LB_TRY(diagonal_new(&diagonal, scale, n, err));
    GrB_Info info =
        GrB_mxm(matrix->grb, NULL, NULL, GrB_PLUS_TIMES_SEMIRING_FP64,
                is_left ? diagonal : matrix->grb, is_left ? matrix->grb : diagonal, NULL);
    if (info == GrB_SUCCESS) info = GrB_Matrix_wait(matrix->grb, GrB_MATERIALIZE);
    st = check(info, matrix->grb, "scale", err);
cleanup:
    (void)GrB_Matrix_free(&diagonal);
    return st;
}

LbStatus lb_matrix_scale(LbMatrix *matrix, const double *row, const double *col, LbError *err)
{
    LbStatus st = LB_OK;
    if (row != NULL) LB_TRY(scale_side(matrix, row, true, err));
    if (col != NULL) LB_TRY(scale_side(matrix, col, false, err));
cleanup:
    return st;
}

/* One thread: with several, GraphBLAS adds in an order that depends on their number, and a model
 * must not. */
static LbStatus reduce(GrB_Vector vector, const LbMatrix *matrix, bool is_by_col, LbError *err)
{
    GrB_Descriptor desc = NULL;
    GrB_Info       info = GrB_Descriptor_new(&desc);
    if (info == GrB_SUCCESS) info = GxB_Desc_set(desc, GxB_NTHREADS, 1);
    if (info == GrB_SUCCESS && is_by_col) info = GrB_Descriptor_set(desc, GrB_INP0, GrB_TRAN);
    if (info == GrB_SUCCESS)
        info =
            GrB_Matrix_reduce_Monoid(vector, NULL, NULL, GrB_PLUS_MONOID_FP64, matrix->grb, desc);
    (void)GrB_Descriptor_free(&desc);
    return check(info, NULL, "sum", err);
}

static LbStatus sums(const LbMatrix *matrix, bool is_by_col, double *out, LbError *err)
{
    LbStatus   st     = LB_OK;
    GrB_Vector vector = NULL;
    GrB_Index *index  = NULL;
    double    *value  = NULL;
    GrB_Index  n      = (GrB_Index)(is_by_col ? matrix->n_cols : matrix->n_rows);
    GrB_Index  found  = n;
    LB_ALLOC(index, n);
    LB_ALLOC(value, n);
    LB_TRY(check(GrB_Vector_new(&vector, GrB_FP64, n), NULL, "make a vector", err));
    LB_TRY(reduce(vector, matrix, is_by_col, err));
    LB_TRY(check(GrB_Vector_extractTuples_FP64(index, value, &found, vector), NULL, "read the sums",
                 err));
    memset(out, 0, (size_t)n * sizeof *out);
    for (GrB_Index i = 0; i < found; i++)
        out[index[i]] = value[i];
cleanup:
    (void)GrB_Vector_free(&vector);
    free(value);
    free(index);
    return st;
}

LbStatus lb_matrix_row_sums(const LbMatrix *matrix, double *out, LbError *err)
{
    return sums(matrix, false, out, err);
}

LbStatus lb_matrix_col_sums(const LbMatrix *matrix, double *out, LbError *err)
{
    return sums(matrix, true, out, err);
}

LbStatus lb_matrix_unpack(LbMatrix *matrix, LbCsr *csr, LbError *err)
{
    GrB_Index start_size = 0, col_size = 0, value_size = 0;
    void     *value = NULL;
    LbCsr     taken = {.n_rows = matrix->n_rows, .n_cols = matrix->n_cols};
    taken.n         = lb_matrix_entries(matrix);
    GrB_Info info   = GxB_Matrix_unpack_CSR(matrix->grb, &taken.start, &taken.col, &value,
                                            &start_size, &col_size, &value_size, NULL, NULL, NULL);
    LbStatus st     = check(info, matrix->grb, "unpack", err);
    taken.value     = value;
    if (st == LB_OK) *csr = taken;
    return st;
}

LbStatus lb_matrix_pack(LbMatrix *matrix, LbCsr *csr, LbError *err)
{
    GrB_Index start_size = ((GrB_Index)csr->n_rows + 1) * sizeof *csr->start;
    GrB_Index col_size   = (GrB_Index)csr->n * sizeof *csr->col;
    GrB_Index value_size = (GrB_Index)csr->n * sizeof *csr->value;
    void     *value      = csr->value;
    GrB_Info  info = GxB_Matrix_pack_CSR(matrix->grb, &csr->start, &csr->col, &value, start_size,
                                         col_size, value_size, false, false, NULL);
    csr->value     = value;
    return check(info, matrix->grb, "pack", err);
}

int32_t lb_matrix_rows(const LbMatrix *matrix)
{
    return matrix->n_rows;
}

int32_t lb_matrix_cols(const LbMatrix *matrix)
{
    return matrix->n_cols;
}

int64_t lb_matrix_entries(const LbMatrix *matrix)
{
    GrB_Index n = 0;
    return GrB_Matrix_nvals(&n, matrix->grb) == GrB_SUCCESS ? (int64_t)n : 0;
}
