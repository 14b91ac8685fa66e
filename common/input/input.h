/* SPDX-License-Identifier: MIT */
/** @file input.h
 *  A stream of bytes from a path or standard input, unpacked on the way (gzip, zstd, xz, bzip2,
 *  and the one file inside a zip or tar that is meant). */
#ifndef LB_COMMON_INPUT_INPUT_H
#define LB_COMMON_INPUT_INPUT_H

#include "common/base/error.h"
#include "common/input/member_wish.h"

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

/** Open `path` ("-" = standard input); of a zip or tar the wished member (common/input_member.h).
 *  @param wish  its texts and context are borrowed and must outlive the input
 *  @retval LB_ENOINPUT  no such file, a folder, or no permission (detail: errno)
 *  @retval LB_EDATA     an archive without that member, damaged, or of a kind that is not read
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_open_member(LbInput **out, const char *path,
                                           const LbMemberWish *wish, LbError *err);

/** The same for any file: of an archive its one CSV, or its one file.
 *  Errors as lb_input_open_member(). */
LB_NODISCARD LbStatus lb_input_open(LbInput **out, const char *path, LbError *err);

/** Memory as an input, not copied: for tests and fuzzing. `wish` may be NULL.
 *  @retval LB_EDATA  as lb_input_open_member()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_open_memory(LbInput **out, const void *bytes, size_t len,
                                           const LbMemberWish *wish, LbError *err);

/** Where the bytes of lb_input_open_stream() come from: as lb_input_read(). */
typedef LbStatus (*LbReadFn)(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err);

/** The bytes that `read` gives, as they are, under a name for messages (copied): how the trainer
 *  hands the middle of a file to the fallback reader. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_open_stream(LbInput **out, const char *name, LbReadFn read,
                                           void *ctx, LbError *err);

/** A text (borrowed) as it is, under a name for messages (copied). @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_open_text(LbInput **out, const char *name, LbSlice text,
                                         LbError *err);

/** Up to `cap` unpacked bytes; *got = 0 only at the end.
 *  @retval LB_EIO    the medium failed
 *  @retval LB_EINTR  a signal came while waiting
 *  @retval LB_EDATA  damaged or truncated archive, or more than 1 TiB unpacked; what was given
 *                    before is not to be trusted
 *  The message does not have the name: whoever reads puts it in front. */
LB_NODISCARD LbStatus lb_input_read(LbInput *in, void *buffer, size_t cap, size_t *got,
                                    LbError *err);

LbInputInfo lb_input_info(const LbInput *in);

/** The path as given, "standard input" for "-". Borrowed. */
const char *lb_input_name(const LbInput *in);

/** Legal on NULL. */
void lb_input_close(LbInput *in);

#endif
