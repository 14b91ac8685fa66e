/* SPDX-License-Identifier: MIT */
/** @file operator.h
 *  A symmetric positive semidefinite operator, as the solvers of this folder see a matrix. What
 *  lies behind may be sparse, sparse + low rank, a projection, or spread over processes. */
#ifndef LB_TRAINER_SVD_OPERATOR_H
#define LB_TRAINER_SVD_OPERATOR_H

#include "common/base/error.h"
#include "common/base/pool.h"

#include <stdint.h>

/** Vectors that travel together (panel.h), and panels that do where 32-bit arithmetic will do. */
enum { LB_PANEL = 4, LB_ROUGH_PANELS = 2 };

/** M = A'A of order n. The same x gives the same bits whatever the threads and ranks. */
typedef struct LbOperator {
    int32_t n;
    /** y = M x, both [n], not overlapping. NULL when there is only the other; always, where the
     *  pool has several ranks. */
    LbStatus (*apply)(void *ctx, const double *x, double *y, LbError *err);
    /** The same for LB_PANEL vectors in one pass: x and y are panels, of several ranks each with
     *  the rank's own rows (slab.h). NULL when there is no way to do that faster than one by one. */
    LbStatus (*apply_panel)(void *ctx, const double *x, double *y, LbError *err);
    /** About the same (rough_product.h) for LB_ROUGH_PANELS panels, one behind another, in the time
     *  of one. NULL when there is no such way. */
    LbStatus (*apply_rough)(void *ctx, const double *x, double *y, LbError *err);
    void   *ctx;
    LbPool *pool; /**< for other work on vectors of this operator; NULL = this thread alone */
} LbOperator;

#endif
