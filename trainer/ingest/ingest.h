/* SPDX-License-Identifier: MIT */
/** @file ingest.h
 *  From ratings files to rows: one file after another (trainer/ingest/reading.h), users and films
 *  numbered by their first appearance in all of them. */
#ifndef LB_TRAINER_INGEST_INGEST_H
#define LB_TRAINER_INGEST_INGEST_H

#include "common/base/path.h"
#include "trainer/ingest/reading.h"

/** Read files, "-" being standard input. On failure `ingest` is empty. Warns of a file without rows
 *  beside others, and of one whose columns have other names than the first one's.
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO  as common/input/input.h and rating_reader.h
 *  @retval LB_ETEMPFAIL  a file was changed or replaced while it was read
 *  @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_ingest_read(LbIngest *ingest, LbPaths paths, const LbReadingHow *how,
                                     LbError *err);

/** The file that a row is from. */
const LbRatingsFile *lb_ingest_file_of(const LbIngest *ingest, int64_t row);

/** "ratings.csv", or "a.csv and 2 other files". */
void lb_ingest_name(const LbIngest *ingest, char *text, size_t cap);

/** lb_hash_join() of the files' hashes. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ingest_hash(const LbIngest *ingest, char out[LB_HASH_TEXT], LbError *err);

void lb_ingest_clear(LbIngest *ingest);

#endif
