/* SPDX-License-Identifier: MIT */
/** @file hybrid.h
 *  The methods beyond z-scores, each an LbFitFn.
 *
 *  eigenrec    affinity alone (trainer/taste.h); stars from biases
 *  softimpute  stars alone: biases, soft-impute of what they leave (trainer/softimpute.h), ALS
 * sweeps from its factors (trainer/starshead.h) hybrid      affinity, item neighbours
 * (trainer/neighbours.h), and stars by ALS that expects of people and films what an SVD of who
 * watches what suggests (trainer/prior.h)
 *
 *  They keep the ratings twice in 8 bytes an entry, by user and by film, beside the SVD's own copy.
 */
#ifndef LB_TRAINER_METHODS_HYBRID_H
#define LB_TRAINER_METHODS_HYBRID_H

#include "trainer/methods/fit.h"

LB_NODISCARD LbStatus lb_eigenrec_fit(LbFit **out, const LbTriplets *train,
                                      const LbFitSettings *settings, LbPool *pool,
                                      const LbReporter *reporter, LbError *err);

LB_NODISCARD LbStatus lb_softimpute_fit(LbFit **out, const LbTriplets *train,
                                        const LbFitSettings *settings, LbPool *pool,
                                        const LbReporter *reporter, LbError *err);

LB_NODISCARD LbStatus lb_hybrid_fit(LbFit **out, const LbTriplets *train,
                                    const LbFitSettings *settings, LbPool *pool,
                                    const LbReporter *reporter, LbError *err);

#endif
