/* SPDX-License-Identifier: MIT */
#include "query/answer/batch.h"

#include "common/base/mem.h"

struct LbBatch {
    const LbRequest *request;
    LbPool          *pool; /* NULL: one thread */
    int32_t          n, capacity;
    LbProfile      **profiles;     /* [capacity] */
    LbResolved      *resolved;     /* [capacity] */
    LbCandidates    *candidates;   /* [capacity], NULL: all films */
    LbPicks         *picks;        /* [capacity] */
    LbError         *errors;       /* [blocks] with the status of each */
    LbRecommender  **recommenders; /* [threads] */
};

static int32_t blocks_of(int32_t people)
{
    return (people + LB_PEOPLE_MAX - 1) / LB_PEOPLE_MAX;
}

LbStatus lb_batch_new(LbBatch **out, const LbRequest *request, int32_t capacity, LbPool *pool,
                      LbError *err)
{
    LbStatus st      = LB_OK;
    LbBatch *batch   = NULL;
    int      threads = lb_pool_threads(pool);
    *out             = NULL;
    LB_ALLOC_ZEROED(batch, 1);
    batch->request  = request;
    batch->pool     = pool;
    batch->capacity = capacity;
    LB_ALLOC_ZEROED(batch->recommenders, threads);
    for (int i = 0; i < threads; i++)
        LB_TRY(lb_recommend_new(&batch->recommenders[i], request->session->model, err));
    LB_ALLOC_ZEROED(batch->profiles, capacity);
    LB_ALLOC_ZEROED(batch->resolved, capacity);
    LB_ALLOC_ZEROED(batch->picks, capacity);
    LB_ALLOC_ZEROED(batch->errors, blocks_of(capacity));
    if (request->candidates != NULL) LB_ALLOC_ZEROED(batch->candidates, capacity);
    *out  = batch;
    batch = NULL;
cleanup:
    lb_batch_free(batch);
    return st;
}

void lb_batch_free(LbBatch *batch)
{
    if (batch == NULL) return;
    lb_batch_clear(batch);
    for (int i = 0; batch->recommenders != NULL && i < lb_pool_threads(batch->pool); i++)
        lb_recommend_free(batch->recommenders[i]);
    free(batch->recommenders);
    free(batch->profiles);
    free(batch->resolved);
    free(batch->candidates);
    free(batch->picks);
    free(batch->errors);
    free(batch);
}

void lb_batch_clear(LbBatch *batch)
{
    for (int32_t i = 0; i < batch->n; i++) {
        lb_profile_free(batch->profiles[i]);
        lb_resolve_clear(&batch->resolved[i]);
        lb_picks_clear(&batch->picks[i]);
        if (batch->candidates != NULL) lb_candidates_clear(&batch->candidates[i]);
        batch->profiles[i] = NULL;
    }
    batch->n = 0;
}

LbStatus lb_batch_add(LbBatch *batch, LbProfile *profile, LbError *err)
{
    LbStatus         st      = LB_OK;
    const LbRequest *request = batch->request;
    int32_t          at      = batch->n++;
    batch->profiles[at]      = profile;
    LB_TRY(lb_request_add_lists(request, profile, err));
    LB_TRY(lb_resolve(&batch->resolved[at], request->session->resolver, profile, request->recent,
                      err));
    if (batch->candidates != NULL)
        LB_TRY(lb_candidates_file_list(&batch->candidates[at], request->candidates,
                                       lb_profile_user(profile), err));
cleanup:
    return st;
}

/* One block of people by one thread; the status is left with the block's error. */
static void answer_block(void *ctx, int64_t block, int thread)
{
    LbBatch                   *batch    = ctx;
    const LbRecommendSettings *settings = &batch->request->recommend;
    int32_t                    first    = (int32_t)block * LB_PEOPLE_MAX;
    int32_t       n     = batch->n - first < LB_PEOPLE_MAX ? batch->n - first : LB_PEOPLE_MAX;
    LbError      *err   = &batch->errors[block];
    LbCandidates *lists = batch->candidates != NULL ? batch->candidates + first : NULL;
    LbStatus      st    = lb_recommend(batch->picks + first, batch->recommenders[thread],
                                       batch->resolved + first, lists, n, settings, err);
    for (int32_t i = first; i < first + n && st == LB_OK; i++)
        st = lb_request_draw(batch->request, &batch->picks[i], lb_profile_user(batch->profiles[i]),
                             err);
    err->status = st;
}

LbStatus lb_batch_answer(LbBatch *batch, LbError *err)
{
    int32_t blocks = blocks_of(batch->n);
    lb_pool_run(batch->pool, blocks, answer_block, batch);
    for (int32_t b = 0; b < blocks; b++)
        if (batch->errors[b].status != LB_OK) return lb_error_copy(err, &batch->errors[b]);
    return LB_OK;
}

int32_t lb_batch_count(const LbBatch *batch)
{
    return batch->n;
}

LbAnswer lb_batch_at(const LbBatch *batch, int32_t index)
{
    return (LbAnswer){.model      = batch->request->session->model,
                      .profile    = batch->profiles[index],
                      .resolved   = &batch->resolved[index],
                      .candidates = batch->candidates != NULL ? &batch->candidates[index] : NULL,
                      .picks      = &batch->picks[index]};
}
