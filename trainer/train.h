/* SPDX-License-Identifier: MIT */
/** @file train.h
 *  The whole way from a ratings file to a model file. */
#ifndef LB_TRAINER_TRAIN_H
#define LB_TRAINER_TRAIN_H

#include "trainer/job/settings.h"
#include "trainer/job/summary.h"

/** Read, evaluate when asked to, fit, and write the model. After any failure the model that was
 *  there is as it was.
 *  @param[out] out  free with lb_summary_clear(), also after a failure
 *  @retval LB_EGATE      the new model is not wanted, see gate.h
 *  @retval LB_ETEMPFAIL  another run is at work on this model; the input changes while it is read
 *  @retval what lb_slot_take(), lb_ratings_read(), the method, lb_evaluate() and
 *          lb_slot_publish() return */
LB_NODISCARD LbStatus lb_train(LbTrainSummary *out, const LbTrainSettings *settings,
                               const LbReporter *reporter, LbError *err);

#endif
