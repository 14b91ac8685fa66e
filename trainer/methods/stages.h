/* SPDX-License-Identifier: MIT */
/** @file stages.h
 *  What to expect of people of whom little is known (LbStarsPrior, common/model/model.h), learnt from
 *  people of whom more is known: for each of a few numbers n, random n of a person's films give their
 *  place, and a map of its own leads from there to what all their ratings tell of them; then n of
 *  their ratings are folded in, and the mean error for others of their ratings is the offset. Places
 *  told by few films are noisy, and a map learnt from whole profiles takes them at their word
 *  (attenuation: W. Fuller, Measurement Error Models, 1987); the offset is a calibration in the large
 *  (D. Cox, Biometrika 45, 1958). */
#ifndef LB_TRAINER_METHODS_STAGES_H
#define LB_TRAINER_METHODS_STAGES_H

#include "common/base/pool.h"
#include "trainer/methods/prior.h"

enum {
    LB_STAGES       = 6,   /**< of 1, 3, 10, 30, 100 and 300 films; the last is the whole map */
    LB_STAGES_KNOWN = 100, /**< films of the one before the last */
    LB_STAGES_OTHER = 32   /**< ratings of a person that offsets are measured on, at most */
};

/** What is known when the stars model has been learnt. */
typedef struct LbStagesTask {
    const LbCsr           *by_user; /**< stars; of several ranks each has its own rows */
    const LbSide          *films;   /**< biases and factors */
    const LbSide          *people;  /**< what all their ratings tell of them */
    const float           *seen;    /**< [n_films x rank] places of films (LbEmbeddings) */
    const float           *centre;  /**< [rank] */
    int32_t                rank;
    double                 shrink; /**< of places, films */
    const float           *map;    /**< [(rank + 1) x (1 + k)] of whole profiles */
    const LbPriorSettings *prior;  /**< how that was learnt */
    const LbAlsSettings   *fold;   /**< of new people; its mean is that of the ratings */
    uint64_t               seed;
} LbStagesTask;

/** Learn from at most 20,000 people, the offsets from 4,000 of them.
 *  @param[out] films, map, offset  [LB_STAGES], [LB_STAGES x (rank + 1) x (1 + k)], [LB_STAGES]
 *  @retval as lb_prior_fit(), LbCommOps; the same numbers for any number of threads and ranks */
LB_NODISCARD LbStatus lb_stages_fit(int32_t *films, float *map, float *offset,
                                    const LbStagesTask *task, LbPool *pool, LbError *err);

#endif
