/* SPDX-License-Identifier: MIT */
/** @file grounds.h
 *  From the exact reasons of a pick (because.h) to those that a person believes (LbGrounds). The
 *  exact ones may say "because you rated it 2 stars", where fewer were expected: people are told
 *  of films that they liked and that are like the pick, of one at most that they did not like, and
 *  where there is none by what kind of evidence the pick stands where it does. */
#ifndef LB_QUERY_RANK_GROUNDS_H
#define LB_QUERY_RANK_GROUNDS_H

#include "common/predict/explain.h"
#include "query/rank/picks.h"

/** For the picks of one person, in their order. */
typedef struct LbGroundsChooser {
    const LbUser *user;
    double        mean_stars; /**< of the ratings of the vector */
    int32_t      *told;       /**< [vector->n] how often each film was told of */
    LbReason     *list;       /**< [vector->n] scratch */
} LbGroundsChooser;

/** @retval LB_ENOMEM  free it all the same */
LB_NODISCARD LbStatus lb_grounds_init(LbGroundsChooser *out, const LbUser *user, LbError *err);
void                  lb_grounds_clear(LbGroundsChooser *chooser);

/** Choose the grounds of a pick. Alike is what has a cosine (lb_likeness()) of 0.15 at least.
 *  Liked: rated above the mean by 0.1 of a star or more, alike, with a part above 0 in the score and
 *  in the affinity, at least a quarter of the largest. The one with the largest comes first, then
 *  those that were told of least so far, so that a list does not repeat itself; ties by the larger
 *  part. None where the score is not above 0: nothing speaks for such a film.
 *  Disliked: of because->items, the first that is rated half a star or more below the mean, alike,
 *  and speaks against.
 *  O(n (k + log n)).
 *  @param out      `liked` [each] given, for the result
 *  @param because  with its items
 *  @param found    of the same film */
void lb_grounds_choose(LbGrounds *out, LbGroundsChooser *chooser, const LbBecause *because,
                       const LbExplained *found, int32_t film, int32_t each);

#endif
