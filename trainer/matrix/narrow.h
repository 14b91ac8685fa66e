/* SPDX-License-Identifier: MIT */
/** @file narrow.h
 *  A rating matrix in the form that the products run on: rows on the long side, columns on the
 *  short side, 6 or 8 bytes an entry. */
#ifndef LB_TRAINER_MATRIX_NARROW_H
#define LB_TRAINER_MATRIX_NARROW_H

#include "common/base/block_sum.h"
#include "common/base/pool.h"
#include "trainer/ingest/triplets.h"
#include "trainer/matrix/csr.h"

#include <stdbool.h>

/** Rows belong to LB_BLOCKS blocks (trainer/ingest/triplets.h), fixed, so that sums are grouped alike
 *  however many threads and ranks there are. Of several ranks each has its own blocks alone.
 *
 *  The rows of a block lie by falling length: neighbours have loops of the same length, which the
 *  processor foresees. With many films of few ratings that is a fifth of the time. */
typedef struct LbNarrow {
    int32_t      n_rows, n_cols;           /**< of the whole matrix */
    int32_t      n_own;                    /**< rows of this rank's blocks */
    int32_t     *row;                      /**< [n_own] the caller's number of each */
    int64_t     *start;                    /**< [n_own + 1] */
    uint16_t    *col16;                    /**< [entries] where the short side allows, else NULL */
    uint32_t    *col32;                    /**< [entries], the other one */
    float       *value;                    /**< [entries] */
    int32_t      first_row[LB_BLOCKS + 1]; /**< of the n_own; blocks of other ranks are empty */
    LbBlockRange own;                      /**< blocks of this rank */
} LbNarrow;

/** Copy a matrix, or its transpose, so that rows are the longer side. One pass over the entries.
 *  @param      csr  the whole, or as much of it as is this rank's
 *  @param[out] is_transposed  true when the rows are the matrix's columns
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_narrow_copy(LbNarrow *out, bool *is_transposed, const LbCsr *csr,
                                     LbPool *pool, LbError *err);
int64_t               lb_narrow_entries(const LbNarrow *narrow); /**< of this rank */
void                  lb_narrow_clear(LbNarrow *narrow);

#endif
