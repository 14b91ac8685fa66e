/* SPDX-License-Identifier: MIT */
/** @file zscore.h
 *  The reference notebook's method, done right: ratings minus their mean, divided by their standard
 *  deviation, missing ones zero; truncated SVD; a person is projected on the film factors.
 *  P. Cremonesi, Y. Koren, R. Turrin: Performance of recommender algorithms on top-N recommendation
 *  tasks. RecSys 2010 (there on raw ratings: PureSVD). */
#ifndef LB_TRAINER_METHODS_ZSCORE_H
#define LB_TRAINER_METHODS_ZSCORE_H

#include "trainer/methods/fit.h"

/** An LbFitFn. taste: factors V [n_films x rank] with orthonormal columns (to 32 bits), in each the
 *  entry of largest magnitude positive; singular values; shift = mean, gain = 1 / std, no floor.
 *  Cost: one pass to build the matrix, products * entries, one pass for V. Memory: 12 bytes an
 *  entry while the matrix is built, 8 while it is copied for the SVD, then 6 or 8.
 *  @retval LB_EDATA  all ratings are equal */
LB_NODISCARD LbStatus lb_zscore_fit(LbFit **out, const LbTriplets *train,
                                    const LbFitSettings *settings, LbPool *pool,
                                    const LbReporter *reporter, LbError *err);

#endif
