/* SPDX-License-Identifier: MIT */
/** @file codec.h
 *  What input_unpack.c needs of a library that unpacks one kind of compressed file, which is a
 *  sequence of members with a checksum each. */
#ifndef LB_COMMON_INPUT_CODEC_H
#define LB_COMMON_INPUT_CODEC_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/** Where a codec reads and writes; it advances both. */
typedef struct LbCodecBuffers {
    unsigned char *in;
    size_t         n_in;
    unsigned char *out;
    size_t         n_out;
} LbCodecBuffers;

typedef struct LbCodec {
    const char   *name;
    unsigned char first; /**< byte of a member */
    /** @retval LB_ENOMEM */
    LbStatus (*open)(void **state, LbError *err);
    /** At the first byte of a member. @retval LB_ENOMEM */
    LbStatus (*begin)(void *state, LbError *err);
    /** Unpack what the buffers allow; *ended at the end of a member whose checksum is right.
     *  @retval LB_EDATA  damaged: err has the library's words   @retval LB_ENOMEM */
    LbStatus (*run)(void *state, LbCodecBuffers *buffers, bool *ended, LbError *err);
    /** Legal on NULL. */
    void (*close)(void *state);
} LbCodec;

extern const LbCodec lb_codec_gzip;  /**< codec_gzip.c, the only place that knows zlib */
extern const LbCodec lb_codec_bzip2; /**< codec_bzip2.c, the only place that knows libbz2 */

/** The other way round: bytes as one gzip member, malloc()ed.
 *  @param len  at most 2 GiB
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_codec_gzip_pack(char **out, size_t *out_len, const void *bytes, size_t len,
                                         LbError *err);

#endif
