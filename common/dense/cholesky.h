/* SPDX-License-Identifier: MIT */
/** @file cholesky.h
 *  Small dense symmetric positive definite systems: in single precision, many of them; in double,
 *  one with many right-hand sides. */
#ifndef LB_COMMON_DENSE_CHOLESKY_H
#define LB_COMMON_DENSE_CHOLESKY_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Floats from one row of an augmented matrix of n rows to the next. */
size_t lb_cholesky_stride(int32_t n);

/** Floats of an augmented matrix of n rows: whole tiles, n rounded up to 8 rows. */
size_t lb_cholesky_size(int32_t n);

/** Solve A x = b by Cholesky factorisation, A = R'R.
 *  @param[in,out] a  augmented matrix: n rows of lb_cholesky_stride(n) floats, entry [i][j] of A
 *                    for j >= i, and b in column n; factorised in place. What else lies in it is
 *                    not used, but must be finite numbers.
 *  @param[out]    x  [n]
 *  A is to be positive definite to working precision: the caller's ridge sees to that. Where it is
 *  not, x is not finite. Always the same operations in the same order. n^3 / 6 multiplications. */
void lb_cholesky_solve(float *a, float *x, int32_t n);

/** A = L L' in double. a [n x n] by rows: the lower triangle of A, then L; the rest is not used.
 *  @return false when A is not positive definite, or not finite: a is then of no use. n^3 / 6. */
LB_NODISCARD bool lb_cholesky_factorise(double *a, size_t n);

/** x = (L L')^-1 x for all columns of x [n x width]. n^2 width multiplications. */
void lb_cholesky_substitute(const double *l, size_t n, double *x, size_t width);

#endif
