/* SPDX-License-Identifier: MIT */
/** @file spread.h
 *  A list less of one kind: maximal marginal relevance over the best films. What it costs, for 600
 *  people left out of the 1 M Letterboxd ratings (hybrid):
 *      diversity  NDCG@10  Recall@20  films in all lists
 *      0          0.2096   0.188      809
 *      0.2        0.2123   0.189      817
 *      0.3        0.2101   0.187      825
 *      0.5        0.2046   0.177      871
 *      0.7        0.1748   0.143      1088
 *      1          0.0951   0.065      1679
 *  J. Carbonell, J. Goldstein: The use of MMR, diversity-based reranking. SIGIR 1998. */
#ifndef LB_QUERY_RANK_SPREAD_H
#define LB_QUERY_RANK_SPREAD_H

#include "common/model/model.h"
#include "query/rank/picks.h"

enum { LB_SPREAD_AMONG = 200 }; /**< best films from which a spread list is chosen */

/** How many of the best of n films a list of `count` (0 = all) is to be chosen from. */
int32_t lb_spread_needs(int32_t count, double diversity, int32_t n_films);

/** Reorder picks, which come best first, and keep `count` of them (0 = all). Each position in
 *  turn goes to the film, among the LB_SPREAD_AMONG (or `count`, if that is more) best, that has
 *  the largest
 *      (1 - diversity) r - diversity max c,
 *  r the score scaled to 0..1 within those films, c the cosine (common/predict/likeness.h) with a
 *  film chosen before; ties go to the better score. What is beyond, or unknown to the model, keeps
 *  its order. Scores stay as they are, so they may rise down the list.
 *  @param diversity  0..1; 0 changes nothing
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_spread_picks(LbPicks *picks, const LbModel *model, double diversity,
                                      int32_t count, LbError *err);

#endif
