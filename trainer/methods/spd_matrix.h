/* SPDX-License-Identifier: MIT */
/** @file spd_matrix.h
 *  A large dense symmetric positive definite matrix in single precision, and its inverse in place,
 *  by several threads: symmetric block Gauss-Jordan elimination, which needs no pivoting for such a
 *  matrix and is as stable as Cholesky. Without a BLAS, so that the result is the same with any
 *  library and any number of threads.
 *  G. Peters, J. Wilkinson: On the stability of Gauss-Jordan elimination with pivoting. CACM 18,
 *  1975; N. Higham: Accuracy and stability of numerical algorithms, section 14.4. SIAM 2002. */
#ifndef LB_TRAINER_METHODS_SPD_MATRIX_H
#define LB_TRAINER_METHODS_SPD_MATRIX_H

#include "common/base/pool.h"
#include "common/base/reporter.h"

enum { LB_SPD_BLOCK = 144 }; /**< rows of a block */

typedef struct LbSpdMatrix {
    int32_t n;        /**< rows */
    int32_t n_blocks; /**< n / LB_SPD_BLOCK, rounded up; what is beyond n is the identity */
    float  *blocks;   /**< blocks (0,0), (0,1) ... (0,n_blocks-1), (1,1) ...: each LB_SPD_BLOCK
                           square, row-major */
} LbSpdMatrix;

/** The identity of n rows: 2 n^2 bytes. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_spd_matrix_init(LbSpdMatrix *out, int32_t n, LbError *err);
void                  lb_spd_matrix_clear(LbSpdMatrix *matrix);

/** Set row i from the diagonal on, from row[i..n). Rows may be set by several threads. */
void lb_spd_matrix_set_row(LbSpdMatrix *matrix, int32_t i, const float *row);

float lb_spd_matrix_diagonal(const LbSpdMatrix *matrix, int32_t i);
void  lb_spd_matrix_add_diagonal(LbSpdMatrix *matrix, int32_t i, float value);

/** The rows of block row b, whole: rows [count x n] row-major.
 *  @return count, at most LB_SPD_BLOCK */
int32_t lb_spd_matrix_get_rows(const LbSpdMatrix *matrix, int32_t b, float *rows);

/** Replace the matrix by its inverse. n^3 / 2 multiplications; 2 * 4 * LB_SPD_BLOCK * n bytes
 *  beside it. Of several ranks each eliminates in every P-th block row, and all get 2 n^2 bytes
 *  twice: before each step the blocks of its column, at the end the rows of the others.
 *  @param phase  name for the progress, which goes from `done` to 1
 *  @retval LB_EDATA  it is not positive definite to working precision
 *  @retval LB_EINTR, LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_spd_matrix_invert(LbSpdMatrix *matrix, const char *phase, double done,
                                           LbPool *pool, const LbReporter *reporter, LbError *err);

#endif
