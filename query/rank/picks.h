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

/** base + sum of the items' points + others = score. */
typedef struct LbBecause {
    LbReason *items;  /**< [n] the largest |points| first */
    double    base;   /**< what films like this get whatever the ratings were */
    double    others; /**< points of all other films of the profile */
    int32_t   n;
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
} LbPicks;

void lb_picks_clear(LbPicks *picks);

#endif
