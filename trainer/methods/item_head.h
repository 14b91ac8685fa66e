/* SPDX-License-Identifier: MIT */
/** @file item_head.h
 *  Item-item weights of full rank: every film regressed on all others at once, with one inverse.
 *  With the Gram matrix G of the weighted ratings and P = (G + diag(ridge))^-1 the weight of film i
 *  on film j is B_ij = -P_ij / P_jj = c_ij root_i / root_j, c the partial correlations
 *  -P_ij / sqrt(P_ii P_jj), root_i = sqrt(P_ii). Correlations are kept in one byte each: film i's
 *  are row_scale_i (code / 127)^3, which is fine where they are small, as nearly all are.
 *  H. Steck: Embarrassingly shallow autoencoders for sparse data. WWW 2019. */
#ifndef LB_TRAINER_METHODS_ITEM_HEAD_H
#define LB_TRAINER_METHODS_ITEM_HEAD_H

#include "trainer/methods/item_gram.h"

typedef struct LbItemHeadSettings {
    int32_t films;          /**< the most rated films take part; 0 = no head; default -1: by the
                                 number of users, lb_item_head_films() */
    int32_t min_ratings;    /**< and those with at least as many ratings; default 5 */
    double  ridge;          /**< added to the diagonal, in units of the mean of its largest entries
                                 (7,000 of them); default 0.5 */
    double  ridge_relative; /**< share of each diagonal entry added to it; default 0.3 */
    double  gain;           /**< of the gains in the affinity (common/model/model.h); default 2 */
    double  half_films;     /**< films of a profile at which that is halved; default 80 */
} LbItemHeadSettings;

LbItemHeadSettings lb_item_head_defaults(void);

/** Films that are to take part when nothing else is said: none for less than 25,000 users, from
 *  whom so many weights cannot be learnt (CONTRIBUTING.md has the figures); else the 8,000 most
 *  rated ones. */
int32_t lb_item_head_films(int32_t n_users);

/** The head as it is stored (LbItemHead in common/model/model.h); owned. */
typedef struct LbItemHeadFit {
    int32_t  n;
    int32_t *film;      /**< [n] index in the catalogue, most rated first */
    int32_t *place;     /**< [n_films] row of each film, -1 = none */
    int8_t  *code;      /**< [n x n] row-major; 0 on the diagonal */
    float   *row_scale; /**< [n] */
    float   *root;      /**< [n] */
} LbItemHeadFit;

/** Learn from weighted ratings (lb_taste_weigh()).
 *  @param gram  their Gram matrix, of the films that the settings ask for or more; its triangle is
 *               freed as soon as it is not needed
 *  @param settings  gain and half_films are the caller's; films is at least 0
 *  @retval LB_EDATA  the ridge is too small for this matrix   @retval LB_EINTR, LB_ENOMEM
 *  Deterministic whatever the pool. Cost n^3 / 2 multiplications, 3 n^2 bytes. */
LB_NODISCARD LbStatus lb_item_head_fit(LbItemHeadFit *out, LbItemGram *gram,
                                       const LbItemHeadSettings *settings, LbPool *pool,
                                       const LbReporter *reporter, LbError *err);

void lb_item_head_clear(LbItemHeadFit *head);

#endif
