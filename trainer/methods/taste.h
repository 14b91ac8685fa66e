/* SPDX-License-Identifier: MIT */
/** @file taste.h
 *  The part of a model that says what a person would watch and like: a truncated SVD of ratings
 *  that are shifted and floored, people who rate much toned down, films scaled by a power of their
 *  norm; its factors weighed softly, s^2 / (s^2 + soft^2), which is what ridge regression of every
 *  film on all others amounts to in the space of the leading factors.
 *  A. Nikolakopoulos, V. Kalantzis, E. Gallopoulos, J. Garofalakis: EigenRec. KAIS 58, 2019.
 *  H. Steck: Embarrassingly shallow autoencoders for sparse data. WWW 2019. */
#ifndef LB_TRAINER_METHODS_TASTE_H
#define LB_TRAINER_METHODS_TASTE_H

#include "trainer/matrix/csr.h"
#include "trainer/svd/factors.h"

typedef struct LbTasteSettings {
    int32_t rank;       /**< 0 = by the number of ratings, lb_taste_rank() */
    double  shift;      /**< stars taken off a rating; default 1.5 */
    double  floor;      /**< least weight of a film seen, stars; default 0.1 */
    double  user_power; /**< ratings of a user of n films weigh (n / mean n)^(-power / 2); 0.6 */
    double  film_power; /**< d: columns are scaled to norm^d; default 0.6 */
    double  soft;       /**< share of the rank at which the soft weight is a half; 0.5 */
    double  few_films;  /**< of a profile: at so many, soft^2 counts twice (model.h); 50 */
    double  watched_weight; /**< of a film seen and not rated, stars; default 1 */
    double  tolerance;      /**< of the SVD; default 0.1: ranking does not feel more */
} LbTasteSettings;

LbTasteSettings lb_taste_defaults(void);

/** Numbers a film that n ratings can feed: n^(1/3) within 50..most, at most 2^24 in all. */
int32_t lb_taste_numbers(int64_t n_ratings, int32_t n_films, int32_t most);

/** The rank for n ratings of so many films: as many, 180 at most. */
int32_t lb_taste_rank(int64_t n_ratings, int32_t n_films);

/** What was learnt; the arrays are [n_films], owned. */
typedef struct LbTasteFit {
    LbFactors factors;
    double    soft_value;   /**< the singular value whose factor counts half */
    float    *input_scale;  /**< norm^(d - 1) */
    float    *output_scale; /**< 1 / (1 - what the film says of itself) */
} LbTasteFit;

/** Replace the stars, in place, by the weights that taste is learnt from.
 *  @param by_film  the same ratings transposed; may be empty
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_taste_weigh(LbCsr *by_user, LbCsr *by_film,
                                     const LbTasteSettings *settings, LbError *err);

/** Learn from weighted ratings (lb_taste_weigh()).
 *  @param solver  rank and tolerance are those of `settings`
 *  @retval as lb_factors_solve() */
LB_NODISCARD LbStatus lb_taste_fit(LbTasteFit *out, const LbCsr *by_user,
                                   const LbTasteSettings *settings, const LbFactorSettings *solver,
                                   LbPool *pool, const LbReporter *reporter, LbError *err);

void lb_taste_clear(LbTasteFit *taste);

#endif
