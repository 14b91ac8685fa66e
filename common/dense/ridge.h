/* SPDX-License-Identifier: MIT */
/** @file ridge.h
 *  Small ridge regressions with an intercept and a prior mean: one person's or film's vector given
 *  the vectors of the other side. Used by the fold-in and by the alternating least squares, so that
 *  a person folded in gets what training would have given them.
 *  A. Hoerl, R. Kennard: Ridge regression. Technometrics 12, 1970. */
#ifndef LB_COMMON_DENSE_RIDGE_H
#define LB_COMMON_DENSE_RIDGE_H

#include "common/base/error.h"

#include <stdint.h>

/** Workspace for vectors of k factors: reused from one regression to the next, one a thread. */
typedef struct LbRidge LbRidge;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ridge_new(LbRidge **out, int32_t k, LbError *err);
void                  lb_ridge_free(LbRidge *ridge);

/** Start a regression. `prior` [1 + k] (intercept first), NULL = zero; borrowed until the end. */
void lb_ridge_begin(LbRidge *ridge, const float *prior);

/** Add one observation: target ~ x_0 + <x_1.., regressor>, regressor [k] (NULL for k = 0).
 *  O(k^2). */
void lb_ridge_add(LbRidge *ridge, const float *regressor, float target);

/** Finish: x [1 + k] minimises
 *      sum_e (target_e - x_0 - <x_1.., regressor_e>)^2 + sum_q penalty_q (x_q - prior_q)^2.
 *  `penalty` [1 + k], positive. Sums in single precision over the observations in their order, so
 *  the same input gives the same bits. O(k^3); of n < k observations O(n^2 k), where no penalty
 *  is next to nothing. */
void lb_ridge_finish(LbRidge *ridge, const float *penalty, float *x);

#endif
