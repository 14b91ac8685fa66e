/* SPDX-License-Identifier: MIT */
/** @file similar.h
 *  Films like a film (--similar): the nearest ones by common/predict/likeness.h, whoever asks. */
#ifndef LB_QUERY_RANK_SIMILAR_H
#define LB_QUERY_RANK_SIMILAR_H

#include "query/rank/recommend.h"

/** Rank all films but `film` itself and those that settings exclude or filter out. Score: the
 *  cosine; stars: none (NAN). Of the settings count, filter, excluded and diversity count.
 *  @param[out] picks  free with lb_picks_clear(), also after a failure
 *  @retval LB_EDATA   the model has no components to compare films by (biases alone)
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_similar_films(LbPicks *picks, const LbModel *model, int32_t film,
                                       const LbRecommendSettings *settings, LbError *err);

#endif
