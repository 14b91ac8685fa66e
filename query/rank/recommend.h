/* SPDX-License-Identifier: MIT */
/** @file recommend.h
 *  What to see next: a pure function of model, people and settings. Scores come from
 *  common/predict/score.h; here they are boosted, filtered and ranked. */
#ifndef LB_QUERY_RANK_RECOMMEND_H
#define LB_QUERY_RANK_RECOMMEND_H

#include "query/rank/filter.h"
#include "query/rank/picks.h"
#include "query/rank/similarity.h"
#include "query/resolve/resolve.h"

enum { LB_PEOPLE_MAX = 8 }; /**< answered together: one pass over the components serves them all */

/** What other weights of novelty do, for 600 people left out of the 1 M Letterboxd ratings (hybrid,
 *  whose own is 0.25):
 *      novelty  NDCG@10  Recall@20  films in all lists  ratings of a listed film (median)
 *      0        0.2097   0.188      752                 776
 *      0.25     0.2096   0.188      809                 765
 *      0.5      0.2087   0.191      879                 752
 *      1        0.2113   0.188      1064                704
 *      1.5      0.2078   0.175      1334                620
 *      2        0.1752   0.124      1665                237 */
typedef struct LbRecommendSettings {
    int32_t     count;             /**< of picks for each person; 0 = all; default 10 */
    double      watchlist_boost;   /**< b > 0: s b for s >= 0, s / b for s < 0; default 1.5 */
    bool        watchlist_only;    /**< rank the watchlist alone, as the model ranks lists */
    bool        without_watchlist; /**< leave the watchlist out */
    bool        include_watched;   /**< do not leave watched films out */
    double      diversity;         /**< 0..1, see spread.h; default 0 */
    double      novelty; /**< what fame costs (LbRanking); NAN, the default = as the model has it */
    LbSimilarBy similar_by; /**< of lb_similar_films() alone */
    int32_t     explain;    /**< films named as reasons of a pick; default 0: none are looked for */
    int32_t     per_director; /**< films of one director at most; default 0: any number */
    const LbFilter *filter;   /**< NULL = none */
    const int32_t  *excluded; /**< [n_excluded] films to leave out, in any order */
    int32_t         n_excluded;
} LbRecommendSettings;

LbRecommendSettings lb_recommend_defaults(void);

/** Rank these films only, as the model ranks lists. */
typedef struct LbCandidates {
    int32_t *film; /**< [n] in the model, -1 = unknown to it */
    LbSlice *text; /**< [n] as they were named; not needed for ranking */
    int32_t  n;
} LbCandidates;

/** Scratch for one thread: the people being answered. */
typedef struct LbRecommender LbRecommender;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_recommend_new(LbRecommender **out, const LbModel *model, LbError *err);
void                  lb_recommend_free(LbRecommender *recommender);

/** Answer n people, 1 <= n <= LB_PEOPLE_MAX. Somebody without a rated film gets no picks, and that
 *  is no failure. The result for one person does not depend on the others.
 *  @param[out] picks       [n] free each with lb_picks_clear(), also after a failure
 *  @param      people      [n]
 *  @param      candidates  [n], or NULL: all films
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_recommend(LbPicks *picks, LbRecommender *recommender,
                                   const LbResolved *people, const LbCandidates *candidates,
                                   int32_t n, const LbRecommendSettings *settings, LbError *err);

/** May this film be recommended to the person: not watched, not excluded, and let pass by the
 *  filters? */
bool lb_recommend_may(const LbResolved *person, const LbRecommendSettings *settings, int32_t film);

/** Where the films went when nobody is left to recommend. */
typedef struct LbLeftOut {
    int32_t films;             /**< looked at: catalogue, watchlist or candidates */
    int32_t watched, excluded; /**< watched, or named by --exclude or on a watchlist left out */
    int32_t by_filter[LB_FILTER_REASONS]; /**< [0]: passed */
} LbLeftOut;

/** Count once more, slowly, for the message about an empty result. */
void lb_recommend_count(LbLeftOut *out, const LbModel *model, const LbResolved *person,
                        const LbCandidates *candidates, const LbRecommendSettings *settings);

#endif
