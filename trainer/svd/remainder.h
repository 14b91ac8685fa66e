/* SPDX-License-Identifier: MIT */
/** @file remainder.h
 *  What a search for leading singular values has missed. A Krylov space holds no more copies of a
 *  value than its first block is wide, and a small residual tells nothing of the others. So: take
 *  out what was found (deflation.h), search what is left from fresh random vectors, merge what
 *  comes up (rayleigh.h), and again until nothing comes up above the smallest value accepted. */
#ifndef LB_TRAINER_SVD_REMAINDER_H
#define LB_TRAINER_SVD_REMAINDER_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** Complete `svd`, which holds settings->rank values or all that were found above rounding. A few
 *  products are enough, unless info->is_crowded says that values may be missing: then the search of
 *  what is left goes on until its largest value stands.
 *  @param op  with apply_panel
 *  @param[in,out] info  counts of this call are added
 *  @retval as lb_svd_solve(); `svd` is sound, but may not be complete */
LB_NODISCARD LbStatus lb_remainder_search(LbSvd **svd, LbSvdInfo *info, const LbOperator *op,
                                          const LbSvdSettings *settings, const LbReporter *reporter,
                                          LbError *err);

#endif
