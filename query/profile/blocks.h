/* SPDX-License-Identifier: MIT */
/** @file blocks.h
 *  Many short texts that are kept and freed together. */
#ifndef LB_QUERY_PROFILE_BLOCKS_H
#define LB_QUERY_PROFILE_BLOCKS_H

#include "common/base/error.h"
#include "common/base/slice.h"

/** A chain of blocks, newest first; NULL is the empty chain. */
typedef struct LbBlocks LbBlocks;

/** Copy a text into the chain, NUL-terminated. *out stays where it is until lb_blocks_free().
 *  @retval LB_ENOMEM  nothing changed */
LB_NODISCARD LbStatus lb_blocks_copy(LbBlocks **blocks, const char **out, LbSlice text,
                                     LbError *err);

void lb_blocks_free(LbBlocks *blocks);

#endif
