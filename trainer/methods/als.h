/* SPDX-License-Identifier: MIT */
/** @file als.h
 *  Half a sweep of alternating least squares: the vectors of all users given those of the films, or
 *  the other way round.
 *  Y. Zhou, D. Wilkinson, R. Schreiber, R. Pan: Large-scale parallel collaborative filtering for the
 *  Netflix prize. AAIM 2008. */
#ifndef LB_TRAINER_METHODS_ALS_H
#define LB_TRAINER_METHODS_ALS_H

#include "common/base/pool.h"
#include "trainer/matrix/csr.h"

/** How strongly one side is held to its prior mean: penalty = ridge + ridge_per_rating * n. */
typedef struct LbAlsSettings {
    double  mean; /**< of all ratings, in their unit: biases are around it */
    double  bias_ridge;
    double  ridge, ridge_per_rating;
    int64_t most; /**< of a row's ratings, spread evenly over it, are learnt from; 0 = all */
} LbAlsSettings;

/** One side: n rows of 1 + k, the bias first. */
typedef struct LbSide {
    int32_t n, k;
    float  *x; /**< [n x (1 + k)] row-major */
} LbSide;

/** Penalties [1 + k] for a row of n ratings. */
void lb_als_penalty(const LbAlsSettings *settings, int32_t k, int64_t n_ratings, float *penalty);

/** For each row i: `mine` row i = argmin over (b, p) of
 *      sum_j (r_ij - mean - other_j0 - b - <p, other_j1..>)^2 + penalties of (b, p) - prior_i.
 *  Where only `most` of a row's n ratings are learnt from, their sum counts n / most times.
 *  @param ratings  rows are those of `mine`, columns those of `other`
 *  @param prior    [own rows x (1 + k)] or NULL = 0; a row without ratings becomes its prior
 *  @retval LB_ENOMEM   @retval as LbCommOps, where the pool has ranks: each solves its own rows
 *                  (own_rows.h)
 *  Deterministic whatever the pool. Cost n_ratings k^2 / 2 + n k^3 / 6 multiplications, fewer
 *  by `most`. */
LB_NODISCARD LbStatus lb_als_half_sweep(LbSide *mine, const LbSide *other, const LbCsr *ratings,
                                        const float *prior, const LbAlsSettings *settings,
                                        LbPool *pool, LbError *err);

#endif
