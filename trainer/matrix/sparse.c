/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/sparse.h"

#include "common/base/mem.h"

#include <string.h>

static LbStatus allocate(LbSparse *matrix, int32_t n_rows, int32_t n_cols, int64_t n, LbError *err)
{
    LbStatus st = LB_OK;
    *matrix     = (LbSparse){.n_rows = n_rows, .n_cols = n_cols, .n = n};
    LB_ALLOC_ZEROED(matrix->start, (size_t)n_rows + 1);
    LB_ALLOC(matrix->col, n);
    LB_ALLOC(matrix->value, n);
cleanup:
    if (st != LB_OK) lb_sparse_clear(matrix);
    return st;
}

LbStatus lb_sparse_copy(LbSparse *out, const LbCsr *csr, LbError *err)
{
    LbStatus st = allocate(out, csr->n_rows, csr->n_cols, csr->n, err);
    if (st != LB_OK) return st;
    for (int32_t r = 0; r <= csr->n_rows; r++)
        out->start[r] = (int64_t)csr->start[r];
    for (int64_t i = 0; i < csr->n; i++)
        out->col[i] = (int32_t)csr->col[i];
    memcpy(out->value, csr->value, (size_t)csr->n * sizeof *out->value);
    return LB_OK;
}

LbStatus lb_sparse_to_csr(LbCsr *out, const LbSparse *matrix, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbCsr){.n_rows = matrix->n_rows, .n_cols = matrix->n_cols, .n = matrix->n};
    LB_ALLOC(out->start, (size_t)matrix->n_rows + 1);
    LB_ALLOC(out->col, matrix->n);
    LB_ALLOC(out->value, matrix->n);
    for (int32_t r = 0; r <= matrix->n_rows; r++)
        out->start[r] = (uint64_t)matrix->start[r];
    for (int64_t i = 0; i < matrix->n; i++)
        out->col[i] = (uint64_t)matrix->col[i];
    memcpy(out->value, matrix->value, (size_t)matrix->n * sizeof *out->value);
cleanup:
    if (st != LB_OK) lb_csr_clear(out);
    return st;
}

/* Counting sort. start[c] runs through row c while it is filled, and is moved back afterwards. */
LbStatus lb_sparse_transpose(LbSparse *out, const LbSparse *matrix, LbError *err)
{
    LbStatus st = allocate(out, matrix->n_cols, matrix->n_rows, matrix->n, err);
    if (st != LB_OK) return st;
    int64_t *start = out->start;
    for (int64_t i = 0; i < matrix->n; i++)
        start[matrix->col[i] + 1]++;
    for (int32_t c = 0; c < out->n_rows; c++)
        start[c + 1] += start[c];
    for (int32_t r = 0; r < matrix->n_rows; r++)
        for (int64_t i = matrix->start[r]; i < matrix->start[r + 1]; i++) {
            int64_t at     = start[matrix->col[i]]++;
            out->col[at]   = r;
            out->value[at] = matrix->value[i];
        }
    memmove(start + 1, start, (size_t)out->n_rows * sizeof *start);
    start[0] = 0;
    return LB_OK;
}

void lb_sparse_clear(LbSparse *matrix)
{
    free(matrix->start);
    free(matrix->col);
    free(matrix->value);
    *matrix = (LbSparse){0};
}
