/* SPDX-License-Identifier: MIT */
/** @file foldin.h
 *  A person the model has never seen: from their ratings to their place in the factor spaces.
 *  Fold-in of an SVD: M. Berry, S. Dumais, G. O'Brien, SIAM Review 37, 1995. */
#ifndef LB_COMMON_FOLDIN_H
#define LB_COMMON_FOLDIN_H

#include "common/model.h"

/** What one person has seen, in the model's film indices. Each film at most once. */
typedef struct LbVector {
    const int32_t *film;  /**< [n] */
    const float   *stars; /**< [n]; NAN = watched, not rated */
    int32_t        n;
    int32_t        n_rated; /**< entries with a rating */
} LbVector;

typedef struct LbUser LbUser; /**< a person folded in: reusable for the next one */

LB_NODISCARD LbStatus lb_user_new(LbUser **out, const LbModel *model, LbError *err);
void                  lb_user_free(LbUser *user);

/** Fold in. `vector` is borrowed while `user` is used. Cost O(n k + k^3), k of the stars head; no
 *  allocation once the scratch has grown. Deterministic: same vector, same bits.
 *  @retval LB_ENONE   no film of the vector is rated
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_user_fold(LbUser *user, const LbVector *vector, LbError *err);

/** The person's point in taste space [taste.rank], and b_u and p_u [stars.rank] of the stars head.
 */
const float *lb_user_taste(const LbUser *user);
const float *lb_user_stars(const LbUser *user, float *bias);

/** Scores of all films: `score` [n_films] by which to rank for discovery (affinity, blended with
 *  standardised stars as `blend` says; larger is better) and `stars` [n_films], clamped to 0.5..5.
 *  Either may be NULL. Cost: one pass over the components. */
void lb_user_score_all(const LbUser *user, double blend, float *score, float *stars);

/** The same for some films only: film[i] -> score[i], stars[i]; the standardisation is that of the
 *  whole catalogue when `blend` needs it. */
void lb_user_score_some(const LbUser *user, double blend, const int32_t *film, int32_t n,
                        float *score, float *stars);

#endif
