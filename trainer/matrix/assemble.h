/* SPDX-License-Identifier: MIT */
/** @file assemble.h
 *  From triplets to the arrays of a CSR matrix as GraphBLAS takes them over, indices of 64 bits.
 *  Its own builder takes ten times as long (CONTRIBUTING.md). */
#ifndef LB_TRAINER_MATRIX_ASSEMBLE_H
#define LB_TRAINER_MATRIX_ASSEMBLE_H

#include "common/base/error.h"
#include "common/base/pool.h"
#include "trainer/ingest/triplets.h"

typedef struct LbAssembled {
    int32_t   n_rows, n_cols;
    int64_t   n;
    uint64_t *start; /**< [n_rows + 1] */
    uint64_t *col;   /**< [n], ascending within a row */
    float    *value; /**< [n] */
} LbAssembled;

/** Users x films from triplets. O(n + users), by counting sort; 12 bytes an entry, and 8 a user for
 *  each thread up to eight. The triplets are released from the last to the first while 8 of the 12 bytes
 *  are filled. The result does not depend on the pool.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_assemble(LbAssembled *out, const LbTriplets *triplets, LbPool *pool,
                                  LbError *err);
void                  lb_assemble_clear(LbAssembled *assembled);

#endif
