/* SPDX-License-Identifier: MIT */
/** @file quota.h
 *  No list of one director (--max-per-director). */
#ifndef LB_QUERY_RANK_QUOTA_H
#define LB_QUERY_RANK_QUOTA_H

#include "common/model/model.h"
#include "query/rank/picks.h"

/** How many of the best of n films a list of `count` is to be chosen from. */
int32_t lb_quota_needs(int32_t count, int32_t per_director, int32_t n_films);

/** Keep of each director's films the first `per_director` in the order of the picks (0 = all). A
 *  film of several directors counts for each of them; one whose directors are not known stays.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_quota_keep(LbPicks *picks, const LbFilms *films, int32_t per_director,
                                    LbError *err);

#endif
