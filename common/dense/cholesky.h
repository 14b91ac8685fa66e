/* SPDX-License-Identifier: MIT */
/** @file cholesky.h
 *  Small dense symmetric positive definite systems in single precision, many of them. */
#ifndef LB_COMMON_DENSE_CHOLESKY_H
#define LB_COMMON_DENSE_CHOLESKY_H

#include <stddef.h>
#include <stdint.h>

/** Floats from one row of an augmented matrix of n rows to the next. */
size_t lb_cholesky_stride(int32_t n);

/** Floats of an augmented matrix of n rows: whole tiles, n rounded up to 8 rows. */
size_t lb_cholesky_size(int32_t n);

/** Solve A x = b by Cholesky factorisation, A = R'R.
 *  @param[in,out] a  augmented matrix: n rows of lb_cholesky_stride(n) floats, entry [i][j] of A
 * for j >= i, and b in column n; factorised in place. What else lies in it is not used, but must be
 * finite numbers.
 *  @param[out]    x  [n]
 *  A is to be positive definite to working precision: the caller's ridge sees to that. Where it is
 *  not, x is not finite. Always the same operations in the same order. n^3 / 6 multiplications. */
void lb_cholesky_solve(float *a, float *x, int32_t n);

#endif
