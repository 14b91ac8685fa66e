/* SPDX-License-Identifier: MIT */
/** @file svd_settings.h
 *  What a solver of this folder may be told. */
#ifndef LB_TRAINER_SVD_SVD_SETTINGS_H
#define LB_TRAINER_SVD_SVD_SETTINGS_H

#include "trainer/svd/operator.h"

/** Vectors of a warm start. Less than a panel: what the earlier vectors lack has to come from
 *  somewhere. */
enum { LB_STARTS = LB_PANEL - 1 };

/** Everything the solver may be told; start from lb_svd_defaults(). */
typedef struct LbSvdSettings {
    int32_t  rank;       /**< k, 1 <= k <= lb_svd_max_rank(n); default 50 */
    int32_t  basis;      /**< Lanczos vectors, k < basis <= n, of ARPACK on the operator itself; 0 =
                              the solver's choice */
    double   tolerance;  /**< relative, of the eigenvalues of the Gram matrix; 0 = machine; 1e-4 */
    int32_t  restarts;   /**< at most; default 1000 */
    uint64_t seed;       /**< of the start vector */
    const double *start; /**< [n x LB_STARTS] row-major, warm start: sums of the previous vectors,
                            each in one of them; NULL = seeded */
} LbSvdSettings;

#endif
