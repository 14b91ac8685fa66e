/* SPDX-License-Identifier: MIT */
/** @file blend.h
 *  One score for several people. Pure functions of arrays [n_films].
 *
 *  Let z_p(f) be the score of film f for person p, standardised over all films of the model (mean
 *  0, deviation 1): somebody whose scores are spread wide counts no more than somebody else. With
 *  weights w_p, and the average a(f) = sum_p w_p z_p(f) / sum_p w_p:
 *    average         a(f)
 *    least misery    min_p a(f) + w_p / w_max (z_p(f) - a(f))
 *    most pleasure   max_p a(f) + w_p / w_max (z_p(f) - a(f))
 *  With equal weights the last two are the smallest and largest z_p; a person of half the weight
 *  moves them half as far from the average.
 *  J. Masthoff: Group recommender systems. In: Recommender Systems Handbook, 2015. */
#ifndef LB_QUERY_RANK_BLEND_H
#define LB_QUERY_RANK_BLEND_H

#include <stdint.h>

typedef enum LbBlendBy {
    LB_BLEND_AVERAGE,
    LB_BLEND_LEAST_MISERY,
    LB_BLEND_MOST_PLEASURE
} LbBlendBy; /**< order of --blend-by's choices */

/** "average" and so on. */
const char *lb_blend_name(LbBlendBy by);

/** Mean 0 and deviation 1, in place; all 0 when the scores are all the same. */
void lb_blend_standardise(float *score, int32_t n_films);

/** The score of the group for one film.
 *  @param z       [n] standardised scores of the film, one a person
 *  @param weight  [n] each > 0 */
double lb_blend_score(const float *z, const double *weight, int32_t n, LbBlendBy by);

/** The watchlist boost of a group, b^share: `share` is the share of the weights that belongs to
 *  people with the film on their watchlist. Everybody wants it: b; nobody: 1; one person alone is a
 *  group too. */
double lb_blend_boost(double boost, double share);

#endif
