/* SPDX-License-Identifier: MIT */
/** @file eigenrec.h
 *  Affinity alone (taste.h); stars from biases. */
#ifndef LB_TRAINER_METHODS_EIGENREC_H
#define LB_TRAINER_METHODS_EIGENREC_H

#include "trainer/methods/fit.h"

/** An LbFitFn. Keeps the ratings once in 8 bytes an entry, beside the SVD's own copies of 8 and 6.
 *  @retval as LbFitFn */
LB_NODISCARD LbStatus lb_eigenrec_fit(LbFit **out, const LbTriplets *train,
                                      const LbFitSettings *settings, LbPool *pool,
                                      const LbReporter *reporter, LbError *err);

#endif
