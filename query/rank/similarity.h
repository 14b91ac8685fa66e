/* SPDX-License-Identifier: MIT */
/** @file similarity.h
 *  How alike films are to one film.
 *
 *  By audience: the cosine of common/predict/likeness.h, who watches them. It finds what the same
 *  people see, which is what is famous at the same time.
 *
 *  By kind: x / (x + 0.2) with x = k f + 0.01 cosine. k is what still ties the two films once all
 *  others are taken into account: their positive partial correlation (common/predict/item_gains.h),
 *  or, where the film takes no part in the item-item regression, the square root of the product of
 *  the weights that each has in the other's neighbour list; 0 when it is in none. Films that few
 *  people rated, below 100 and below the mean, have k = 0: theirs is chance. f is what is known of
 *  the films,
 *      f = (1 + 2.5 l) (1 + j / 2 + y / 2),
 *  l = min(-ln share of the language, 4) / 4 when they share it, j the share of their genres that
 *  they have in common, y = exp(-|years apart| / 10). A model with neither part: as by audience.
 *
 *  Measured on 16.6 M Letterboxd ratings, ten films for each film:
 *                      language of films     language, a genre      sequels with
 *                      not in English        and decade shared      one among the ten
 *      by audience     0.60                  0.53                   0.85
 *      k alone         0.55                  0.47                   0.92
 *      by kind         0.88                  0.54                   0.92 */
#ifndef LB_QUERY_RANK_SIMILARITY_H
#define LB_QUERY_RANK_SIMILARITY_H

#include "common/model/model.h"

typedef enum LbSimilarBy {
    LB_SIMILAR_BY_KIND,
    LB_SIMILAR_BY_AUDIENCE
} LbSimilarBy; /**< order of --similar-by's choices */

/** Likeness of all films with `film`, at most 1: likeness [n_films]. O(n_films k).
 *  @retval LB_EDATA  the model has no components to compare films by (biases alone), or it is
 *                    damaged */
LB_NODISCARD LbStatus lb_similarity_fill(float *likeness, const LbModel *model, int32_t film,
                                         LbSimilarBy by, LbError *err);

#endif
