/* SPDX-License-Identifier: MIT */
/** @file thick_start.h
 *  The truncated SVD of an operator that is much like an earlier one: from all of that one's vectors
 *  and a short block Krylov space beside them. The vectors are worth as many products as a Krylov
 *  space from nothing needs to come up with something like them, twice their number; what is left
 *  to be learnt is how far they are off, which it takes as many more to tell to many digits, so
 *  this is for rough tolerances alone (CONTRIBUTING.md has the figures). */
#ifndef LB_TRAINER_SVD_THICK_START_H
#define LB_TRAINER_SVD_THICK_START_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** Whether there are earlier vectors, about as many as are wanted, and the tolerance is rough enough
 *  for them to be worth their products. */
bool lb_thick_start_is_worth(const LbSvdSettings *settings, int32_t n);

/** As lb_svd_solve(), from settings->earlier. Every vector has its residual checked, and directions
 *  that the earlier ones lack come up in the Krylov space, up to LB_PANEL copies of a value:
 *  `is_crowded` tells that there may be more.
 *  @param[out] out  NULL when the earlier vectors do not lead anywhere near: start from nothing.
 *                   That shows after LB_PANEL products as a rule
 *  @param op  with apply_panel
 *  @param[in,out] info  counts of this call are added; the rest is of this call
 *  Memory: about 2 n (1.3 rank + 40) doubles. Cost: a product for every vector and for each of 24
 *  to 40 dimensions or some more, and O(n products^2).
 *  @retval as lb_svd_solve() */
LB_NODISCARD LbStatus lb_thick_start_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                           const LbSvdSettings *settings,
                                           const LbReporter *reporter, LbError *err);

#endif
