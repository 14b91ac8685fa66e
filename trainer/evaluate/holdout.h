/* SPDX-License-Identifier: MIT */
/** @file holdout.h
 *  Ratings kept back from training, to test on. Both ways reorder the triplets in place, so that
 *  the first n_train are for training: no second copy of the ratings is needed. */
#ifndef LB_TRAINER_EVALUATE_HOLDOUT_H
#define LB_TRAINER_EVALUATE_HOLDOUT_H

#include "common/base/error.h"
#include "trainer/ingest/triplets.h"

/** People kept out of training, each with a given and a hidden part, both of at least one rating.
 *  Person p has positions first[p] .. first[p + 1] of film and stars, the hidden ratings first. */
typedef struct LbHoldout {
    int32_t  n_people;
    int32_t  min_ratings; /**< that the people were drawn with */
    int32_t  known_most;  /**< of a given part only so many ratings are told; 0 = all (default) */
    int64_t  n_train, n_hidden;
    int64_t *first; /**< [n_people + 1] */
    int32_t *n_of;  /**< [n_people] hidden ratings of each */
    int32_t *film;  /**< [first[n_people]] */
    float   *stars; /**< [first[n_people]] */
} LbHoldout;

/** Keep out `fraction` of the users (at least one; at least one stays), drawn from those with at
 *  least 20 ratings, or 5, or 2 when there are none, and hide the share `hidden` of their ratings.
 *  @retval LB_EDATA  fewer than two users, or nobody with two ratings   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_holdout_users(LbHoldout **out, LbTriplets *triplets, double fraction,
                                       double hidden, uint64_t seed, LbError *err);
void                  lb_holdout_free(LbHoldout *holdout);

/** Put the given part of each person into random order, so that its beginning is a fair sample. */
void lb_holdout_shuffle_given(LbHoldout *holdout, uint64_t seed);

/** Move about `fraction` of the rows, drawn one by one, to the end. @return n_train. */
int64_t lb_holdout_rows(LbTriplets *triplets, double fraction, uint64_t seed);

#endif
