/* SPDX-License-Identifier: MIT */
/** @file input.h
 *  A stream of bytes from a path or standard input, unpacked on the way (gzip, zstd, xz, bzip2,
 *  and the one CSV inside a zip or tar). */
#ifndef LB_COMMON_INPUT_INPUT_H
#define LB_COMMON_INPUT_INPUT_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LbInput LbInput;

typedef struct LbInputInfo {
    bool    is_plain;   /**< a regular file with no compression: may be read by ranges */
    int64_t size_bytes; /**< of the file on disk; -1 when unknown (pipe) */
    int64_t read_bytes; /**< consumed so far, on disk: progress is read_bytes / size_bytes */
    int     fd;         /**< of the plain file, positioned anywhere; -1 otherwise; borrowed */
} LbInputInfo;

/** Open `path` ("-" = standard input). A zip or tar must hold exactly one member that ends in .csv
 *  (any case; "__MACOSX/" and names that start with "." aside), or one named ratings_export.csv or
 *  ratings.csv among several. A pipe cannot be searched twice: of an archive in it the first CSV is
 *  read, and unless it has one of the two names another one behind it is an error at the end.
 *  @retval LB_ENOINPUT  no such file, a folder, or no permission (detail: errno)
 *  @retval LB_EDATA     an archive without a single CSV, or damaged */
LB_NODISCARD LbStatus lb_input_open(LbInput **out, const char *path, LbError *err);

/** Memory as an input, not copied: for tests and fuzzing. */
LB_NODISCARD LbStatus lb_input_open_memory(LbInput **out, const void *bytes, size_t len,
                                           LbError *err);

/** Where the bytes of lb_input_open_stream() come from: as lb_input_read(). */
typedef LbStatus (*LbReadFn)(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err);

/** The bytes that `read` gives, as they are, under a name for messages (copied): how the trainer
 *  hands the middle of a file to the fallback reader. */
LB_NODISCARD LbStatus lb_input_open_stream(LbInput **out, const char *name, LbReadFn read,
                                           void *ctx, LbError *err);

/** Up to `cap` unpacked bytes; *got = 0 only at the end.
 *  @retval LB_EIO    the medium failed
 *  @retval LB_EINTR  a signal came while waiting
 *  @retval LB_EDATA  damaged or truncated archive, or more than 1 TiB unpacked
 *  The message does not have the name: whoever reads puts it in front. libarchive does not check
 *  the sum at the end of gzip: damage that still unpacks shows in the rows alone. */
LB_NODISCARD LbStatus lb_input_read(LbInput *in, void *buffer, size_t cap, size_t *got,
                                    LbError *err);

LbInputInfo lb_input_info(const LbInput *in);

/** The path as given, "standard input" for "-". Borrowed. */
const char *lb_input_name(const LbInput *in);

/** Legal on NULL. */
void lb_input_close(LbInput *in);

#endif
