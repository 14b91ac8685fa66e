/* SPDX-License-Identifier: MIT */
/** @file sparse.h
 *  A sparse matrix by rows in 8 bytes an entry: what the alternating methods walk along. */
#ifndef LB_TRAINER_MATRIX_SPARSE_H
#define LB_TRAINER_MATRIX_SPARSE_H

#include "trainer/matrix/matrix.h"

typedef struct LbSparse {
    int32_t  n_rows, n_cols;
    int64_t  n;
    int64_t *start; /**< [n_rows + 1] */
    int32_t *col;   /**< [n], ascending within a row */
    float   *value; /**< [n] */
} LbSparse;

/** Copy of a CSR matrix. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_sparse_copy(LbSparse *out, const LbCsr *csr, LbError *err);

/** Copy of a matrix as CSR; free with lb_csr_clear(). @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_sparse_to_csr(LbCsr *out, const LbSparse *matrix, LbError *err);

/** The transposed matrix; O(n). @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_sparse_transpose(LbSparse *out, const LbSparse *matrix, LbError *err);

void lb_sparse_clear(LbSparse *matrix);

#endif
