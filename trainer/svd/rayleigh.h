/* SPDX-License-Identifier: MIT */
/** @file rayleigh.h
 *  Two searches' findings made one: the best that the span of both sets of vectors holds, by
 *  Rayleigh and Ritz. */
#ifndef LB_TRAINER_SVD_RAYLEIGH_H
#define LB_TRAINER_SVD_RAYLEIGH_H

#include "trainer/svd/svd_result.h"

/** Replace `svd` by the leading `most` values and vectors in its own span and that of `more`, both
 *  of one operator. The residual in `info` is computed anew.
 *  @param op  with apply_panel
 *  @param[in,out] info  products and seconds are added
 *  Cost: a product for every vector, and O(n rank^2). Memory: about 3 n (both ranks) doubles.
 *  @retval LB_ENOMEM, LB_EDATA, LB_EINTERNAL; whatever the operator returns; `svd` is as before */
LB_NODISCARD LbStatus lb_rayleigh_merge(LbSvd **svd, LbSvdInfo *info, const LbOperator *op,
                                        const LbSvd *more, int32_t most, LbError *err);

#endif
