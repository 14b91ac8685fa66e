/* SPDX-License-Identifier: MIT */
/** @file reading.h
 *  One ratings file: batches of chunks are scanned by the pool while one of its threads reads
 *  the next batch. Lines that the scanner leaves go through the fallback reader in the order of the
 *  file, so that rows, counts and messages are those of a plain sequential reading, whatever the
 *  chunks and threads. */
#ifndef LB_TRAINER_INGEST_READING_H
#define LB_TRAINER_INGEST_READING_H

#include "common/base/comm.h"
#include "common/base/hash.h"
#include "common/base/reporter.h"
#include "trainer/ingest/moments.h"
#include "trainer/ingest/rows.h"

/** What is known of a file beside its rows. */
typedef struct LbRatingsFile {
    char          *name; /**< for messages */
    LbRatingHeader header;
    int64_t        first_row, n_rows;  /**< of all that are read */
    LbExtremes     extremes;           /**< of its ratings, from its first row on; if it has rows */
    char           hash[LB_HASH_TEXT]; /**< of its bytes */
} LbRatingsFile;

/** All good rows of the files so far. */
typedef struct LbIngest {
    LbRows         rows;
    int64_t        n_rows; /**< of all files */
    LbComm        *spread; /**< NULL: all are in `rows`; else the ranks of which each has its own
                                (spread.h), in order; the runs are those of all */
    LbIdMap       *users, *films; /**< in order of first appearance */
    LbRatingsFile *files;         /**< [n_files] */
    int            n_files;
    int64_t        skipped;      /**< bad rows */
    int64_t        bytes;        /**< of all files; -1 when that of one is not known */
    int64_t        bytes_before; /**< of those read so far */
} LbIngest;

/** How files are read; all is borrowed. */
typedef struct LbReadingHow {
    const LbRatingSettings *settings;
    size_t                  chunk_bytes; /**< 0 = as is usual */
    LbPool                 *pool;
    const LbReporter       *reporter;
} LbReadingHow;

/** Append the good rows of a file to those of the files before it.
 *  @param file  filled in; its name also after most failures
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO  as common/input/input.h and rating_reader.h
 *  @retval LB_ETEMPFAIL  the file was changed or replaced while it was read
 *  @retval LB_EINTR, LB_ENOMEM  in all cases: what was read of the file may have been added */
LB_NODISCARD LbStatus lb_reading_add(LbIngest *all, LbRatingsFile *file, const char *path,
                                     const LbReadingHow *how, LbError *err);

/** What one of several ranks reads of a file: of a plain one its range of bytes, of another one all
 *  or nothing, the files taking turns. */
typedef struct LbFilePart {
    int     rank, size;
    int     turn; /**< number of the file */
    bool    is_range;
    bool    is_good;              /**< nothing in it needs a sequential reading, or a message */
    int64_t lines;                /**< of a range */
    int64_t at[LB_COMM_MOST + 1]; /**< of all ranges: begin and end */
} LbFilePart;

/** Append the good rows of a part to those of parts before it, if all is well with it: no bad row, no
 *  line whose end only a reading from the beginning of the file can find, no failure of the file. Lines
 *  are counted, and users and films numbered, from the beginning of the part.
 *  @param part  rank, size and turn given, the rest filled in; unless is_good nothing else counts
 *  @retval LB_EINTR, LB_ENOMEM, LB_EINTERNAL */
LB_NODISCARD LbStatus lb_reading_add_part(LbIngest *own, LbRatingsFile *file, const char *path,
                                          const LbReadingHow *how, LbFilePart *part, LbError *err);

#endif
