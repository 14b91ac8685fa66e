/* SPDX-License-Identifier: MIT */
/** @file prior.h
 *  Where a person or film is expected before their ratings are looked at: a linear map from an
 *  embedding (who watches what) to biases and factors, learnt from those that are well known.
 *  D. Agarwal, B.-C. Chen: Regression-based latent factor models. KDD 2009. */
#ifndef LB_TRAINER_METHODS_PRIOR_H
#define LB_TRAINER_METHODS_PRIOR_H

#include "trainer/methods/als.h"
#include "trainer/methods/embedding.h"

typedef struct LbPriorSettings {
    double ridge;  /**< of the map, its constant aside */
    double shrink; /**< a row of n ratings weighs n / (n + shrink) */
} LbPriorSettings;

/** map [(rank + 1) x (1 + k)] minimises sum_i w_i |x_i - [1, e_i] map|^2 + ridge |map without its
 *  first row|^2.
 *  @param embedding  of this rank's own rows; all ranks get the same map
 *  @param start      [n + 1] of the ratings: row i has start[i + 1] - start[i] of them
 *  @retval LB_EDATA   its normal equations are not positive definite: no ridge, or numbers that
 *                     are not finite
 *  @retval LB_ENOMEM   @retval as LbCommOps, where the pool has ranks
 *  Deterministic whatever the pool. Cost n rank (rank / 2 + k), shared. */
LB_NODISCARD LbStatus lb_prior_fit(float *map, const LbEmbedding *embedding, const LbSide *side,
                                   const int64_t *start, const LbPriorSettings *settings,
                                   LbPool *pool, LbError *err);

/** prior_i = [1, e_i] map, [rows of the embedding x (1 + k)]. */
void lb_prior_apply(float *prior, const LbEmbedding *embedding, const float *map, int32_t k,
                    LbPool *pool);

#endif
