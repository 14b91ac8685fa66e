/* SPDX-License-Identifier: MIT */
/** @file narrow.h
 *  A rating matrix in the form that the products run on: rows on the long side, columns on the
 *  short side, 6 or 8 bytes an entry. */
#ifndef LB_TRAINER_MATRIX_NARROW_H
#define LB_TRAINER_MATRIX_NARROW_H

#include "common/base/block_sum.h"
#include "common/base/pool.h"
#include "trainer/matrix/csr.h"

#include <stdbool.h>

/** Blocks of rows with about as many entries each. Fixed, so that sums are grouped alike however
 *  many threads there are. */
enum { LB_BLOCKS = 16 };

/** Of several ranks each has the entries of its own blocks' rows alone.
 *
 *  Rows lie by falling length: neighbours have loops of the same length, which the processor
 *  foresees. With many films of few ratings that is a fifth of the time. */
typedef struct LbNarrow {
    int32_t      n_rows, n_cols;
    int32_t     *row;   /**< [n_rows] the caller's number of each row */
    int64_t     *start; /**< [n_rows + 1] where each begins in the arrays of this rank, which hold n
                          entries: below 0 or from n on for rows that others have */
    uint16_t    *col16; /**< [n] where the short side allows, else NULL */
    uint32_t    *col32; /**< [n], the other one */
    float       *value; /**< [n] */
    int32_t      first_row[LB_BLOCKS + 1];
    LbBlockRange own; /**< blocks of this rank */
} LbNarrow;

/** Copy a matrix, or its transpose, so that rows are the longer side. One pass over the entries.
 *  @param[out] is_transposed  true when the rows are the matrix's columns
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_narrow_copy(LbNarrow *out, bool *is_transposed, const LbCsr *csr,
                                     LbPool *pool, LbError *err);
int64_t               lb_narrow_entries(const LbNarrow *narrow); /**< of this rank */
void                  lb_narrow_clear(LbNarrow *narrow);

#endif
