/* SPDX-License-Identifier: MIT */
/** @file evaluate.h
 *  How well a method does for people it has never seen: some users are kept out of training, folded
 *  in from 80 % of their ratings as lbrec-query does it, and tested on the rest. */
#ifndef LB_TRAINER_EVALUATE_EVALUATE_H
#define LB_TRAINER_EVALUATE_EVALUATE_H

#include "trainer/evaluate/holdout.h"
#include "trainer/evaluate/measure.h"
#include "trainer/evaluate/notebook.h"
#include "trainer/evaluate/tune.h"

enum { LB_KNOWN_MAX = 8 };

typedef struct LbEvaluateSettings {
    LbFitFn               fit;
    const LbFitSettings  *fit_settings;
    double                fraction; /**< of the users to keep out, at least one; default 0.1 */
    double                hidden;   /**< of their ratings to test on; default 0.2 */
    uint64_t              seed;     /**< of the draw */
    const LbTuneSettings *tune; /**< search for settings among those trained on first; NULL = no */
    const int32_t *known; /**< [n_known] measure as well with so many ratings of each person told */
    int            n_known; /**< at most LB_KNOWN_MAX */
} LbEvaluateSettings;

/** The measures when of each person's given ratings only so many, drawn at random, are told (all
 *  of them where there are fewer). Hidden ratings and candidates stay the same. */
typedef struct LbKnownMeasures {
    int32_t    ratings;
    LbMeasures model;
} LbKnownMeasures;

typedef struct LbEvaluation {
    int32_t          users;       /**< kept out and tested */
    int64_t          ratings;     /**< hidden */
    int32_t          min_ratings; /**< that the users were drawn with */
    LbMeasures       model;
    LbMeasures       mean;          /**< everybody rates everything with the mean */
    LbMeasures       biases;        /**< trainer/methods/biases.h with ridge 5 */
    LbMeasures       popularity;    /**< films ranked by their number of ratings */
    LbMeasures       zscore;        /**< truncated SVD of z-scores, rank 50 */
    double           rmse_z, mae_z; /**< of the z-score method in its own units; NAN for others */
    LbKnownMeasures  known[LB_KNOWN_MAX];
    int              n_known;
    LbNotebookFigure notebook; /**< of the z-score method; n is 0, all else NAN for others */
    double           seconds;
    LbTuning         tuning; /**< no trials without a search */
    LbFitSettings chosen; /**< what was fitted and tested: the given settings, or the tuned ones */
} LbEvaluation;

/** Evaluate a method, and the baselines on the same users. The triplets are reordered.
 *  Cost: a fit, one of z-scores (a baseline, or the notebook's figure), and films * rank for each
 *  user kept out. Where the triplets are spread, each rank has beside its own ratings those of the
 *  users kept out; the result does not depend on the number of ranks.
 *  @retval LB_EDATA  too few users or ratings to keep any out; or what `fit` says
 *  @retval LB_EINTR, LB_ENOMEM, and what `fit` returns */
LB_NODISCARD LbStatus lb_evaluate(LbEvaluation *out, LbTriplets *triplets,
                                  const LbEvaluateSettings *settings, LbPool *pool,
                                  const LbReporter *reporter, LbError *err);

#endif
