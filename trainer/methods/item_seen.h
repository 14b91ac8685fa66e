/* SPDX-License-Identifier: MIT */
/** @file item_seen.h
 *  Which of the films that take part in item-item regressions have been seen by whom, and what that
 *  makes of rows of their Gram matrix G_ij = sum over the users who have seen both of w_ui w_uj,
 *  LB_ITEM_ROWS at a time: a user who has seen any of their films is looked at once for all of them,
 *  and added with two operations of sixteen numbers a film. */
#ifndef LB_TRAINER_METHODS_ITEM_SEEN_H
#define LB_TRAINER_METHODS_ITEM_SEEN_H

#include "trainer/matrix/csr.h"
#include "trainer/matrix/own_rows.h"

/** The films, numbered 0..n-1 by falling number of ratings (ties by index in the catalogue), and
 *  what each user has seen of them: of several ranks each has its own users. They lie block by block,
 *  the last one first, and are added up in this order: a rank goes on where those behind it end. */
typedef struct LbItemSeen {
    int32_t  n;          /**< films that take part */
    int32_t  n_users;    /**< of this rank */
    int32_t *film;       /**< [n] index in the catalogue */
    int32_t *number;     /**< [films of the catalogue], -1 = does not take part */
    int32_t *count;      /**< [n] ratings */
    int64_t *user_start; /**< [n_users + 1] */
    int32_t *user_film;  /**< [user_start[users]] numbers, ascending within a user */
    float   *user_value;
} LbItemSeen;

/** Rows that are computed together. */
enum { LB_ITEM_ROWS = 32 };

/** What one thread works with. */
typedef struct LbItemRows {
    int32_t  first, count; /**< rows that it holds */
    float   *sums;         /**< [n x LB_ITEM_ROWS] column `first + c` of all of them at c */
    int32_t *passed;       /**< [users] of their films, those before `first` when last looked at */
    int32_t *next;         /**< [users] the first of the others, INT32_MAX = none: most users have
                                seen none of the rows, which is found out here, in passing */
} LbItemRows;

/** Choose the films: the `films_max` most rated ones with at least `min_ratings` ratings.
 *  @param films  weighted matrix, films x users, of the users of `own`; its starts say how many
 *                ratings there are on all ranks (lb_csr_starts())
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_seen_init(LbItemSeen *out, const LbCsr *films, int32_t films_max,
                                        int32_t min_ratings, LbBlockRange own, LbError *err);

/** Room for rows of `seen`. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_seen_rows_init(LbItemRows *out, const LbItemSeen *seen, LbError *err);
void                  lb_item_seen_rows_clear(LbItemRows *rows);

/** Begin rows first, first + 1, ..., LB_ITEM_ROWS of them at most and none beyond the last, from column
 *  `first` on. Safe from several threads, each with rows of its own. */
void lb_item_seen_rows_begin(LbItemRows *rows, const LbItemSeen *seen, int32_t first);

/** One of them is to go on from row[i..n). */
void lb_item_seen_rows_put(LbItemRows *rows, const LbItemSeen *seen, int32_t i, const float *row);

/** Add the users to all of them, in the order in which they lie. All rows together cost at most sum
 *  over users of n_u^2 / 2 additions, least where each thread's `first` ascends. */
void lb_item_seen_rows_add(LbItemRows *rows, const LbItemSeen *seen);

/** One of them from the diagonal on: row[i..n). */
void lb_item_seen_rows_take(const LbItemRows *rows, const LbItemSeen *seen, int32_t i, float *row);

void lb_item_seen_clear(LbItemSeen *seen);

#endif
