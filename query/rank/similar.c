/* SPDX-License-Identifier: MIT */
#include "query/rank/similar.h"

#include "common/base/mem.h"
#include "common/base/topk.h"
#include "query/rank/quota.h"
#include "query/rank/spread.h"

#include <math.h>

/* Offer every film that may be picked: those that are not have the likeness -INFINITY. */
static void offer_all(LbTopK *top, const float *likeness, int32_t n_films, const LbFilter *filter)
{
    for (int32_t f = 0; f < n_films; f++)
        if (likeness[f] > lb_topk_threshold(top) && lb_filter_check(filter, f) == LB_FILTER_PASSES)
            lb_topk_offer(top, likeness[f], f);
}

static LbStatus take(LbPicks *picks, LbTopK *top, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  n  = lb_topk_finish(top);
    LB_ALLOC(picks->items, n);
    for (int32_t i = 0; i < n; i++)
        picks->items[i] = (LbPick){
            .film = top->heap[i].film, .candidate = -1, .score = top->heap[i].score, .stars = NAN};
    picks->n = n;
cleanup:
    return st;
}

LbStatus lb_similar_films(LbPicks *picks, const LbModel *model, int32_t film,
                          const LbRecommendSettings *settings, LbError *err)
{
    LbStatus st       = LB_OK;
    LbTopK   top      = {0};
    float   *likeness = NULL;
    int32_t  n_films  = model->films.n_films;
    int32_t  n        = lb_spread_needs(settings->count, settings->diversity, n_films);
    n                 = lb_quota_needs(n, settings->per_director, n_films);
    *picks            = (LbPicks){0};
    LB_ALLOC(likeness, n_films);
    LB_TRY(lb_similarity_fill(likeness, model, film, settings->similar_by, err));
    likeness[film] = -INFINITY;
    for (int32_t i = 0; i < settings->n_excluded; i++)
        likeness[settings->excluded[i]] = -INFINITY;
    LB_TRY(lb_topk_init(&top, n, err));
    offer_all(&top, likeness, n_films, settings->filter);
    LB_TRY(take(picks, &top, err));
    LB_TRY(lb_quota_keep(picks, &model->films, settings->per_director, err));
    LB_TRY(lb_spread_picks(picks, model, settings->diversity, settings->count, err));
cleanup:
    free(likeness);
    lb_topk_clear(&top);
    return st;
}
