/* SPDX-License-Identifier: MIT */
/** @file svd_result.h
 *  What a solver of this folder finds. */
#ifndef LB_TRAINER_SVD_SVD_RESULT_H
#define LB_TRAINER_SVD_SVD_RESULT_H

#include "trainer/svd/slab.h"
#include "trainer/svd/svd_settings.h"

#include <stdbool.h>

/** What it took. */
typedef struct LbSvdInfo {
    int32_t products; /**< vectors that the operator was applied to */
    int32_t restarts, converged;
    bool    is_crowded; /**< found values lie so close together that there may be more copies of
                             them than the search could see */
    double  residual;   /**< max_i ||A'A v_i - s_i^2 v_i|| / s_1^2, as the recurrence
                           tells, without further products */
    double  seconds, operator_seconds;
} LbSvdInfo;

typedef struct LbSvd {
    int32_t n;       /**< rows of the vectors; of several ranks each has its own (slab.h) */
    int32_t rank;    /**< may be lower than asked when the matrix has a lower rank: eigenvalues s^2
                          below eps s_1^2 times its order are rounding, and dropped */
    double *values;  /**< [rank] descending */
    double *vectors; /**< [n x rank] column-major, orthonormal; in each, the entry of largest
                          magnitude is positive */
} LbSvd;

/** Room for a result.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_svd_result_new(LbSvd **out, int32_t n, int32_t rank, LbError *err);
void                  lb_svd_result_free(LbSvd *svd);

/** In each vector, make the entry of largest magnitude positive, the first of several. Collective.
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_svd_result_fix_signs(LbSvd *svd, const LbSlab *slab, LbError *err);

#endif
