/* SPDX-License-Identifier: MIT */
/** @file score_batch.h
 *  Scores of all films for several people of one model. */
#ifndef LB_COMMON_PREDICT_SCORE_BATCH_H
#define LB_COMMON_PREDICT_SCORE_BATCH_H

#include "common/predict/score.h"

/** Scores of films first .. first + n - 1 for one person of a batch; borrowed for the call. For
 *  each person tiles arrive in ascending order and cover every film once. */
typedef void (*LbTileFn)(void *ctx, int32_t user, int32_t first, int32_t n, const float *score,
                         const float *stars);

/** Score all films for several people of one model in one pass over the components (two when
 *  parts are mixed and the model has no Gram matrices): a tile of films stays in cache for eight
 *  people at a time, and `deliver` gets it there. Bits are those of lb_score_all(). A caller with
 *  several threads gives each its own people; `deliver` runs on the calling thread.
 *  @param want_stars  false: `stars` is NULL in the callback
 *  @retval LB_EDATA   a score is no number: nothing that was delivered counts
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_score_batch(const LbUser *const *users, int32_t n_users,
                                     const LbRanking *ranking, bool want_stars, LbTileFn deliver,
                                     void *ctx, LbError *err);

#endif
