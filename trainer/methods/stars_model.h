/* SPDX-License-Identifier: MIT */
/** @file stars_model.h
 *  The part of a model that predicts stars: biases and factors by alternating least squares, with
 *  or without an expectation from what people watch (trainer/methods/prior.h). */
#ifndef LB_TRAINER_METHODS_STARS_MODEL_H
#define LB_TRAINER_METHODS_STARS_MODEL_H

#include "common/base/reporter.h"
#include "trainer/methods/prior.h"

typedef struct LbStarsSettings {
    int32_t       rank;   /**< factors; default 40 */
    int32_t       sweeps; /**< of both sides, all but the last three rough; default 7 */
    LbAlsSettings users, films;
    LbAlsSettings fold; /**< of a new person, with priors: the less is known, the more it counts */
    LbPriorSettings user_prior, film_prior;
} LbStarsSettings;

LbStarsSettings lb_stars_model_defaults(void);

/** Where the sweeps start, what they may expect, and where they leave what they learn. */
typedef struct LbStarsTask {
    LbSide *films; /**< [n_films x (1 + k)] film biases and factors to start from; holds the
                        result afterwards */
    const LbEmbedding *user_embedding; /**< NULL = no priors (both or none) */
    const LbEmbedding *film_embedding;
    float  *user_map; /**< [(rank of embedding + 1) x (1 + k)] receives the users' prior; NULL
                        without an embedding */
    LbSide *users;    /**< receives what the last sweep found, x the caller's to free; NULL = not
                        wanted */
} LbStarsTask;

/** Learn. Ratings are in stars; both forms of the same matrix.
 *  @retval LB_EINTR, LB_ENOMEM
 *  Cost: sweeps * 2 half sweeps (trainer/methods/als.h), of which all but six learn from 256
 *  ratings of a row at most. */
LB_NODISCARD LbStatus lb_stars_model_fit(const LbStarsTask *task, const LbCsr *by_user,
                                         const LbCsr *by_film, const LbStarsSettings *settings,
                                         LbPool *pool, const LbReporter *reporter, LbError *err);

#endif
