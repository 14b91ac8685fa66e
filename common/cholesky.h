/* SPDX-License-Identifier: MIT */
/** @file cholesky.h
 *  Small dense symmetric positive definite systems in single precision, many of them. */
#ifndef LB_COMMON_CHOLESKY_H
#define LB_COMMON_CHOLESKY_H

#include <stdint.h>

/** Solve A x = b in place by Cholesky factorisation, A = R'R.
 *  @param[in,out] a  n rows of `stride` >= n floats; the upper triangle is read, and becomes R
 *  @param[in,out] b  [n]; becomes x
 *  A is to be positive definite to working precision: the caller's ridge sees to that. Where it is
 *  not, x is not finite. Always the same operations in the same order. O(n^3 / 6) multiplications.
 */
void lb_cholesky_solve(float *a, int32_t stride, float *b, int32_t n);

#endif
