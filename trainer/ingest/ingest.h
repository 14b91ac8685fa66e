/* SPDX-License-Identifier: MIT */
/** @file ingest.h
 *  From a ratings file to rows: batches of chunks are scanned by the pool while one of its threads
 *  reads the next batch. Lines that the scanner leaves go through the fallback reader in the order
 *  of the file, so that rows, counts and messages are those of a plain sequential reading, whatever
 *  the chunks and threads. */
#ifndef LB_TRAINER_INGEST_INGEST_H
#define LB_TRAINER_INGEST_INGEST_H

#include "common/base/reporter.h"
#include "trainer/ingest/ratings.h"
#include "trainer/ingest/rows.h"

/** All good rows of a file. */
typedef struct LbIngest {
    LbRows         rows;
    LbIdMap       *users, *films; /**< in order of first appearance */
    LbRatingHeader header;
    int64_t        skipped; /**< bad rows */
    char           input_hash[48];
    char          *name; /**< of the file, for messages */
} LbIngest;

/** Read a file; errors as lb_ratings_read(). On failure `ingest` is empty. */
LB_NODISCARD LbStatus lb_ingest_read(LbIngest *ingest, const char *path,
                                     const LbRatingsSettings *settings, LbPool *pool,
                                     const LbReporter *reporter, LbError *err);
void                  lb_ingest_clear(LbIngest *ingest);

#endif
