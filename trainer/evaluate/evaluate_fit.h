/* SPDX-License-Identifier: MIT */
/** @file evaluate_fit.h
 *  How well a fit does for people kept out of it: they are folded in from the ratings that they
 *  give, as lbrec-query does it, and tested on those that are hidden. */
#ifndef LB_TRAINER_EVALUATE_EVALUATE_FIT_H
#define LB_TRAINER_EVALUATE_EVALUATE_FIT_H

#include "trainer/evaluate/holdout.h"
#include "trainer/evaluate/measure.h"
#include "trainer/methods/biases.h"

typedef struct LbFitMeasures {
    LbMeasures model;
    LbMeasures mean;          /**< everybody rates everything with the mean; this and the next two
                                   only with `biases` */
    LbMeasures biases;        /**< biases alone */
    LbMeasures popularity;    /**< films ranked by their number of ratings */
    double     rmse_z, mae_z; /**< of the z-score method in its own units; NAN for others */
} LbFitMeasures;

/** Measure a fit, and with `biases` three baselines on the same people. With a pool, people are
 *  shared among threads; the result does not depend on it.
 *  @param biases  of the same training ratings; NULL = no baselines
 *  @retval LB_EINTR, LB_ENOMEM
 *  Cost: films * rank for each person. */
LB_NODISCARD LbStatus lb_evaluate_fit(LbFitMeasures *out, const LbHoldout *holdout,
                                      const LbFit *fit, const LbBiases *biases, LbPool *pool,
                                      const LbReporter *reporter, LbError *err);

#endif
