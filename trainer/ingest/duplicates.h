/* SPDX-License-Identifier: MIT */
/** @file duplicates.h
 *  Films that a user rated more than once. */
#ifndef LB_TRAINER_INGEST_DUPLICATES_H
#define LB_TRAINER_INGEST_DUPLICATES_H

#include "common/base/error.h"
#include "common/base/pool.h"
#include "trainer/ingest/triplets.h"

/** The last rating of a pair replaces the first; the others' films become -1. O(n + users), with
 *  4 bytes a film and thread, and 4 bytes a row when the rows are not sorted by user.
 *  @param[out] found  rows that became void
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_duplicates_mark(LbTriplets *triplets, int64_t *found, LbPool *pool,
                                         LbError *err);

#endif
