/* SPDX-License-Identifier: MIT */
/** @file own_rows.h
 *  Rows of users or films as they fall to the ranks: row r to block r mod LB_BLOCKS
 *  (trainer/ingest/triplets.h), blocks to ranks (common/base/block_sum.h). A process alone has all. */
#ifndef LB_TRAINER_MATRIX_OWN_ROWS_H
#define LB_TRAINER_MATRIX_OWN_ROWS_H

#include "common/base/block_sum.h"
#include "trainer/ingest/triplets.h"

/** Whether a row is in one of the blocks. */
static inline bool lb_own_has(LbBlockRange own, int32_t row)
{
    return lb_block_sum_has(own, lb_block_of(row));
}

/** How many of n_rows rows are. */
static inline int32_t lb_own_count(LbBlockRange own, int32_t n_rows)
{
    int32_t last = n_rows % LB_BLOCKS - own.first, each = own.end - own.first;
    return n_rows / LB_BLOCKS * each + (last < 0 ? 0 : last < each ? last : each);
}

/** The i-th of them. */
static inline int32_t lb_own_row(LbBlockRange own, int32_t i)
{
    int32_t each = own.end - own.first;
    return i / each * LB_BLOCKS + own.first + i % each;
}

/** All get all rows of an array of which each rank has made its own ones. A few megabytes travel at
 *  a time.
 *  @param number  [n] of each row, by which it falls to a block; NULL: the i-th is row i
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_own_rows_gather(void *rows, size_t row_bytes, int32_t n,
                                         const int32_t *number, LbComm *comm, LbError *err);

#endif
