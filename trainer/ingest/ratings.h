/* SPDX-License-Identifier: MIT */
/** @file ratings.h
 *  The ratings in memory: triplets with dense indices, read from a ratings file. */
#ifndef LB_TRAINER_INGEST_RATINGS_H
#define LB_TRAINER_INGEST_RATINGS_H

#include "common/base/hash.h"
#include "common/base/idmap.h"
#include "common/base/pool.h"
#include "common/base/reporter.h"
#include "common/input/rating_reader.h"
#include "common/input/rating_scale.h"
#include "trainer/ingest/triplets.h"

typedef struct LbRatingsSettings {
    LbRatingSettings reader; /**< format, columns, what to do with bad rows; the scale: {0, 0} =
                                  found from the data */
    int32_t          min_user_ratings; /**< users with fewer are left out (default 1) */
    int32_t min_film_ratings; /**< films with fewer are left out, after the users (default 1) */
    size_t  chunk_bytes; /**< of the file, scanned at a time by a thread; 0 = 256 KiB; for tests */
} LbRatingsSettings;

LbRatingsSettings lb_ratings_defaults(void);

typedef struct LbRatings {
    LbTriplets triplets; /**< 0.5..5 stars; after duplicates, of which the last wins; in order of
                              first appearance of the pair */
    LbIdMap   *users;    /**< those with ratings, in order of first appearance in the files */
    LbIdMap   *films;

    int64_t        rows;       /**< good rows read */
    int64_t        duplicates; /**< rows that a later one replaced */
    int64_t        skipped;    /**< bad rows skipped */
    LbScale        scale;
    double         mean, std; /**< of all ratings in the file's own scale; std with n - 1 */
    double         mean_stars, std_stars;
    char           input_hash[LB_HASH_TEXT]; /**< lb_hash_join() of the files as they lie on disk */
    LbRatingHeader header;                   /**< of the first file */
} LbRatings;

/** Read ratings files, one after another as if they were one. Of several ranks each has in the end
 *  the ratings of its own blocks alone (triplets.h). One thread of the pool reads while the others
 *  parse, whatever the file is packed in; the result does not depend on the number of threads.
 *  Ratings are held in single precision, exact for whole and half ones. Peak memory 12 bytes a row (16 when the file is not
 *  sorted by user), the ids, and about 5 MB a thread.
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO  as common/input/input.h and common/input/rating_reader.h
 *  @retval LB_EDATA  no rows; a rating outside the scale ("ratings.csv:17: rating 11 is outside
 *                    1..10 ..."); files of different scales; over INT32_MAX users or films; nothing
 *                    left after the minimums
 *  @retval LB_ETEMPFAIL  the file was changed or replaced while it was read
 *  @retval LB_EINTR, LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_ratings_read(LbRatings **out, LbPaths paths,
                                      const LbRatingsSettings *settings, LbPool *pool,
                                      const LbReporter *reporter, LbError *err);

enum { LB_STARS_BINS = 10 };

/** How many are nearest to 0.5, 1, ... 5 stars: bins [LB_STARS_BINS]. @retval as lb_comm_sum() */
LB_NODISCARD LbStatus lb_ratings_count_stars(const LbRatings *ratings, int64_t *bins, LbPool *pool,
                                             LbError *err);

void lb_ratings_free(LbRatings *ratings);

#endif
