/* SPDX-License-Identifier: MIT */
/** @file block_sum.h
 *  Sums over blocks of work in a fixed order: neighbours are added in pairs, the pairs in pairs, and
 *  so on. A rank has whole blocks, and what it adds up is a part of the same tree: the sum has the
 *  same bits for any number of threads and ranks. */
#ifndef LB_COMMON_BASE_BLOCK_SUM_H
#define LB_COMMON_BASE_BLOCK_SUM_H

#include "common/base/pool.h"

#include <stdbool.h>

enum { LB_BLOCK_SUM_MOST = 64 }; /**< blocks; their number is a power of two */

/** This rank's of n_blocks blocks: [first, end). None, where there are more ranks than blocks. */
typedef struct LbBlockRange {
    int first, end;
} LbBlockRange;

/** Whether a block is one of them. */
static inline bool lb_block_sum_has(LbBlockRange range, int block)
{
    return block >= range.first && block < range.end;
}

LbBlockRange lb_block_sum_range(LbPool *pool, int n_blocks);

/** Those of one of several ranks. */
LbBlockRange lb_block_sum_share(int rank, int size, int n_blocks);

/** Add up `partial`, whose row i [width] is the share of the i-th block of this rank's; the sum is
 *  its first row afterwards, on all ranks. There is room for one row at least.
 *  Cost: over P ranks each sends and receives about 2 width numbers; P width in one call, where
 *  they are few.
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_block_sum(double *partial, int n_blocks, size_t width, LbPool *pool,
                                   LbError *err);

/** The same, but each rank has afterwards only its part of the first row, numbers
 *  [part[rank], part[rank + 1]), at its place. Cost: half of it.
 *  @param part  [ranks + 1], from 0 to width */
LB_NODISCARD LbStatus lb_block_sum_parts(double *partial, int n_blocks, const int64_t *part,
                                         LbPool *pool, LbError *err);

#endif
