/* SPDX-License-Identifier: MIT */
/** @file hybrid.h
 *  The default method: affinity (taste.h) with item neighbours (neighbours.h), and stars by
 *  alternating least squares that expects of people and films what an SVD of who watches what
 *  suggests (prior.h). */
#ifndef LB_TRAINER_METHODS_HYBRID_H
#define LB_TRAINER_METHODS_HYBRID_H

#include "trainer/methods/fit.h"

/** An LbFitFn. Keeps the ratings twice in 8 bytes an entry, by user and by film, beside the SVD's
 *  own copies of 8 and 6.
 *  @retval as LbFitFn */
LB_NODISCARD LbStatus lb_hybrid_fit(LbFit **out, const LbTriplets *train,
                                    const LbFitSettings *settings, LbPool *pool,
                                    const LbReporter *reporter, LbError *err);

#endif
