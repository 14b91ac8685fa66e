/* SPDX-License-Identifier: MIT */
/** @file ingest.h
 *  From a ratings file to rows: batches of chunks are scanned by the pool while one of its threads
 *  reads the next batch. Lines that the scanner leaves go through the fallback reader in the order
 *  of the file, so that rows, counts and messages are those of a plain sequential reading, whatever
 *  the chunks and threads. */
#ifndef LB_TRAINER_INGEST_INGEST_H
#define LB_TRAINER_INGEST_INGEST_H

#include "common/base/hash.h"
#include "common/base/reporter.h"
#include "trainer/ingest/rows.h"

/** All good rows of a file. */
typedef struct LbIngest {
    LbRows         rows;
    LbIdMap       *users, *films; /**< in order of first appearance */
    LbRatingHeader header;
    int64_t        skipped; /**< bad rows */
    char           input_hash[LB_HASH_TEXT];
    char          *name; /**< of the file, for messages */
} LbIngest;

/** Read a file. On failure `ingest` is empty.
 *  @param chunk_bytes  of the file, scanned at a time by a thread; 0 = 256 KiB
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO  as common/input/input.h and rating_reader.h
 *  @retval LB_ETEMPFAIL  the file was changed or replaced while it was read
 *  @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_ingest_read(LbIngest *ingest, const char *path,
                                     const LbRatingSettings *settings, size_t chunk_bytes,
                                     LbPool *pool, const LbReporter *reporter, LbError *err);
void                  lb_ingest_clear(LbIngest *ingest);

#endif
