/* SPDX-License-Identifier: MIT */
/** @file csr.h
 *  The arrays of a sparse matrix by rows, as GraphBLAS takes and gives them, and how they are made
 * of ratings. */
#ifndef LB_TRAINER_MATRIX_CSR_H
#define LB_TRAINER_MATRIX_CSR_H

#include "common/base/parallel.h"

#include <stdint.h>

/** Entries of a matrix in any order, each position once; borrowed. */
typedef struct LbTriplets {
    int64_t        n;
    const int32_t *row;           /**< [n] */
    const int32_t *col;           /**< [n] */
    const float   *value;         /**< [n] */
    void (*release)(void *owner); /**< NULL, or how to give the three arrays back */
    void *owner;
} LbTriplets;

typedef struct LbCsr {
    int32_t   n_rows, n_cols;
    int64_t   n;
    uint64_t *start; /**< [n_rows + 1] */
    uint64_t *col;   /**< [n], ascending within a row */
    float    *value; /**< [n] */
} LbCsr;

/** n_rows x n_cols from triplets. O(n + rows), by counting sort; 12 bytes an entry, and 8 a row for
 *  each thread up to eight. The entries are released half way, when 8 of the 12 bytes have been
 * taken.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_csr_build(LbCsr *out, int32_t n_rows, int32_t n_cols,
                                   const LbTriplets *entries, LbPool *pool, LbError *err);
void                  lb_csr_clear(LbCsr *csr);

#endif
