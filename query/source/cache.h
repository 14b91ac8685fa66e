/* SPDX-License-Identifier: MIT */
/** @file cache.h
 *  Profiles kept between runs: one JSON file a user, FOLDER/USER.json, mode 0600 in a folder 0700,
 *  written atomically, with a checksum. */
#ifndef LB_QUERY_SOURCE_CACHE_H
#define LB_QUERY_SOURCE_CACHE_H

#include "query/profile/profile.h"

/** How much of a member an entry has. */
typedef enum LbCacheExtent {
    LB_CACHE_PART, /**< what an interrupted run read */
    LB_CACHE_FEED, /**< the feed, which alone was asked for */
    LB_CACHE_WHOLE /**< all that there was to read */
} LbCacheExtent;

/** Which entries of a user will do. */
typedef struct LbCacheWanted {
    const char   *base_url;        /**< of the site that it was read from */
    double        max_age_seconds; /**< negative: any age and extent */
    LbCacheExtent least;
} LbCacheWanted;

/** Load a profile, its source LB_SOURCE_CACHE. Cost: reading the file, a few ms for 10,000 films.
 *  @param[out] profile  NULL when there is no usable entry: absent, unreadable, not what is wanted,
 *                       corrupt or of another version (removed)
 *  @param[out] age_seconds  of the entry; untouched when there is none
 *  @param user  any case
 *  @retval LB_EUSAGE  not a user name   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_cache_load(LbProfile **profile, double *age_seconds, const char *folder,
                                    const char *user, const LbCacheWanted *wanted, LbError *err);

/** Write a profile under its user's name, replacing the entry that is there; the folder is created.
 *  Of two processes that store at once, one whole entry stays.
 *  @param extent  a part is used only by --offline, and not stored where there is more from the same
 *                 base_url, however old
 *  @retval LB_EUSAGE  not a user name
 *  @retval LB_ECREATE, LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_cache_store(const LbProfile *profile, const char *folder,
                                     const char *base_url, LbCacheExtent extent, LbError *err);

#endif
