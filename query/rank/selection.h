/* SPDX-License-Identifier: MIT */
/** @file selection.h
 *  The best films of the catalogue for one person: what they have seen left out, their watchlist
 *  preferred, filters asked of those alone that would make the list. From all scores in order, or
 *  from the films alone whose score can be high enough; either way the same films, with the same
 *  scores. */
#ifndef LB_QUERY_RANK_SELECTION_H
#define LB_QUERY_RANK_SELECTION_H

#include "common/base/topk.h"
#include "common/predict/score.h"
#include "query/rank/filter.h"

/** A film whose score is not taken as it is. */
typedef struct LbException {
    int32_t film;
    bool    is_boosted; /**< false: left out */
} LbException;

typedef struct LbSelection {
    const LbFilter *filter; /**< NULL = none */
    double          boost;  /**< LbRecommendSettings.watchlist_boost */
    LbTopK          top;
    LbException    *exceptions; /**< [n], from lb_selection_begin() on ascending, each film once */
    int32_t         n, next;
} LbSelection;

/** @param count       films to select
 *  @param exceptions  at most so many   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_selection_init(LbSelection *out, int32_t count, size_t exceptions,
                                        LbError *err);
void                  lb_selection_clear(LbSelection *selection);

/** Boost a film's score, or leave the film out, which is stronger. */
void lb_selection_add(LbSelection *selection, int32_t film, bool is_boosted);

/** All exceptions are there. */
void lb_selection_begin(LbSelection *selection);

/** Take the scores of films first .. first + n - 1. Calls come in ascending order and leave no film
 *  out. */
void lb_selection_take(LbSelection *selection, int32_t first, int32_t n, const float *score);

/** Instead of that: bounds first, and exact scores for as few films as will do, for models that have
 *  the norms of their films and selections that are a small part of them.
 *  Factors of films that cannot make the list are not read, so that damage to them is not seen.
 *  @param[out] is_done  false: nothing was selected, all scores are needed
 *  @param      user     its scratch is used
 *  @retval LB_EDATA   a score is no number   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_selection_sieve(bool *is_done, LbSelection *selection, const LbUser *user,
                                         const LbRanking *ranking, LbError *err);

#endif
