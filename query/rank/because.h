/* SPDX-License-Identifier: MIT */
/** @file because.h
 *  Which films of the profile carried a pick (--explain): common/predict/explain.h brought to the
 *  score that is shown, and the most telling ones of it. */
#ifndef LB_QUERY_RANK_BECAUSE_H
#define LB_QUERY_RANK_BECAUSE_H

#include "common/predict/score.h"
#include "query/rank/picks.h"

typedef struct LbBecauseSettings {
    const LbRanking *ranking;         /**< of the scores to be explained */
    int32_t          each;            /**< films named for a pick, at most */
    double           watchlist_boost; /**< as in LbRecommendSettings */
} LbBecauseSettings;

/** Fill in what carried each pick; lb_picks_clear() frees it.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_because_find(LbPicks *picks, const LbUser *user,
                                      const LbBecauseSettings *settings, LbError *err);

#endif
