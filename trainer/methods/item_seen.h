/* SPDX-License-Identifier: MIT */
/** @file item_seen.h
 *  Which of the films that take part in item-item regressions have been seen by whom, and what that
 *  makes of rows of their Gram matrix G_ij = sum over the users who have seen both of w_ui w_uj,
 *  LB_ITEM_ROWS at a time: a user who has seen any of their films is looked at once for all of them,
 *  and added with two operations of sixteen numbers a film. */
#ifndef LB_TRAINER_METHODS_ITEM_SEEN_H
#define LB_TRAINER_METHODS_ITEM_SEEN_H

#include "common/base/comm.h"
#include "trainer/matrix/csr.h"

/** The films, numbered 0..n-1 by falling number of ratings (ties by index in the catalogue), and
 *  what each user has seen of them. */
typedef struct LbItemSeen {
    int32_t  n; /**< films that take part */
    int32_t  n_users;
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
 *  @param films  weighted matrix, films x users
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_seen_init(LbItemSeen *out, const LbCsr *films, int32_t films_max,
                                        int32_t min_ratings, LbError *err);

/** Room for rows of `seen`. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_seen_rows_init(LbItemRows *out, const LbItemSeen *seen, LbError *err);
void                  lb_item_seen_rows_clear(LbItemRows *rows);

/** Compute rows first, first + 1, ..., LB_ITEM_ROWS of them at most and none beyond the
 *  last, from column `first` on. Sums
 *  run over users in their order. All rows together cost at most sum over users of n_u^2 / 2
 *  additions, least where each thread's `first` ascends. Safe from several threads, each with rows of
 *  its own. */
void lb_item_seen_rows_fill(LbItemRows *rows, const LbItemSeen *seen, int32_t first);

/** One of them from the diagonal on: row[i..n). */
void lb_item_seen_rows_take(const LbItemRows *rows, const LbItemSeen *seen, int32_t i, float *row);

/** Blocks of LB_ITEM_ROWS rows for each rank, with about as much work: [first[r], first[r + 1]) are
 *  rank r's. @param[out] first  [ranks + 1]   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_item_seen_split(const LbItemSeen *seen, const LbComm *comm, int64_t *first,
                                         LbError *err);

void lb_item_seen_clear(LbItemSeen *seen);

#endif
