/* SPDX-License-Identifier: MIT */
/** @file input_source.h
 *  Bytes as they lie on the medium, and what their first ones say. What input.h and
 *  input_archive.h read from. */
#ifndef LB_COMMON_INPUT_INPUT_SOURCE_H
#define LB_COMMON_INPUT_INPUT_SOURCE_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LB_SOURCE_HEAD = 512 };

typedef struct LbSource {
    int                  fd; /**< -1: memory */
    bool                 owns_fd;
    bool                 is_regular; /**< read by offset; the position of fd is never used */
    const unsigned char *memory;
    int64_t              size;   /**< -1 when unknown */
    int64_t              offset; /**< bytes given out, or where the next ones come from */
    unsigned char        head[LB_SOURCE_HEAD]; /**< the first bytes, peeked at */
    size_t               head_len;
} LbSource;

typedef enum LbPacking {
    LB_PACKING_NONE,
    LB_PACKING_GZIP, /**< these three: of one file or of a tar */
    LB_PACKING_BZIP2,
    LB_PACKING_STREAM, /**< xz, zstd */
    LB_PACKING_ZIP,
    LB_PACKING_TAR
} LbPacking;

/** @retval LB_ENOINPUT  no such file, a folder, or no permission (detail: errno)
 *  @retval LB_EIO       its first bytes cannot be read */
LB_NODISCARD LbStatus lb_input_source_open(LbSource *source, const char *path, LbError *err);

/** The path as given, "standard input" for "-". Borrowed. */
const char *lb_input_source_name(const char *path);

/** Memory, borrowed. */
void lb_input_source_open_memory(LbSource *source, const void *bytes, size_t len);

/** By magic numbers alone: text never looks like an archive. */
LbPacking lb_input_source_packing(const LbSource *source);

/** Whether it is a compressed file or tar, which need not be an archive of members. */
bool lb_input_source_is_stream(LbPacking packing);

/** What a file is that nobody here reads ("a 7z archive"), by magic numbers; NULL for others. */
const char *lb_input_source_foreign(const LbSource *source);

/** *got = 0 only at the end. @retval LB_EIO   @retval LB_EINTR  a signal came while waiting */
LB_NODISCARD LbStatus lb_input_source_read(LbSource *source, void *buffer, size_t cap, size_t *got,
                                           LbError *err);

/** Whether `offset` may be set. */
bool lb_input_source_can_seek(const LbSource *source);

void lb_input_source_close(LbSource *source);

#endif
