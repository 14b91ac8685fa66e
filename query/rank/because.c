/* SPDX-License-Identifier: MIT */
#include "query/rank/because.h"

#include "common/base/mem.h"
#include "common/predict/explain.h"
#include "query/rank/boost.h"

#include <math.h>

/* Largest part first; ties by the profile's order. */
static int by_size(const void *a, const void *b)
{
    const LbReason *x = a, *y = b;
    double          of_x = fabs(x->points), of_y = fabs(y->points);
    if (of_x != of_y) return of_x > of_y ? -1 : 1;
    return (x->seen > y->seen) - (x->seen < y->seen);
}

/* What the boost of the watchlist has multiplied the score by. */
static double multiplier(const LbPick *pick, double boost)
{
    return pick->is_on_watchlist ? lb_boost_factor((double)pick->score, boost) : 1;
}

/* All reasons of one pick into `all` [n], the most telling ones into *out. */
static void explain_pick(LbBecause *out, LbReason *all, double *part, LbExplainer *explainer,
                         const LbPick *pick, int32_t n, const LbBecauseSettings *settings)
{
    double by   = multiplier(pick, settings->watchlist_boost);
    double base = lb_explain(explainer, pick->film, part), size = 0;
    for (int32_t j = 0; j < n; j++) {
        all[j] = (LbReason){.seen = j, .points = by * part[j]};
        size += fabs(all[j].points);
    }
    if (n > 1) qsort(all, (size_t)n, sizeof *all, by_size);
    out->base   = by * base;
    out->others = 0;
    for (int32_t j = 0; j < n; j++) {
        all[j].weight = size > 0 ? all[j].points / size : 0;
        if (j < settings->each && all[j].points != 0)
            out->items[out->n++] = all[j];
        else
            out->others += all[j].points;
    }
}

LbStatus lb_because_find(LbPicks *picks, const LbUser *user, const LbBecauseSettings *settings,
                         LbError *err)
{
    LbStatus     st        = LB_OK;
    LbExplainer *explainer = NULL;
    LbReason    *all       = NULL;
    double      *part      = NULL;
    int32_t      n         = user->vector->n;
    int32_t      each      = settings->each < n ? settings->each : n;
    LB_TRY(lb_explain_new(&explainer, user, settings->ranking, err));
    LB_ALLOC(all, n);
    LB_ALLOC(part, n);
    LB_ALLOC_ZEROED(picks->because, picks->n);
    LB_ALLOC(picks->reasons, lb_mem_product((size_t)picks->n, (size_t)each));
    for (int32_t i = 0; i < picks->n; i++) {
        LbPick *pick = &picks->items[i];
        if (pick->film < 0) continue;
        picks->because[i].items = picks->reasons + (int64_t)i * each;
        explain_pick(&picks->because[i], all, part, explainer, pick, n, settings);
        pick->because = &picks->because[i];
    }
cleanup:
    lb_explain_free(explainer);
    free(all);
    free(part);
    return st;
}
