/* SPDX-License-Identifier: MIT */
/** @file profile.h
 *  One member's films as they were found, whatever the source: pages, feed, export, CSV, cache. */
#ifndef LB_QUERY_PROFILE_PROFILE_H
#define LB_QUERY_PROFILE_PROFILE_H

#include "common/base/error.h"
#include "common/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** Where a profile came from; the names in JSON are letterboxd, letterboxd-rss, cache, export, csv,
 *  saved-page, blend, imdb, trakt, movielens, table, files. */
typedef enum LbSource {
    LB_SOURCE_PAGES,
    LB_SOURCE_RSS,
    LB_SOURCE_CACHE,
    LB_SOURCE_EXPORT,
    LB_SOURCE_CSV,
    LB_SOURCE_SAVED_PAGE,
    LB_SOURCE_BLEND, /**< of several people */
    LB_SOURCE_IMDB,
    LB_SOURCE_TRAKT,
    LB_SOURCE_MOVIELENS,
    LB_SOURCE_TABLE, /**< a file of no site */
    LB_SOURCE_FILES  /**< several of these */
} LbSource;

const char *lb_profile_source_name(LbSource source);

/** One film of a profile. Empty or zero fields are unknown. */
typedef struct LbEntry {
    const char *slug;             /**< "" unknown; owned by the profile */
    const char *title;            /**< "" unknown */
    const char *original_title;   /**< "" or NULL unknown */
    int64_t     id;               /**< Letterboxd's film id; 0 unknown */
    int32_t     imdb_id, tmdb_id; /**< IMDb's and TMDB's; 0 unknown */
    int16_t     year;             /**< 0 unknown */
    float       stars;            /**< 0.5..5 in steps of 0.5 from Letterboxd; 0 = not rated */
    bool        watched, liked, rewatched, watchlist;
    int32_t     date;           /**< of the rating or diary entry, yyyymmdd; 0 unknown */
    int32_t     watchlist_date; /**< added on, yyyymmdd; 0 unknown */
    int32_t     watchlist_rank; /**< position in the watchlist, 1 = newest; 0 unknown */
    int32_t     diary_rank;     /**< position among rated diary entries, 1 = newest; 0 unknown */
    int16_t     origin; /**< the file that first told of it, of those below, from 1; 0: no file */
} LbEntry;

typedef struct LbProfile LbProfile;

/** @param user  "" when unknown (an export without a name)   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_profile_new(LbProfile **out, const char *user, LbSource source,
                                     LbError *err);
void                  lb_profile_free(LbProfile *profile);

/** Add what is known of one film; texts are copied, NULL is "". An entry that is there already
 *  (same id of some kind; else same slug, unless both have ids of one kind, which differ; else same
 *  title and year when neither has id or slug) is completed: flags are or'ed, unknown fields
 *  filled, and a rating replaces a rating, unless both are dated and the new one is the earlier. A
 *  rated or liked film is watched. Amortised O(length of the texts). On failure the profile is as
 *  it was.
 *  @retval LB_ENOMEM   @retval LB_EDATA  over 200,000 films, or a text over 1 MiB */
LB_NODISCARD LbStatus lb_profile_add(LbProfile *profile, const LbEntry *entry, LbError *err);

/** The entry that lb_profile_add() would complete, NULL when it would add one; borrowed until then.
 *  O(length of the texts). @retval LB_ENOMEM, LB_EDATA  as lb_profile_add() */
LB_NODISCARD LbStatus lb_profile_find(LbProfile *profile, const LbEntry *film,
                                      const LbEntry **found, LbError *err);

/** Entries in order of first addition. */
int32_t        lb_profile_count(const LbProfile *profile);
const LbEntry *lb_profile_at(const LbProfile *profile, int32_t index);

const char *lb_profile_user(const LbProfile *profile);
LbSource    lb_profile_source(const LbProfile *profile);
void        lb_profile_set_source(LbProfile *profile, LbSource source);

/** Name a file that entries come from: the first is number 1. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_profile_add_origin(LbProfile *profile, const char *name, LbError *err);
int32_t               lb_profile_origins(const LbProfile *profile);
const char           *lb_profile_origin(const LbProfile *profile, int32_t number);

/** What the source could not give, told to the person and kept in the cache: the profile is used
 *  all the same. e.g. "page 1 of 6 read: the others were blocked".
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_profile_add_gap(LbProfile *profile, const char *text, LbError *err);
int32_t               lb_profile_gaps(const LbProfile *profile);
const char           *lb_profile_gap(const LbProfile *profile, int32_t index);

typedef struct LbProfileCounts {
    int32_t rated, watched, watchlist, liked;
} LbProfileCounts;

LbProfileCounts lb_profile_counts(const LbProfile *profile);

#endif
