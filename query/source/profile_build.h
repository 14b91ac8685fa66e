/* SPDX-License-Identifier: MIT */
/** @file profile_build.h
 *  One person's profile from whatever they have saved of their films. */
#ifndef LB_QUERY_SOURCE_PROFILE_BUILD_H
#define LB_QUERY_SOURCE_PROFILE_BUILD_H

#include "query/profile/profile.h"
#include "query/source/export.h"

/** Put together what the exports of one person say. A rating of a file of ratings beats one of a
 *  diary; rows of a diary, whose address is the entry's, join the film of the same title and year.
 *  The watchlist is ranked by the dates of its files, the newest first. Films that a file merely
 *  lists, neither seen nor wished for, are left aside, and that is said.
 *  @param exports  [n], in their order; n >= 1
 *  @retval LB_ENOMEM   @retval LB_EDATA  as lb_profile_add() */
LB_NODISCARD LbStatus lb_profile_build(LbProfile **out, const LbExport *const *exports, int n,
                                       const LbReporter *reporter, LbError *err);

/** The profile of one export: lb_export_open() and lb_profile_build(). */
LB_NODISCARD LbStatus lb_profile_build_from(LbProfile **out, const char *path,
                                            const LbReporter *reporter, LbError *err);

#endif
