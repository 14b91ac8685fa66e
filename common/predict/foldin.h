/* SPDX-License-Identifier: MIT */
/** @file foldin.h
 *  A person the model has never seen: from their ratings to their place in the factor spaces.
 *  Fold-in of an SVD: M. Berry, S. Dumais, G. O'Brien, SIAM Review 37, 1995. */
#ifndef LB_COMMON_PREDICT_FOLDIN_H
#define LB_COMMON_PREDICT_FOLDIN_H

#include "common/dense/ridge.h"
#include "common/model/model.h"

/** What one person has seen, in the model's film indices. Each film at most once. */
typedef struct LbVector {
    const int32_t *film;  /**< [n] */
    const float   *stars; /**< [n]; NAN = watched, not rated */
    int32_t        n;
    int32_t        n_rated; /**< entries with a rating */
} LbVector;

/** A person folded in; reusable for the next one. Read only outside foldin.c. */
typedef struct LbUser {
    const LbModel  *model;
    const LbVector *vector; /**< borrowed from the caller of lb_foldin_vector() */
    float          *weight; /**< [vector->n] affinity weight of each film, 0 where it has none */
    float          *taste;  /**< [taste.rank] the person's point in taste space */
    float          *stars;  /**< [1 + stars.rank] b_u and p_u of the stars head */
    float *expected;        /**< [1 + stars.rank] what the prior made of them, before any rating */
    double offset;          /**< of the predicted stars; part of stars[0] */
    float *near;            /**< [n_films] gains of the neighbour lists; NULL = none */
    double near_share;      /**< of these in the affinity of this person */
    float *items;           /**< [n_films] gains of the item-item regression; NULL = none */
    double items_share;     /**< weight of these in the affinity of this person */

    float   *scratch; /**< at least [n_films] for lb_score_all() and lb_score_some() */
    double  *sums;    /**< a row of doubles, as long as the longest factor vector */
    LbRidge *ridge;   /**< of the stars head; NULL = the model has none */
    size_t   capacity;
} LbUser;

/** g_i of common/model.h: how much of factor i a person of n films is given; 0 < n. */
double lb_foldin_taste_weight(const LbTaste *taste, int32_t i, int32_t n);

/** `new` of common/model.h: 1 for somebody of whom nothing is known, near 0 for many films. */
double lb_foldin_newness(const LbNewcomers *newcomers, int32_t n);

/** A person of whom nothing is known yet. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_foldin_new(LbUser **out, const LbModel *model, LbError *err);
void                  lb_foldin_free(LbUser *user);

/** Fold in. `vector` is borrowed while `user` is used. Cost O(n k + n r^2 + r^3), r the rank of the
 *  stars head; no allocation once the scratch has grown. Deterministic: same vector, same bits.
 *  @retval LB_ENONE   no film of the vector is rated
 *  @retval LB_EDATA   the model's numbers for these films are none
 *  @retval LB_ENOMEM  (the user stays usable) */
LB_NODISCARD LbStatus lb_foldin_vector(LbUser *user, const LbVector *vector, LbError *err);

#endif
