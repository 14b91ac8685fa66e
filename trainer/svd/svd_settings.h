/* SPDX-License-Identifier: MIT */
/** @file svd_settings.h
 *  What a solver of this folder may be told. */
#ifndef LB_TRAINER_SVD_SVD_SETTINGS_H
#define LB_TRAINER_SVD_SVD_SETTINGS_H

#include "trainer/svd/earlier.h"
#include "trainer/svd/operator.h"

#include <stdbool.h>

/** Vectors that a step starts from. Less than a panel: what the earlier vectors lack has to come from
 *  somewhere. */
enum { LB_STARTS = LB_PANEL - 1 };

/** How to search; tests ask for one way, programs leave it to the solver. */
typedef enum LbSvdWay {
    LB_SVD_ANY,
    LB_SVD_DENSE,  /**< dense_eigen.h */
    LB_SVD_RITZ,   /**< ritz.h */
    LB_SVD_LANCZOS /**< lanczos.h on the operator itself */
} LbSvdWay;

/** Everything the solver may be told; start from lb_svd_defaults(). */
typedef struct LbSvdSettings {
    int32_t  rank;      /**< k, 1 <= k <= n; default 50 */
    LbSvdWay way;       /**< default LB_SVD_ANY */
    double   tolerance; /**< of each eigenvector of the Gram matrix, relative to its eigenvalue; 0 =
                              machine; default 1e-4 */
    double   floor;     /**< singular values from here down are not wanted; default 0 */
    int32_t  restarts;  /**< at most; default 1000 */
    bool     is_step;   /**< one of many of an iteration: what it misses the next one finds, from
                            another seed; default false */
    uint64_t seed;      /**< of the start vectors */
    const double    *start; /**< [n x LB_STARTS] row-major, of a step: sums of the previous vectors,
                            each in one of them; NULL = seeded */
    const LbEarlier *earlier; /**< this rank's rows of the vectors of a similar operator, for where
                                 they help (thick_start.h); NULL = none */
} LbSvdSettings;

/** How far eigenvalues may be off, relative: 1e-6, half of what singular values may be, for
 *  tolerances up to 1e-4; else twice the tolerance. */
double lb_svd_settings_value_tolerance(const LbSvdSettings *settings);

/** Whether a digit is all that is asked of the vectors: a tolerance from 0.1 on. */
bool lb_svd_settings_is_rough(const LbSvdSettings *settings);

/** LB_ENOCONV, with what to change. `code` is the library's own. */
LbStatus lb_svd_settings_no_convergence(const LbSvdSettings *settings, int32_t converged, int code,
                                        LbError *err);

#endif
