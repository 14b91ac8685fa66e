/* SPDX-License-Identifier: MIT */
/** @file pick.h
 *  "What do we watch tonight?": a seeded choice among the best. */
#ifndef LB_QUERY_RANK_PICK_H
#define LB_QUERY_RANK_PICK_H

#include "common/base/error.h"
#include "query/rank/picks.h"

/** Keep n films of the list, drawn without replacement, in the order of the list. Of m films the
 *  first has m lots, the second m - 1, the last one. Films that the model does not know are never
 *  kept. Same list, seed and name: same films. O(n m).
 *  @param picks  all known films are kept when they are no more than n
 *  @param name   of the person, so that two people with one seed draw independently
 *  @retval LB_ENOMEM  picks are as they were */
LB_NODISCARD LbStatus lb_pick_some(LbPicks *picks, int32_t n, uint64_t seed, const char *name,
                                   LbError *err);

#endif
