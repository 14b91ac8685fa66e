/* SPDX-License-Identifier: MIT */
/** @file input_unpack.h
 *  gzip and bzip2 files unpacked from a source and checked to their last byte. libarchive's filters
 *  look at neither CRC nor size of gzip, and take a damaged second member of either for the end. */
#ifndef LB_COMMON_INPUT_INPUT_UNPACK_H
#define LB_COMMON_INPUT_INPUT_UNPACK_H

#include "common/input/codec.h"
#include "common/input/input_source.h"

typedef struct LbUnpack LbUnpack;

/** Begin at the first byte of `source`, which is borrowed. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_unpack_open(LbUnpack **out, LbSource *source, const LbCodec *codec,
                                           LbError *err);

/** Up to `cap` bytes of all members, one after another; *got = 0 only at the end. Behind the last
 *  member zeros may follow, which tapes leave, and nothing else: whether other bytes are rubbish or
 *  a member with a damaged header nobody can tell. What came before an error is not to be trusted.
 *  @retval LB_EDATA  a wrong checksum, damaged, cut off, or other bytes behind
 *  @retval LB_EIO, LB_EINTR  of the source   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_unpack_read(LbUnpack *unpack, void *buffer, size_t cap, size_t *got,
                                           LbError *err);

/** Legal on NULL. The source stays open. */
void lb_input_unpack_close(LbUnpack *unpack);

#endif
