/* SPDX-License-Identifier: MIT */
/** @file dense_eigen.h
 *  Eigenvalues and vectors of a dense symmetric matrix by LAPACK's divide and conquer, which
 *  dense_eigen.c alone knows, and the SVD of a small operator by way of it: every value, with every
 *  copy of it.
 *  M. Gu, S. Eisenstat: A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem.
 *  SIAM J. Matrix Anal. Appl. 16, 1995. */
#ifndef LB_TRAINER_SVD_DENSE_EIGEN_H
#define LB_TRAINER_SVD_DENSE_EIGEN_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** Replace a symmetric matrix [n x n], n >= 1, by its eigenvectors, column-major in the order of
 *  their eigenvalues [n], ascending. On this thread; the same bits each time. O(n^3), another
 *  2 n^2 doubles.
 *  @retval LB_ENOMEM
 *  @retval LB_EDATA  an entry is not finite, or n is too large for LAPACK's integer
 *  @retval LB_EINTERNAL  LAPACK's info, explained */
LB_NODISCARD LbStatus lb_dense_eigen_decompose(double *matrix, double *values, int32_t n,
                                               LbError *err);

/** As lb_svd_solve(), of the matrix that n products with unit vectors make. Of a matrix of zeros
 *  the rank is 0.
 *  @param[in,out] info  counts of this call are added
 *  @retval as lb_dense_eigen_decompose(); LB_EINTR; whatever the operator returns */
LB_NODISCARD LbStatus lb_dense_eigen_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                           const LbSvdSettings *settings,
                                           const LbReporter *reporter, LbError *err);

#endif
