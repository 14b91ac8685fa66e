/* SPDX-License-Identifier: MIT */
/** @file item_gram.h
 *  The Gram matrix of the films that take part in item-item regressions: G_ij = sum over the users
 *  who have seen both of w_ui w_uj. Both kinds of regression (neighbours.h, item_head.h) start from
 *  it. */
#ifndef LB_TRAINER_METHODS_ITEM_GRAM_H
#define LB_TRAINER_METHODS_ITEM_GRAM_H

#include "common/base/pool.h"
#include "common/base/reporter.h"
#include "trainer/matrix/csr.h"

#include <stddef.h>

/** Films are numbered 0..n-1 by falling number of ratings (ties by index in the catalogue): the most
 *  rated ones are the first. */
typedef struct LbItemGram {
    int32_t  n;       /**< films that take part */
    int32_t  n_films; /**< in the catalogue */
    int32_t *film;    /**< [n] index in the catalogue */
    int32_t *number;  /**< [n_films], -1 = does not take part */
    int32_t *count;   /**< [n] ratings, falling */
    float   *upper;   /**< upper triangle by rows: row i holds columns i..n-1 */
} LbItemGram;

/** The `films_max` most rated films with at least `min_ratings` ratings.
 *  @param films  weighted matrix, films x users (lb_taste_weigh()), freed on the way to save memory;
 *                where the pool has ranks, of this rank's users (own_rows.h), its starts those of all
 *  @retval LB_EINTR, LB_ENOMEM   @retval as LbCommOps, where the pool has ranks
 *  Deterministic whatever the pool. Cost at most sum over users of n_u^2 / 2 additions; 2 n^2 bytes,
 *  and 8 a rating of these films until it is done. Progress is that of "neighbours", 0 to 1/2. */
LB_NODISCARD LbStatus lb_item_gram_build(LbItemGram *out, LbCsr *films, int32_t films_max,
                                         int32_t min_ratings, LbPool *pool,
                                         const LbReporter *reporter, LbError *err);
void                  lb_item_gram_clear(LbItemGram *gram);

/** How many of the films are among the `films_max` most rated ones with at least `min_ratings`. */
int32_t lb_item_gram_first(const LbItemGram *gram, int32_t films_max, int32_t min_ratings);

/** Keep the first n films alone: their triangle moves together, and what was beyond it is given back. */
void lb_item_gram_keep_first(LbItemGram *gram, int32_t n);

/** Where row i of the triangle would begin: entry (i, j), i <= j, is at [j]. */
static inline int64_t lb_item_gram_offset(const LbItemGram *gram, int32_t i)
{
    return (int64_t)i * gram->n - (int64_t)i * (i + 1) / 2;
}

#endif
