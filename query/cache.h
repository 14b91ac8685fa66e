/* SPDX-License-Identifier: MIT */
/** @file cache.h
 *  Profiles kept between runs: one JSON file a user, FOLDER/USER.json, mode 0600 in a folder 0700,
 *  written atomically. */
#ifndef LB_QUERY_CACHE_H
#define LB_QUERY_CACHE_H

#include "query/profile.h"

/** @param[out] profile      NULL when there is no usable entry: absent, older than max_age_seconds
 *                           (negative: any age will do), incomplete (unless any age will do), from
 *                           another base_url, corrupt or of another version (removed)
 *  @param[out] age_seconds  of the entry
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_cache_load(LbProfile **profile, double *age_seconds, const char *folder,
                                    const char *user, const char *base_url, double max_age_seconds,
                                    LbError *err);

/** @param is_complete  false for what an interrupted run read: used only by --offline
 *  @retval LB_ECREATE, LB_EIO */
LB_NODISCARD LbStatus lb_cache_store(const LbProfile *profile, const char *folder,
                                     const char *base_url, bool is_complete, LbError *err);

#endif
