/* SPDX-License-Identifier: MIT */
/** @file model_norms.h
 *  What a query would otherwise find out of every film anew: how far the factors of each can carry
 *  its score, and the sums of which mean and deviation of a person's scores come. */
#ifndef LB_COMMON_MODEL_MODEL_NORMS_H
#define LB_COMMON_MODEL_MODEL_NORMS_H

#include "common/model/model.h"

/** Arrays as in LbTaste and LbStarsHead, for free(); NULL where the model has no such part. */
typedef struct LbModelNorms {
    float  *taste_norm, *stars_norm;
    double *taste_gram, *stars_gram; /**< NULL without a stars part: then nothing is standardised */
} LbModelNorms;

/** Measure the films of a model; what it has of these arrays itself is not looked at. One pass over
 *  the factors, O(n_films rank^2). The same bits on any machine.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_norms_new(LbModelNorms *out, const LbModel *model, LbError *err);
void                  lb_model_norms_clear(LbModelNorms *norms);

/** Whether the norms that the model has are those of its films, to the rounding of a float.
 *  @retval LB_EDATA  "taste/norm: entry 17 is not the length of the film's factors"
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_norms_check(const LbModel *model, LbError *err);

#endif
