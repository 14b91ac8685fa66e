/* SPDX-License-Identifier: MIT */
/** @file measure.h
 *  How good predictions are for one person, from ratings kept back; and the mean over people.
 *  NDCG: K. Jarvelin, J. Kekalainen, ACM TOIS 20, 2002, with binary relevance. */
#ifndef LB_TRAINER_EVALUATE_MEASURE_H
#define LB_TRAINER_EVALUATE_MEASURE_H

#include "common/base/topk.h"

#include <stdbool.h>
#include <stdint.h>

enum { LB_LIST_SHORT = 10, LB_LIST_LONG = 20 };

/** A person's ratings kept back. Each film at most once; n >= 1. */
typedef struct LbHidden {
    const int32_t *film;
    const float   *stars;
    int32_t        n;
    double         mean_stars; /**< of all the person's ratings, kept back or not */
} LbHidden;

/** One person's share; NAN where it is not defined for this person. */
typedef struct LbPersonMeasures {
    int32_t n;                 /**< hidden ratings predicted */
    double  squared, absolute; /**< sums of errors in stars; NAN when stars were not predicted */
    double  pairwise; /**< share of hidden pairs with different ratings in the right order */
    double  ndcg10, recall20; /**< relevant: hidden, at least 4 stars; NAN when there is none */
    double  lift; /**< stars: mean hidden rating of the listed ten less mean_stars; NAN when none
                       of the ten is hidden */
    int32_t list[LB_LIST_SHORT]; /**< the ten best, best first */
    int32_t n_list;
} LbPersonMeasures;

/** Nothing predicted yet: sums and shares are NAN, the list is empty. */
LbPersonMeasures lb_measure_nothing(void);

/** squared and absolute: `stars` [n_films] against the hidden ratings. */
void lb_measure_stars(LbPersonMeasures *person, const LbHidden *hidden, const float *stars);

/** pairwise: order by `score` [n_films], ties count one half. O(n^2). */
void lb_measure_order(LbPersonMeasures *person, const LbHidden *hidden, const float *score);

/** ndcg10, recall20, lift and the list: films ranked by `score` [n_films], those with is_given
 *  [n_films] != 0 left out. `top` has k = LB_LIST_LONG and is used as scratch. */
void lb_measure_list(LbPersonMeasures *person, const LbHidden *hidden, const float *score,
                     const uint8_t *is_given, int32_t n_films, LbTopK *top);

/** The same of films ranked already, best first, whoever asks: ranked [n]. */
void lb_measure_ranked(LbPersonMeasures *person, const LbHidden *hidden, const LbScored *ranked,
                       int32_t n, const uint8_t *is_given);

/** Over all people; NAN where nobody has the measure. */
typedef struct LbMeasures {
    double  rmse_stars, mae_stars;                  /**< over all hidden ratings */
    double  ndcg10, recall20, pairwise, lift_stars; /**< means over people */
    int32_t coverage_films;                         /**< distinct films in all lists of ten */
    double  fame_ratings; /**< mean number of training ratings of the films in the lists */
} LbMeasures;

/** Mean of people's measures, summed in order. film_count [n_films] in training.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_measure_mean(LbMeasures *out, const LbPersonMeasures *people, int32_t n,
                                      const int32_t *film_count, int32_t n_films, LbError *err);

#endif
