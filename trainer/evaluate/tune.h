/* SPDX-License-Identifier: MIT */
/** @file tune.h
 *  Choosing settings without looking at what is tested on: a small coordinate search on people kept
 *  out of training for this alone. One setting after the other is tried at a few values around the
 *  present one; a value is taken over when it is better by more than chance lets it seem.
 *
 *  Settings of the affinity are measured by NDCG@10 of discovery, those of predicted stars by RMSE,
 *  the ranking weights by NDCG@10 of the whole, the settings of newcomers by NDCG@10 where ten
 *  ratings are known. About 7 fits of each part; the last two need one more together. */
#ifndef LB_TRAINER_EVALUATE_TUNE_H
#define LB_TRAINER_EVALUATE_TUNE_H

#include "trainer/evaluate/holdout.h"
#include "trainer/evaluate/measure.h"
#include "trainer/methods/fit.h"

/** What was tried, for the report. */
typedef struct LbTrial {
    const char *setting; /**< static, e.g. "stars.rank" */
    double      value;
    double      measure; /**< NDCG@10, or RMSE in stars */
    bool        is_chosen;
} LbTrial;

enum { LB_TRIALS_MAX = 64 };

typedef struct LbTuning {
    int32_t users; /**< kept out to measure on */
    LbTrial trials[LB_TRIALS_MAX];
    int     n_trials;
    double  seconds;
} LbTuning;

/** What to search for. */
typedef struct LbTuneSettings {
    LbMethod             method;
    LbFitFn              fit;
    const LbFitSettings *current; /**< settings of the current model, one of the candidates; NULL */
    double               fraction; /**< of the users to measure on, at most 1,000 of them; 0.1 */
    uint64_t             seed;
} LbTuneSettings;

/** Improve `settings`, in place. The triplets are reordered.
 *  @retval LB_EDATA  too few users to keep any out
 *  @retval LB_EINTR, LB_ENOMEM, and what `fit` returns */
LB_NODISCARD LbStatus lb_tune(LbTuning *out, LbFitSettings *settings, const LbTriplets *triplets,
                              const LbTuneSettings *how, LbPool *pool, const LbReporter *reporter,
                              LbError *err);

#endif
