/* SPDX-License-Identifier: MIT */
/** @file batch.h
 *  Profiles in, answers out: of one person, or of many at a go, which costs less for each. */
#ifndef LB_QUERY_ANSWER_BATCH_H
#define LB_QUERY_ANSWER_BATCH_H

#include "common/base/pool.h"
#include "query/answer/request.h"
#include "query/report/answer.h"

/** One thread at a time; several batches may share a request. */
typedef struct LbBatch LbBatch;

/** @param request   borrowed as long as the batch lives
 *  @param capacity  people answered at a go, >= 1
 *  @param pool      shares the work; NULL: the caller's thread does it. Borrowed
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_batch_new(LbBatch **out, const LbRequest *request, int32_t capacity,
                                   LbPool *pool, LbError *err);
void                  lb_batch_free(LbBatch *batch);

/** Add a person, with the request's own lists, in the model's terms. The batch, which must not be
 *  full, takes the profile in any case.
 *  @retval LB_ENOMEM, LB_EDATA  as lb_profile_add() */
LB_NODISCARD LbStatus lb_batch_add(LbBatch *batch, LbProfile *profile, LbError *err);

/** Recommend for everybody in it, in blocks of LB_PEOPLE_MAX, each done by one thread. An answer
 *  does not depend on who else is in the batch.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_batch_answer(LbBatch *batch, LbError *err);

int32_t lb_batch_count(const LbBatch *batch);

/** Answer of the person added as number `index`, from lb_batch_answer() until lb_batch_clear(). */
LbAnswer lb_batch_at(const LbBatch *batch, int32_t index);

/** Forget everybody: the batch is as new. */
void lb_batch_clear(LbBatch *batch);

#endif
