/* SPDX-License-Identifier: MIT */
/** @file neighbours.h
 *  Item-item weights by local ridge regressions: each film is regressed on the films it is seen
 *  with most. What EASE does with one dense inverse over the catalogue, at a cost that does not
 *  depend on its square: a film with few neighbours has few weights.
 *  H. Steck: Embarrassingly shallow autoencoders for sparse data. WWW 2019.
 *  X. Ning, G. Karypis: SLIM: sparse linear methods for top-N recommender systems. ICDM 2011. */
#ifndef LB_TRAINER_METHODS_NEIGHBOURS_H
#define LB_TRAINER_METHODS_NEIGHBOURS_H

#include "common/model/model.h"
#include "trainer/methods/item_gram.h"

typedef struct LbNeighbourSettings {
    int32_t per_film;       /**< regressors of each film; default 150 */
    int32_t films_max;      /**< only the most rated films take part: 2 films_max^2 bytes; 11000 */
    int32_t min_ratings;    /**< and those with at least as many ratings; default 5 */
    double  ridge;          /**< added to the diagonal, in units of its mean; default 0.3 */
    double  ridge_relative; /**< share of each diagonal entry added to it; default 0.3 */
} LbNeighbourSettings;

LbNeighbourSettings lb_neighbours_defaults(void);

/** LbNeighbours that owns its arrays. */
typedef struct LbNeighbourLists {
    int64_t *start;     /**< [n_films + 1] */
    int32_t *neighbour; /**< [start[n_films]] ascending within a film */
    float   *weight;
} LbNeighbourLists;

/** Compute the lists.
 *  @param gram  of the weighted ratings; its films are those that the settings ask for, or more
 *  @retval LB_EINTR, LB_ENOMEM
 *  Deterministic whatever the pool. Cost films * per_film^3 / 6. */
LB_NODISCARD LbStatus lb_neighbours_build(LbNeighbourLists *out, const LbItemGram *gram,
                                          const LbNeighbourSettings *settings, LbPool *pool,
                                          const LbReporter *reporter, LbError *err);

void lb_neighbours_clear(LbNeighbourLists *lists);

#endif
