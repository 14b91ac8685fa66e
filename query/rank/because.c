/* SPDX-License-Identifier: MIT */
#include "query/rank/because.h"

#include "common/base/mem.h"
#include "common/predict/explain.h"
#include "query/rank/boost.h"
#include "query/rank/grounds.h"

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
static void explain_pick(LbBecause *out, LbReason *all, const LbExplained *found,
                         const LbPick *pick, int32_t n, const LbBecauseSettings *settings)
{
    double by   = multiplier(pick, settings->watchlist_boost);
    double size = 0;
    for (int32_t j = 0; j < n; j++) {
        all[j] = (LbReason){.seen = j, .points = by * found->part[j]};
        size += fabs(all[j].points);
    }
    if (n > 1) qsort(all, (size_t)n, sizeof *all, by_size);
    out->base   = by * found->base;
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
    LbStatus         st        = LB_OK;
    LbExplainer     *explainer = NULL;
    LbReason        *all       = NULL;
    LbGroundsChooser chooser   = {0};
    int32_t          n         = user->vector->n;
    int32_t          each      = settings->each < n ? settings->each : n;
    LB_TRY(lb_explain_new(&explainer, user, settings->ranking, err));
    LB_TRY(lb_grounds_init(&chooser, user, err));
    LB_ALLOC(all, n);
    LB_ALLOC_ZEROED(picks->because, picks->n);
    LB_ALLOC(picks->reasons, lb_mem_product((size_t)picks->n, (size_t)each));
    LB_ALLOC(picks->liked, lb_mem_product((size_t)picks->n, (size_t)each));
    for (int32_t i = 0; i < picks->n; i++) {
        LbPick    *pick    = &picks->items[i];
        LbBecause *because = &picks->because[i];
        if (pick->film < 0) continue;
        const LbExplained *found = lb_explain(explainer, pick->film);
        because->items           = picks->reasons + (int64_t)i * each;
        because->grounds.liked   = picks->liked + (int64_t)i * each;
        explain_pick(because, all, found, pick, n, settings);
        lb_grounds_choose(&because->grounds, &chooser, because, found, pick->film, each);
        pick->because = because;
    }
cleanup:
    lb_explain_free(explainer);
    lb_grounds_clear(&chooser);
    free(all);
    return st;
}
