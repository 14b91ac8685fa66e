/* SPDX-License-Identifier: MIT */
/** @file completion.h
 *  Matrix completion with a nuclear-norm penalty: minimises
 *      1/2 sum over the entries (r - z)^2 + threshold * (sum of the singular values of Z)
 *  by repeated truncated SVDs of (residual + Z), sparse plus low rank, never formed; each starts
 *  from the vectors of the one before.
 *  R. Mazumder, T. Hastie, R. Tibshirani: Spectral regularization algorithms for learning large
 *  incomplete matrices. JMLR 11, 2010. */
#ifndef LB_TRAINER_METHODS_COMPLETION_H
#define LB_TRAINER_METHODS_COMPLETION_H

#include "trainer/svd/gram.h"
#include "trainer/svd/svd.h"

typedef struct LbCompletionSettings {
    int32_t  rank;          /**< largest rank of Z; default 20 */
    double   threshold;     /**< taken off each singular value, in the unit of the entries; 12.5 */
    int32_t  passes;        /**< at most; default 15 */
    double   tolerance;     /**< stop when the objective falls by less than this share; 1e-4 */
    double   svd_tolerance; /**< of each SVD; default 1e-3 */
    uint64_t seed;
} LbCompletionSettings;

LbCompletionSettings lb_completion_defaults(void);

typedef struct LbCompletionInfo {
    int32_t passes, products;
    double  objective;
} LbCompletionInfo;

/** Z = left right'. */
typedef struct LbCompletion {
    int32_t n_rows, n_cols;
    int32_t rank;   /**< singular values that survived the threshold; may be 0 */
    float  *left;   /**< [n_rows x rank] row-major: U diag(values) */
    float  *right;  /**< [n_cols x rank] row-major: V, orthonormal columns */
    double *values; /**< [rank] descending, thresholded */
} LbCompletion;

/** Complete the matrix behind `gram`, whose sparse part holds the entries, and whose low-rank part
 *  is set aside. Both are as before when the call returns. Deterministic whatever the pool.
 *  @param[out] info  may be NULL
 *  @retval as lb_svd_solve() */
LB_NODISCARD LbStatus lb_completion_solve(LbCompletion **out, LbCompletionInfo *info, LbGram *gram,
                                          const LbCompletionSettings *settings,
                                          const LbReporter *reporter, LbError *err);

void lb_completion_free(LbCompletion *result);

#endif
