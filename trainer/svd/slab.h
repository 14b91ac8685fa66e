/* SPDX-License-Identifier: MIT */
/** @file slab.h
 *  The rows of long vectors over the ranks. They belong to LB_BLOCKS blocks of neighbours, fixed by
 *  their number alone; a rank has the rows of its own blocks. What vectors are to each other is
 *  added up block by block (lb_block_sum()), and has the same bits for any number of ranks. */
#ifndef LB_TRAINER_SVD_SLAB_H
#define LB_TRAINER_SVD_SLAB_H

#include "common/base/block_sum.h"
#include "trainer/ingest/triplets.h"

typedef struct LbSlab {
    int32_t      n;          /**< of the whole vector */
    int32_t      first, end; /**< this rank's: all, of a process alone */
    LbBlockRange own;        /**< blocks of this rank */
    LbPool      *pool;       /**< borrowed; NULL = this thread alone */
} LbSlab;

/** Those of vectors [n] over the ranks of a pool. */
LbSlab lb_slab_of(int32_t n, LbPool *pool);

/** This rank's. */
static inline int32_t lb_slab_count(const LbSlab *slab)
{
    return slab->end - slab->first;
}

/** This rank's blocks, and how many shares of a sum there is to be room for. */
static inline int lb_slab_blocks(const LbSlab *slab)
{
    return slab->own.end - slab->own.first;
}

static inline size_t lb_slab_shares(const LbSlab *slab)
{
    return lb_slab_blocks(slab) > 0 ? (size_t)lb_slab_blocks(slab) : 1;
}

/** Block `block` begins with this one of the rank's rows, block + 1 behind its last: own.first is
 *  at 0. */
int32_t lb_slab_begin(const LbSlab *slab, int block);

/** First number of each rank's part [ranks + 1], of `width` numbers to a row. */
void lb_slab_parts(const LbSlab *slab, int64_t *first, int64_t width);

/** All get all rows of an array [n] of which each rank has made its own. @retval as LbCommOps */
LB_NODISCARD LbStatus lb_slab_gather(const LbSlab *slab, void *array, size_t row_bytes,
                                     LbError *err);

#endif
