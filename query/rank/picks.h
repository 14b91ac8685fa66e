/* SPDX-License-Identifier: MIT */
/** @file picks.h
 *  The list that an answer is: films in their order, and what carried each. */
#ifndef LB_QUERY_RANK_PICKS_H
#define LB_QUERY_RANK_PICKS_H

#include <stdbool.h>
#include <stdint.h>

/** One film of the profile behind a pick. */
typedef struct LbReason {
    int32_t seen;   /**< index into the LbResolved that was answered */
    double  points; /**< what it adds to the score that is shown */
    double  weight; /**< points / sum over the profile of |points|: a share with sign */
} LbReason;

/** The largest term of a score. */
typedef enum LbCarrier {
    LB_CARRIER_STARS,    /**< what people who rate like this one would give it */
    LB_CARRIER_AUDIENCE, /**< who watches the same films watches it too */
    LB_CARRIER_NOVELTY   /**< few know it */
} LbCarrier;

/** What a person is told of a pick: grounds.h. `liked` and `disliked` index the LbResolved. */
typedef struct LbGrounds {
    int32_t  *liked; /**< [n_liked] the most like the pick first */
    int32_t   n_liked;
    bool      are_told;   /**< of earlier picks, too, all of them */
    int32_t   disliked;   /**< -1: none */
    double    mean_stars; /**< of the person's ratings */
    LbCarrier carrier;
} LbGrounds;

/** base + sum of the items' points + others = score. */
typedef struct LbBecause {
    LbReason *items;  /**< [n] the largest |points| first */
    double    base;   /**< what films like this get whatever the ratings were */
    double    others; /**< points of all other films of the profile */
    int32_t   n;
    LbGrounds grounds;
} LbBecause;

typedef struct LbPick {
    int32_t          film;      /**< -1: a candidate that the model does not know */
    int32_t          candidate; /**< index into the candidates, -1 when there are none */
    float            score;     /**< with the boost; NAN for an unknown film */
    float            stars;     /**< predicted, 0.5..5; NAN for an unknown film */
    bool             is_on_watchlist;
    const LbBecause *because; /**< owned by the picks; NULL = not asked for, or an unknown film */
} LbPick;

typedef struct LbPicks {
    LbPick    *items; /**< [n] best first; ties by film index; unknown candidates at the end */
    int32_t    n;
    LbBecause *because; /**< what the items point to: with `explain`; NULL = nothing */
    LbReason  *reasons; /**< what `because` points to */
    int32_t   *liked;   /**< what their grounds point to */
} LbPicks;

void lb_picks_clear(LbPicks *picks);

#endif
