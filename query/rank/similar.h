/* SPDX-License-Identifier: MIT */
/** @file similar.h
 *  Films like a film (--similar): the likest ones by similarity.h, whoever asks. */
#ifndef LB_QUERY_RANK_SIMILAR_H
#define LB_QUERY_RANK_SIMILAR_H

#include "query/rank/recommend.h"

/** Rank all films but `film` itself and those that settings exclude or filter out. Score: the
 *  likeness; stars: none (NAN). Of the settings count, filter, excluded, diversity and similar_by
 *  count.
 *  @param[out] picks  free with lb_picks_clear(), also after a failure
 *  @retval LB_EDATA   the model has no components to compare films by (biases alone)
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_similar_films(LbPicks *picks, const LbModel *model, int32_t film,
                                       const LbRecommendSettings *settings, LbError *err);

#endif
