/* SPDX-License-Identifier: MIT */
/** @file minimums.h
 *  Users and films with few ratings are left out. */
#ifndef LB_TRAINER_INGEST_MINIMUMS_H
#define LB_TRAINER_INGEST_MINIMUMS_H

#include "common/base/idmap.h"
#include "trainer/ingest/triplets.h"

/** Drop the ratings of users with fewer than `least_user`, then those of films with fewer than
 *  `least_film` of what is left. Users and films that are left keep their order. Where ratings are
 *  spread over ranks they travel to whom they belong to by their new numbers; `elsewhere` is left alone.
 *  @param[in,out] users, films  the ids, replaced by those that are left
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_minimums_apply(LbTriplets *triplets, LbIdMap **users, LbIdMap **films,
                                        int32_t least_user, int32_t least_film, LbError *err);

#endif
