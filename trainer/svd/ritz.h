/* SPDX-License-Identifier: MIT */
/** @file ritz.h
 *  The truncated SVD of a large operator: a block Krylov space (krylov.h) grows until what ARPACK
 *  finds in it (lanczos.h) holds for the whole, by the residual of every wanted vector. Takes more
 *  products than Lanczos alone, a fifth or so, but LB_PANEL at a time. */
#ifndef LB_TRAINER_SVD_RITZ_H
#define LB_TRAINER_SVD_RITZ_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** Whether an operator of order n leaves the space room to grow and to be shrunk. */
bool lb_ritz_has_room(int32_t n, int32_t rank);

/** Products that it takes at least, without a start. */
int32_t lb_ritz_least(int32_t rank);

/** As lb_svd_solve(). `restarts` counts how often the space had to be shrunk. What is certain is
 *  that the values are among the operator's, and that no more than LB_PANEL of them can have been
 *  seen where there are more that are equal: `is_crowded` tells that this may be the case.
 *  Memory: up to n * (4 rank + 120) doubles, touched as the space grows.
 *  Cost: products / LB_PANEL passes of the operator, and O(n products^2). With a tolerance from 0.1
 *  on 32-bit products are tried first (LbOperator.apply_rough), in half as many passes, and half the
 *  tolerance is asked for; with 64 bits again where the last wanted value is below a hundredth of
 *  the first.
 *  @param[in,out] info  counts of this call are added; the rest is of this call
 *  @retval as lb_svd_solve() */
LB_NODISCARD LbStatus lb_ritz_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                    const LbSvdSettings *settings, const LbReporter *reporter,
                                    LbError *err);

#endif
