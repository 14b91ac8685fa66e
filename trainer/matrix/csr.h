/* SPDX-License-Identifier: MIT */
/** @file csr.h
 *  A sparse matrix by rows in 8 bytes an entry: what the methods walk along. */
#ifndef LB_TRAINER_MATRIX_CSR_H
#define LB_TRAINER_MATRIX_CSR_H

#include "common/base/comm.h"
#include "common/base/error.h"

#include <stdint.h>

typedef struct LbCsr {
    int32_t  n_rows, n_cols;
    int64_t  n;
    int64_t *start; /**< [n_rows + 1] */
    int32_t *col;   /**< [n], ascending within a row */
    float   *value; /**< [n] */

    LbComm  *spread;    /**< as in LbTriplets: the ranks that each have some of the entries */
    int64_t  elsewhere; /**< entries of the other ranks */
    int64_t *whole; /**< [n_rows + 1] where rows are whole, each on its own rank: their starts were
                         all here. NULL: they are */

    const struct LbCsr
        *turned; /**< the transpose, where ranks own rows of both; NULL: it is not needed */
} LbCsr;

/** Starts of the rows as if all were here: what there is to know of the length of others' rows. */
static inline const int64_t *lb_csr_starts(const LbCsr *csr)
{
    return csr->whole != NULL ? csr->whole : csr->start;
}

/** @param[out] out  without `whole` and `turned`   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_csr_copy(LbCsr *out, const LbCsr *csr, LbError *err);

void lb_csr_clear(LbCsr *csr);

#endif
