/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/matrix.h"

#include "common/base/mem.h"
#include "trainer/matrix/assemble.h"

#include <GraphBLAS.h>
#include <stdlib.h>
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

/* Version 7 keeps freed blocks: a matrix is large, and there are few. Later ones compile kernels of
 * their own at run time, below the home folder, which is nothing a training should do. */
static GrB_Info set_habits(void)
{
#if GxB_IMPLEMENTATION_MAJOR < 8
    static const int64_t no_pool[64] = {0};
    return GxB_Global_Option_set(GxB_MEMORY_POOL, no_pool);
#else
    return GxB_Global_Option_set(GxB_JIT_C_CONTROL, GxB_JIT_OFF);
#endif
}

/* Large arrays in large pages, and whatever tests refuse is refused. */
static void *allocate(size_t size)
{
    return lb_mem_array(size, 1);
}

static void *allocate_zeroed(size_t n, size_t size)
{
    return lb_mem_zeroed(n, size);
}

static void *resize(void *old, size_t size)
{
    return lb_mem_resize(old, size, 1);
}

static int n_starts; /* without a stop yet */

LbStatus lb_matrix_library_start(int threads, LbError *err)
{
    LbStatus st = LB_OK;
    if (n_starts == 0) {
        LB_TRY(check(GxB_init(GrB_NONBLOCKING, allocate, allocate_zeroed, resize, free), NULL,
                     "start", err));
        LB_TRY(check(set_habits(), NULL, "set up", err));
    }
    if (threads > 0)
        LB_TRY(check(GxB_Global_Option_set(GxB_NTHREADS, threads), NULL, "set the threads", err));
    n_starts++;
cleanup:
    return st;
}

void lb_matrix_library_stop(void)
{
    if (--n_starts == 0) (void)GrB_finalize();
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

/* The arrays become GraphBLAS's; NULL afterwards. */
static LbStatus pack(LbMatrix *matrix, LbAssembled *arrays, LbError *err)
{
    GrB_Index start_size = ((GrB_Index)arrays->n_rows + 1) * sizeof *arrays->start;
    GrB_Index col_size   = (GrB_Index)arrays->n * sizeof *arrays->col;
    GrB_Index value_size = (GrB_Index)arrays->n * sizeof *arrays->value;
    void     *value      = arrays->value;
    GrB_Info  info       = GxB_Matrix_pack_CSR(matrix->grb, &arrays->start, &arrays->col, &value,
                                               start_size, col_size, value_size, false, false, NULL);
    arrays->value        = value;
    return check(info, matrix->grb, "pack", err);
}

LbStatus lb_matrix_build(LbMatrix **out, const LbTriplets *triplets, LbPool *pool, LbError *err)
{
    LbStatus    st     = LB_OK;
    LbMatrix   *matrix = NULL;
    LbAssembled arrays = {0};
    *out               = NULL;
    LB_TRY(matrix_new(&matrix, triplets->n_users, triplets->n_films, err));
    LB_TRY(lb_assemble(&arrays, triplets, pool, err));
    LB_TRY(pack(matrix, &arrays, err));
    *out   = matrix;
    matrix = NULL;
cleanup:
    lb_assemble_clear(&arrays);
    lb_matrix_free(matrix);
    return st;
}

/* The matrix is empty afterwards. */
static LbStatus unpack(LbAssembled *out, LbMatrix *matrix, LbError *err)
{
    GrB_Index n = 0, start_size = 0, col_size = 0, value_size = 0;
    void     *value = NULL;
    *out            = (LbAssembled){.n_rows = matrix->n_rows};
    GrB_Info info   = GrB_Matrix_nvals(&n, matrix->grb);
    if (info == GrB_SUCCESS)
        info = GxB_Matrix_unpack_CSR(matrix->grb, &out->start, &out->col, &value, &start_size,
                                     &col_size, &value_size, NULL, NULL, NULL);
    out->n     = (int64_t)n;
    out->value = value;
    return check(info, matrix->grb, "unpack", err);
}

/* By hand: GraphBLAS makes a double of an entry by a call for each, which takes four times as long. */
LbStatus lb_matrix_col_sums(LbMatrix *matrix, double *sum, int32_t *count, LbError *err)
{
    LbStatus    st     = LB_OK;
    size_t      n_cols = (size_t)matrix->n_cols;
    LbAssembled arrays;
    LB_TRY(unpack(&arrays, matrix, err));
    memset(sum, 0, n_cols * sizeof *sum);
    memset(count, 0, n_cols * sizeof *count);
    for (int64_t i = 0; i < arrays.n; i++) {
        sum[arrays.col[i]] += (double)arrays.value[i];
        count[arrays.col[i]]++;
    }
    LB_TRY(pack(matrix, &arrays, err));
cleanup:
    lb_assemble_clear(&arrays);
    return st;
}

typedef struct Standard {
    double mean, std;
} Standard;

/* A GrB_IndexUnaryOp: its arguments are those of the library. */
static void standardise(void *out, const void *value, GrB_Index row, GrB_Index col,
                        const void *standard)
{
    const Standard *s = standard;
    (void)row;
    (void)col;
    *(float *)out = (float)(((double)*(const float *)value - s->mean) / s->std);
}

LbStatus lb_matrix_standardise(LbMatrix *matrix, double mean, double std, LbError *err)
{
    LbStatus         st     = LB_OK;
    GrB_Type         type   = NULL;
    GrB_Scalar       scalar = NULL;
    GrB_IndexUnaryOp op     = NULL;
    Standard         s      = {mean, std};
    LB_TRY(check(GrB_Type_new(&type, sizeof s), NULL, "make a type", err));
    LB_TRY(check(GrB_Scalar_new(&scalar, type), NULL, "make a scalar", err));
    LB_TRY(check(GrB_Scalar_setElement_UDT(scalar, &s), NULL, "fill a scalar", err));
    LB_TRY(check(GrB_IndexUnaryOp_new(&op, standardise, GrB_FP32, GrB_FP32, type), NULL,
                 "make an operator", err));
    LB_TRY(check(
        GrB_Matrix_apply_IndexOp_Scalar(matrix->grb, NULL, NULL, op, matrix->grb, scalar, NULL),
        matrix->grb, "standardise", err));
    LB_TRY(check(GrB_Matrix_wait(matrix->grb, GrB_MATERIALIZE), matrix->grb, "standardise", err));
cleanup:
    (void)GrB_IndexUnaryOp_free(&op);
    (void)GrB_Scalar_free(&scalar);
    (void)GrB_Type_free(&type);
    return st;
}

/* Indices of 64 bits become such of 32 in the same memory, front to back. */
static int32_t *narrow(uint64_t *wide, int64_t n)
{
    unsigned char *bytes = (unsigned char *)wide;
    for (int64_t i = 0; i < n; i++) {
        uint64_t index;
        memcpy(&index, bytes + i * (int64_t)sizeof index, sizeof index);
        int32_t col = (int32_t)index;
        memcpy(bytes + i * (int64_t)sizeof col, &col, sizeof col);
    }
    void *shrunk = lb_mem_resize(wide, (size_t)n, sizeof(int32_t));
    return shrunk != NULL ? shrunk : (void *)wide;
}

LbStatus lb_matrix_take(LbCsr *out, LbMatrix *matrix, LbError *err)
{
    LbAssembled arrays;
    *out        = (LbCsr){0};
    LbStatus st = unpack(&arrays, matrix, err);
    if (st != LB_OK) return st;
    *out = (LbCsr){.n_rows = matrix->n_rows,
                   .n_cols = matrix->n_cols,
                   .n      = arrays.n,
                   .start  = (int64_t *)arrays.start,
                   .col    = narrow(arrays.col, arrays.n),
                   .value  = arrays.value};
    return LB_OK;
}
