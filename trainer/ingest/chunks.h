/* SPDX-License-Identifier: MIT */
/** @file chunks.h
 *  A ratings file cut into chunks of whole lines, read in order by one thread at a time and
 *  fingerprinted on the way. Plain files are read straight from their descriptor, the others
 *  unpacked by common/input/input.h; both look the same from here. */
#ifndef LB_TRAINER_INGEST_CHUNKS_H
#define LB_TRAINER_INGEST_CHUNKS_H

#include "common/base/hash.h"
#include "common/input/input.h"
#include "trainer/ingest/scan.h"

typedef struct LbChunks LbChunks;

/** Open `path` for chunks of about `chunk_bytes`. @retval as lb_input_open_member() */
LB_NODISCARD LbStatus lb_chunks_open(LbChunks **out, const char *path, const LbMemberWish *wish,
                                     size_t chunk_bytes, LbError *err);
void                  lb_chunks_close(LbChunks *chunks);

/** Fill chunk->bytes and len with the next whole lines; len = 0 at the end of the file. A line that
 *  does not end within 4 MiB is given in parts: the chunk has no line end at all. So is one that a
 *  failure cuts: all bytes before the failure are given first.
 *  @retval LB_EIO, LB_EDATA, LB_EINTR  of the input; without its name   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_chunks_next(LbChunks *chunks, LbChunk *chunk, LbError *err);

/** The bytes behind the last chunk, as they are: an LbReadFn over an LbChunks. */
LbStatus lb_chunks_read(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err);

/** Read so far and size, in bytes on disk; size -1 when unknown. */
void lb_chunks_progress(const LbChunks *chunks, int64_t *read_bytes, int64_t *size_bytes);

/** Where n ranges begin and end, each with whole lines: at[r] is 0, the place behind an LF, or the
 *  end. The first one is the shorter (none from seven on) by what it costs to hash the file, the others
 *  are of about the same size. Of a plain file of known size alone.
 *  @param[out] at  [n + 1]
 *  @return whether it is one   @retval LB_EIO */
LB_NODISCARD LbStatus lb_chunks_split(const LbChunks *chunks, int n, int64_t *at, bool *is_plain,
                                      LbError *err);

/** Begin again, with the bytes [begin, end) of a plain file alone: also for lb_chunks_hash(). */
void lb_chunks_restrict(LbChunks *chunks, int64_t begin, int64_t end);

/** Path, or "standard input". */
const char *lb_chunks_name(const LbChunks *chunks);

/** @retval LB_ETEMPFAIL  the file has been changed or replaced since it was opened */
LB_NODISCARD LbStatus lb_chunks_check(const LbChunks *chunks, LbError *err);

/** Fingerprint of the file as it lies on disk; of what was read from standard input. To be asked at
 *  the end of the file. A compressed file is read once more for it.
 *  @retval LB_EIO, LB_ENOINPUT, LB_EINTR */
LB_NODISCARD LbStatus lb_chunks_hash(LbChunks *chunks, char out[LB_HASH_TEXT],
                                     const LbReporter *reporter, LbError *err);

#endif
