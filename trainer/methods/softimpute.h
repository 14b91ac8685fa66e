/* SPDX-License-Identifier: MIT */
/** @file softimpute.h
 *  Predicted stars alone: biases, a low-rank completion of what they leave (completion.h), and
 *  sweeps of alternating least squares from its factors (stars_model.h). */
#ifndef LB_TRAINER_METHODS_SOFTIMPUTE_H
#define LB_TRAINER_METHODS_SOFTIMPUTE_H

#include "trainer/methods/fit.h"

/** An LbFitFn. Keeps the ratings twice in 8 bytes an entry, by user and by film, beside the SVD's
 *  own copy of 6.
 *  @retval as LbFitFn */
LB_NODISCARD LbStatus lb_softimpute_fit(LbFit **out, const LbTriplets *train,
                                        const LbFitSettings *settings, LbPool *pool,
                                        const LbReporter *reporter, LbError *err);

#endif
