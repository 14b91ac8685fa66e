/* SPDX-License-Identifier: MIT */
/** @file ratings_source.h
 *  A CSV of (user, film, rating), grouped by user: profiles for --ratings, films for --candidates.
 *  12 bytes a row in memory, 20 where the file says when. */
#ifndef LB_QUERY_SOURCE_RATINGS_SOURCE_H
#define LB_QUERY_SOURCE_RATINGS_SOURCE_H

#include "common/base/idmap.h"
#include "common/base/reporter.h"
#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"
#include "query/profile/profile.h"

typedef struct LbRatingsSourceSettings {
    LbRatingColumns columns;
    LbScale         scale; /**< of the ratings: the model's, or --scale */
    bool            scale_is_given;
    bool            needs_rating; /**< false: a list of films, with users or without */
} LbRatingsSourceSettings;

typedef struct LbRatingsSource LbRatingsSource;

/** Read a file ("-" = standard input; compressed files too). Without a user column everything
 *  belongs to one user without a name. A (user, film) that occurs again replaces the row before.
 *  @retval LB_ENOINPUT   @retval LB_EDATA  as lb_rating_reader_open() and _next(); a rating outside
 *                        the scale: "FILE:LINE: rating 0.5 is outside 1..10: ..." */
LB_NODISCARD LbStatus lb_ratings_source_read(LbRatingsSource **out, const char *path,
                                             const LbRatingsSourceSettings *settings,
                                             const LbReporter *reporter, LbError *err);
void                  lb_ratings_source_free(LbRatingsSource *source);

/** True when the file has a user column. */
bool lb_ratings_source_has_users(const LbRatingsSource *source);

/** Users, in order of first appearance. */
const LbIdMap *lb_ratings_source_users(const LbRatingsSource *source);

/** All films named in the file, in order of first appearance. */
const LbIdMap *lb_ratings_source_films(const LbRatingsSource *source);

/** The films of one user: [*n] indices into lb_ratings_source_films(), in order of first
 *  appearance of the pair. */
const int32_t *lb_ratings_source_films_of(const LbRatingsSource *source, int32_t user, int32_t *n);

/** One user's profile. The latest for --recent are those with the latest time (a column timestamp
 *  or date: seconds, a date, or a moment as in ISO 8601), else the last rows of the file.
 *  @retval LB_ENOMEM   @retval LB_EDATA  more films than a profile may have */
LB_NODISCARD LbStatus lb_ratings_source_profile(LbProfile **out, const LbRatingsSource *source,
                                                int32_t user, LbError *err);

#endif
