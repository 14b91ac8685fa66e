/* SPDX-License-Identifier: MIT */
#include "query/rank/similar.h"

#include "common/base/mem.h"
#include "common/base/topk.h"
#include "common/predict/likeness.h"
#include "query/rank/quota.h"
#include "query/rank/spread.h"

#include <math.h>

/* Offer every film that may be picked. `barred` [n_films]. */
static LbStatus offer_all(LbTopK *top, const LbModel *model, int32_t film, const LbFilter *filter,
                          const bool *barred, LbError *err)
{
    for (int32_t f = 0; f < model->films.n_films; f++) {
        float score = barred[f] ? -INFINITY : lb_likeness(model, film, f);
        if (isnan(score)) return lb_model_refuse(err);
        if (score > lb_topk_threshold(top) && lb_filter_check(filter, f) == LB_FILTER_PASSES)
            lb_topk_offer(top, score, f);
    }
    return LB_OK;
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
    LbStatus st      = LB_OK;
    LbTopK   top     = {0};
    bool    *barred  = NULL;
    int32_t  n_films = model->films.n_films;
    int32_t  n       = lb_spread_needs(settings->count, settings->diversity, n_films);
    n                = lb_quota_needs(n, settings->per_director, n_films);
    *picks           = (LbPicks){0};
    if (!lb_likeness_exists(model))
        LB_FAIL(LB_EDATA, 0, "this model has no components to compare films by");
    LB_ALLOC_ZEROED(barred, n_films);
    barred[film] = true;
    for (int32_t i = 0; i < settings->n_excluded; i++)
        barred[settings->excluded[i]] = true;
    LB_TRY(lb_topk_init(&top, n, err));
    LB_TRY(offer_all(&top, model, film, settings->filter, barred, err));
    LB_TRY(take(picks, &top, err));
    LB_TRY(lb_quota_keep(picks, &model->films, settings->per_director, err));
    LB_TRY(lb_spread_picks(picks, model, settings->diversity, settings->count, err));
cleanup:
    free(barred);
    lb_topk_clear(&top);
    return st;
}
