/* SPDX-License-Identifier: MIT */
/** @file matrix.h
 *  The rating matrix, users x films, held by SuiteSparse:GraphBLAS (CSR, FP32), which sums and
 *  standardises it; matrix.c alone knows it.
 *  T. Davis: Algorithm 1000: SuiteSparse:GraphBLAS. ACM TOMS 45, 2019. */
#ifndef LB_TRAINER_MATRIX_MATRIX_H
#define LB_TRAINER_MATRIX_MATRIX_H

#include "common/base/pool.h"
#include "trainer/ingest/triplets.h"
#include "trainer/matrix/csr.h"

typedef struct LbMatrix LbMatrix;

/** Start and end the library, from one thread; calls nest. Once it has ended, it cannot be started
 *  again in this process. `threads` as for LbPool.
 *  @retval LB_ENOMEM   @retval LB_EINTERNAL  GraphBLAS refuses: its code */
LB_NODISCARD LbStatus lb_matrix_library_start(int threads, LbError *err);
void                  lb_matrix_library_stop(void);
/** "SuiteSparse:GraphBLAS 7.4.0". */
const char *lb_matrix_library(void);

/** From triplets as lb_assemble(), whose arrays GraphBLAS takes over without copying; 12 bytes an
 *  entry.
 *  @retval LB_ENOMEM   @retval LB_EINTERNAL  GraphBLAS refuses: its message, in all of these */
LB_NODISCARD LbStatus lb_matrix_build(LbMatrix **out, const LbTriplets *triplets, LbPool *pool,
                                      LbError *err);

/** Sums over the columns in double, and how many entries each has: sum, count [n_cols]. The result
 *  does not depend on the threads. @retval LB_ENOMEM, LB_EINTERNAL */
LB_NODISCARD LbStatus lb_matrix_col_sums(LbMatrix *matrix, double *sum, int32_t *count,
                                         LbError *err);

/** value = (value - mean) / std for every entry. @retval LB_ENOMEM, LB_EINTERNAL */
LB_NODISCARD LbStatus lb_matrix_standardise(LbMatrix *matrix, double mean, double std,
                                            LbError *err);

/** Move the matrix out of GraphBLAS, to walk along it: its arrays become those of `out`, columns in
 *  32 bits instead of 64; the matrix is empty. No copy, one pass.
 *  @param[out] out  clear with lb_csr_clear()
 *  @retval LB_EINTERNAL */
LB_NODISCARD LbStatus lb_matrix_take(LbCsr *out, LbMatrix *matrix, LbError *err);

void lb_matrix_free(LbMatrix *matrix);

#endif
