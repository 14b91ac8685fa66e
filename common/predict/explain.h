/* SPDX-License-Identifier: MIT */
/** @file explain.h
 *  What carried a score: each film of the person's profile with its part, in units of the score.
 *
 *  With w_j the affinity weight of film j, the score (common/score.h) of film f is
 *      mix.taste * output_scale_f sum_j w_j input_scale_j <G v_j, v_f>, G the factors' weights g,
 *    + mix.near  * sum_j w_j (neighbour weight of j on f)
 *    + mix.items * sum_j w_j (weight of j on f in the item-item regression)
 *    + mix.stars * (mean + bias_f + <[1, y_f], x>)
 *    - mix.novelty * fame_f + mix.constant,
 *  and the ridge regression behind x is linear in the ratings once the films are given:
 *      x = m + A^-1 sum_j [1, y_j] d_j,  A = sum_j [1, y_j][1, y_j]' + diag(penalty),
 *  with m what the prior expects and d_j = r_j - mean - bias_j - <[1, y_j], m>. So film j adds
 *  mix.stars * <[1, y_f], A^-1 [1, y_j]> d_j: what its rating says beyond what was expected. The
 *  base is all the rest, the same whatever the ratings: what people who watch such films think of
 *  film f in general. base + sum of the parts = score. */
#ifndef LB_COMMON_PREDICT_EXPLAIN_H
#define LB_COMMON_PREDICT_EXPLAIN_H

#include "common/predict/score.h"

typedef struct LbExplainer LbExplainer; /**< of one person, for any number of films */

/** @param user   borrowed, with its vector, as long as the explainer lives, and not folded again
 *  @param ranking  that of the scores to be explained
 *  O(n r^2 + r^3), r the rank of the stars head, and one pass over the components.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_explain_new(LbExplainer **out, const LbUser *user,
                                     const LbRanking *ranking, LbError *err);
void                  lb_explain_free(LbExplainer *explainer);

/** The score of one film, split in two ways. Exact but for rounding to float in the fold-in and in
 *  the score. */
typedef struct LbExplained {
    double *part; /**< [vector->n] in the vector's order: what each film adds */
    double *kin;  /**< [vector->n] what each adds to the affinity A (of LbRanking.affinity = 1 where
                       the ranking leaves affinity out), above 0 for films like this one; in a model
                       without affinity the parts */
    double  base; /**< with the parts, the score */
    /** The score again, by its terms of common/predict/score.h: affinity A, stars z(stars), and
     *  -novelty fame. */
    double by_affinity, by_stars, by_novelty;
} LbExplained;

/** Split the score of one film. O(n (k + r) + r^2) and the neighbours of the profile's films.
 *  @return borrowed from the explainer, until the next call */
const LbExplained *lb_explain(LbExplainer *explainer, int32_t film);

#endif
