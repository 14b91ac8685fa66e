/* SPDX-License-Identifier: MIT */
/** @file item_gram.h
 *  The Gram matrix of the films that take part in item-item regressions: G_ij = sum over the users
 *  who have seen both of w_ui w_uj, LB_GRAM_ROWS rows at a time. A user who has seen any of their
 *  films is looked at once for all of them: what has to be found is found once, and added to with
 *  one operation. */
#ifndef LB_TRAINER_METHODS_ITEM_GRAM_H
#define LB_TRAINER_METHODS_ITEM_GRAM_H

#include "common/base/comm.h"
#include "trainer/matrix/csr.h"

/** The films, numbered 0..n-1 by falling number of ratings (ties by index in the catalogue), and
 *  what each user has seen of them. */
typedef struct LbItemGram {
    const LbCsr *films; /**< borrowed */
    int32_t      n;     /**< films that take part */
    int32_t      n_users;
    int32_t     *film;       /**< [n] index in the catalogue */
    int32_t     *number;     /**< [films->n_rows], -1 = does not take part */
    int64_t     *user_start; /**< [n_users + 1] */
    int32_t     *user_film;  /**< [user_start[n_users]] numbers, ascending within a user */
    float       *user_value;
} LbItemGram;

/** Rows that are computed together. */
enum { LB_GRAM_ROWS = 16 };

/** What one thread works with. */
typedef struct LbItemGramRows {
    int32_t   first, count; /**< rows that it holds */
    float    *sums;         /**< [n x LB_GRAM_ROWS] column `first + c` of all of them at c */
    uint64_t *has_seen;     /**< a bit a user: any of the films */
    size_t    n_words;      /**< of has_seen */
} LbItemGramRows;

/** Choose the films: the `films_max` most rated ones with at least `min_ratings` ratings.
 *  @param users  weighted matrix, users x films
 *  @param films  the same, transposed; borrowed as long as rows are computed
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_gram_init(LbItemGram *out, const LbCsr *users, const LbCsr *films,
                                        int32_t films_max, int32_t min_ratings, LbError *err);

/** Room for rows of `gram`. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_gram_rows_init(LbItemGramRows *out, const LbItemGram *gram,
                                             LbError *err);
void                  lb_item_gram_rows_clear(LbItemGramRows *rows);

/** Compute rows first, first + 1, ..., LB_GRAM_ROWS of them at most and none beyond the
 *  last, from column `first` on. Sums
 *  run over users in their order. All rows together cost at most sum over users of n_u^2 / 2
 *  additions. Safe from several threads, each with rows of its own. */
void lb_item_gram_rows_fill(LbItemGramRows *rows, const LbItemGram *gram, int32_t first);

/** One of them from the diagonal on: row[i..n). */
void lb_item_gram_rows_take(const LbItemGramRows *rows, const LbItemGram *gram, int32_t i,
                            float *row);

/** Blocks of `rows_per_block` rows for each rank, with about as much work: [first[r], first[r + 1])
 *  are rank r's. @param[out] first  [ranks + 1]   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_gram_split(const LbItemGram *gram, const LbComm *comm, int64_t *first,
                                         int32_t rows_per_block, LbError *err);

void lb_item_gram_clear(LbItemGram *gram);

#endif
