/* SPDX-License-Identifier: MIT */
/** @file biases.h
 *  rating = mean + what the user adds + what the film adds: the baseline that every method must
 *  beat at predicting ratings. Y. Koren: Factor in the neighbors. ACM TKDD 4, 2010. */
#ifndef LB_TRAINER_METHODS_BIASES_H
#define LB_TRAINER_METHODS_BIASES_H

#include "trainer/methods/fit.h"

typedef struct LbBiases {
    double  mean; /**< stars */
    double  ridge;
    double *user; /**< [n_users] stars */
    double *film; /**< [n_films] stars */
} LbBiases;

/** Minimise sum (r - mean - user - film)^2 + ridge (|user|^2 + |film|^2) by `sweeps` alternating
 *  passes. Where ratings are spread over ranks (triplets.h), all get the biases of all.
 *  Cost: sweeps * 2 passes over the entries. @retval LB_ENOMEM   @retval as lb_comm_sum() */
LB_NODISCARD LbStatus lb_biases_fit(LbBiases *out, const LbTriplets *train, double mean,
                                    double ridge, int sweeps, LbError *err);
void                  lb_biases_clear(LbBiases *biases);

/** What a new user adds, from their ratings. */
double lb_biases_fold(const LbBiases *biases, const int32_t *film, const float *stars, int32_t n);

#endif
