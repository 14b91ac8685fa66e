/* SPDX-License-Identifier: MIT */
/** @file holdout.h
 *  People kept out of training, to test on. The triplets are reordered in place, so that those for
 *  training come first: no second copy of them is needed. Who is drawn, and what is hidden of them,
 *  does not depend on the order of the ratings, nor on who has them. */
#ifndef LB_TRAINER_EVALUATE_HOLDOUT_H
#define LB_TRAINER_EVALUATE_HOLDOUT_H

#include "common/base/error.h"
#include "trainer/ingest/triplets.h"

/** People kept out of training, each with a given and a hidden part, both of at least one rating.
 *  Person p has positions first[p] .. first[p + 1] of film and stars, the hidden ratings first. All
 *  ranks have them. */
typedef struct LbHoldout {
    int32_t    n_people;
    int32_t    min_ratings; /**< that the people were drawn with */
    int32_t    known_most;  /**< of a given part only so many ratings are told; 0 = all (default) */
    int64_t    n_hidden;
    LbTriplets train; /**< what is left, borrowed: the first ratings of the triplets */
    int64_t   *first; /**< [n_people + 1] */
    int32_t   *n_of;  /**< [n_people] hidden ratings of each */
    int32_t   *film;  /**< [first[n_people]] */
    float     *stars; /**< [first[n_people]] */
} LbHoldout;

/** Keep out `fraction` of the users (at least one; at least one stays), drawn from those with at
 *  least 20 ratings, or 5, or 2 when there are none, and hide the share `hidden` of their ratings.
 *  Collective where the triplets are spread: the people's ratings go to all ranks, a few megabytes at
 *  a time. 8 bytes a rating of theirs, and 16 a user meanwhile.
 *  @retval LB_EDATA  fewer than two users, or nobody with two ratings   @retval LB_ENOMEM
 *  @retval as LbCommOps */
LB_NODISCARD LbStatus lb_holdout_users(LbHoldout **out, LbTriplets *triplets, double fraction,
                                       double hidden, uint64_t seed, LbError *err);
void                  lb_holdout_free(LbHoldout *holdout);

/** Put the given part of each person into random order, so that its beginning is a fair sample. */
void lb_holdout_shuffle_given(LbHoldout *holdout, uint64_t seed);

#endif
