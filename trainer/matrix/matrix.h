/* SPDX-License-Identifier: MIT */
/** @file matrix.h
 *  The sparse rating matrix, held by SuiteSparse:GraphBLAS (CSR, FP32); matrix.c alone knows it.
 *  T. Davis: Algorithm 1000: SuiteSparse:GraphBLAS. ACM TOMS 45, 2019. */
#ifndef LB_TRAINER_MATRIX_MATRIX_H
#define LB_TRAINER_MATRIX_MATRIX_H

#include "trainer/matrix/csr.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct LbMatrix LbMatrix;

/** Start and end the library, once a process. `threads` as for LbPool. */
LB_NODISCARD LbStatus lb_matrix_library_start(int threads, LbError *err);
void                  lb_matrix_library_stop(void);
/** "SuiteSparse:GraphBLAS 7.4.0". */
const char *lb_matrix_library(void);

/** Users x films from triplets, as lb_csr_build(), whose arrays GraphBLAS takes over without
 * copying.
 *  @retval LB_ENOMEM   @retval LB_EINTERNAL  GraphBLAS refused them: its message */
LB_NODISCARD LbStatus lb_matrix_build(LbMatrix **out, const LbTriplets *triplets, LbPool *pool,
                                      LbError *err);

/** The transposed matrix. */
LB_NODISCARD LbStatus lb_matrix_transpose(LbMatrix **out, const LbMatrix *matrix, LbError *err);

/** diag(row) * matrix * diag(col), in place; NULL = identity. */
LB_NODISCARD LbStatus lb_matrix_scale(LbMatrix *matrix, const double *row, const double *col,
                                      LbError *err);

/** Sums over each row [n_rows], or each column [n_cols], in double and in a fixed order. */
LB_NODISCARD LbStatus lb_matrix_row_sums(const LbMatrix *matrix, double *out, LbError *err);
LB_NODISCARD LbStatus lb_matrix_col_sums(const LbMatrix *matrix, double *out, LbError *err);

/** The arrays of the CSR form. Between lb_matrix_unpack() and lb_matrix_pack() they belong to the
 *  caller, who may change values (not the structure), and the matrix is empty; O(1), no copy.
 * Arrays that will not be packed again are the caller's to clear. */
LB_NODISCARD LbStatus lb_matrix_unpack(LbMatrix *matrix, LbCsr *csr, LbError *err);
LB_NODISCARD LbStatus lb_matrix_pack(LbMatrix *matrix, LbCsr *csr, LbError *err);

int32_t lb_matrix_rows(const LbMatrix *matrix);
int32_t lb_matrix_cols(const LbMatrix *matrix);
int64_t lb_matrix_entries(const LbMatrix *matrix);

void lb_matrix_free(LbMatrix *matrix);

#endif
