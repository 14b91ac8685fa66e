/* SPDX-License-Identifier: MIT */
#include "query/rank/spread.h"

#include "common/base/mem.h"
#include "common/predict/likeness.h"

#include <math.h>

int32_t lb_spread_needs(int32_t count, double diversity, int32_t n_films)
{
    if (count <= 0 || count > n_films) return n_films;
    if (diversity == 0 || count >= LB_SPREAD_AMONG) return count;
    return n_films < LB_SPREAD_AMONG ? n_films : LB_SPREAD_AMONG;
}

/* Films from which to choose: all that the model knows, up to the limit. */
static int32_t window_of(const LbPicks *picks, int32_t count)
{
    int32_t window = 0, limit = count > LB_SPREAD_AMONG ? count : LB_SPREAD_AMONG;
    while (window < picks->n && window < limit && picks->items[window].film >= 0)
        window++;
    return window;
}

static int32_t best_of(const LbPicks *picks, const double *likeness, int32_t from, int32_t window,
                       double diversity)
{
    double low = INFINITY, high = -INFINITY, best = -INFINITY;
    /* The scale is that of the whole window, chosen films included. */
    for (int32_t i = 0; i < window; i++) {
        low  = fmin(low, (double)picks->items[i].score);
        high = fmax(high, (double)picks->items[i].score);
    }
    int32_t at = from;
    for (int32_t i = from; i < window; i++) {
        double rank  = high > low ? ((double)picks->items[i].score - low) / (high - low) : 1;
        double value = (1 - diversity) * rank - diversity * likeness[i];
        if (value > best) {
            best = value;
            at   = i;
        }
    }
    return at;
}

/* Bring item `at` to position `to`; those between move down by one, in their order. */
static void bring_forward(LbPicks *picks, double *likeness, int32_t at, int32_t to)
{
    LbPick chosen = picks->items[at];
    size_t moved  = (size_t)(at - to);
    memmove(picks->items + to + 1, picks->items + to, moved * sizeof *picks->items);
    memmove(likeness + to + 1, likeness + to, moved * sizeof *likeness);
    picks->items[to] = chosen;
}

LbStatus lb_spread_picks(LbPicks *picks, const LbModel *model, double diversity, int32_t count,
                         LbError *err)
{
    LbStatus st       = LB_OK;
    int32_t  n        = count > 0 && count < picks->n ? count : picks->n;
    int32_t  window   = window_of(picks, count);
    double  *likeness = NULL; /* [window] with the likest film chosen so far */
    if (diversity > 0 && lb_likeness_exists(model)) {
        LB_ALLOC(likeness, window);
        for (int32_t i = 0; i < window; i++)
            likeness[i] = -1;
        for (int32_t next = 0; next < n && next < window; next++) {
            int32_t at = best_of(picks, likeness, next, window, diversity);
            bring_forward(picks, likeness, at, next);
            for (int32_t i = next + 1; i < window; i++)
                likeness[i] = fmax(likeness[i], (double)lb_likeness(model, picks->items[next].film,
                                                                    picks->items[i].film));
        }
    }
    picks->n = n;
cleanup:
    free(likeness);
    return st;
}
