/* SPDX-License-Identifier: MIT */
#include "query/rank/grounds.h"

#include "common/base/mem.h"
#include "common/predict/likeness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ALIKE       = 0.15; /* least cosine of films that are told of together */
static const double ABOVE       = 0.1;  /* stars over the mean that can be seen in one decimal */
static const double BELOW       = 0.5;  /* stars under it that say something */
static const double WORTH_WHILE = 0.25; /* of the affinity that the first liked film adds */

LbStatus lb_grounds_init(LbGroundsChooser *out, const LbUser *user, LbError *err)
{
    LbStatus        st     = LB_OK;
    const LbVector *vector = user->vector;
    double          sum    = 0;
    *out                   = (LbGroundsChooser){.user = user};
    LB_ALLOC_ZEROED(out->told, vector->n);
    LB_ALLOC(out->list, vector->n);
    for (int32_t j = 0; j < vector->n; j++)
        if (!isnan(vector->stars[j])) sum += (double)vector->stars[j];
    out->mean_stars = vector->n_rated > 0 ? sum / vector->n_rated : (double)NAN;
cleanup:
    return st;
}

void lb_grounds_clear(LbGroundsChooser *chooser)
{
    free(chooser->told);
    free(chooser->list);
    *chooser = (LbGroundsChooser){0};
}

/* A film is no reason for itself. */
static bool is_alike(const LbUser *user, int32_t film, int32_t seen)
{
    int32_t other = user->vector->film[seen];
    return other != film && (double)lb_likeness(user->model, film, other) >= ALIKE;
}

static int by_weight(const void *a, const void *b)
{
    const LbReason *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return (x->seen > y->seen) - (x->seen < y->seen);
}

/* The liked films that may be told of, the weightiest first. */
static int32_t list_liked(LbGroundsChooser *chooser, const LbExplained *found, int32_t film)
{
    const LbVector *vector = chooser->user->vector;
    LbReason       *list   = chooser->list;
    int32_t         n = 0, kept = 0;
    for (int32_t j = 0; j < vector->n; j++)
        if ((double)vector->stars[j] >= chooser->mean_stars + ABOVE && found->part[j] > 0 &&
            found->kin[j] > 0)
            list[n++] = (LbReason){.seen = j, .weight = found->kin[j]};
    if (n > 1) qsort(list, (size_t)n, sizeof *list, by_weight);
    for (int32_t i = 0; i < n; i++)
        if ((kept == 0 || list[i].weight >= WORTH_WHILE * list[0].weight) &&
            is_alike(chooser->user, film, list[i].seen))
            list[kept++] = list[i];
    return kept;
}

/* The weightiest first, then what was told of least. */
static void tell(LbGrounds *out, LbGroundsChooser *chooser, int32_t n, int32_t each)
{
    LbReason *list = chooser->list;
    for (; out->n_liked < each && n > 0; n--) {
        int32_t best = 0;
        for (int32_t i = 1; i < n && out->n_liked > 0; i++)
            if (chooser->told[list[i].seen] < chooser->told[list[best].seen]) best = i;
        out->liked[out->n_liked++] = list[best].seen;
        memmove(list + best, list + best + 1, (size_t)(n - 1 - best) * sizeof *list);
    }
    out->are_told = out->n_liked > 0;
    for (int32_t i = 0; i < out->n_liked; i++)
        if (chooser->told[out->liked[i]]++ == 0) out->are_told = false;
}

/* A model without a part for stars predicts them from the affinity, by which it ranks. */
static LbCarrier carrier_of(const LbExplained *found, const LbModel *model)
{
    if (found->by_novelty > found->by_affinity && found->by_novelty > found->by_stars)
        return LB_CARRIER_NOVELTY;
    if (model->stars.film_bias == NULL) return LB_CARRIER_STARS;
    return found->by_affinity > found->by_stars ? LB_CARRIER_AUDIENCE : LB_CARRIER_STARS;
}

void lb_grounds_choose(LbGrounds *out, LbGroundsChooser *chooser, const LbBecause *because,
                       const LbExplained *found, int32_t film, int32_t each)
{
    const float *stars = chooser->user->vector->stars;
    out->mean_stars    = chooser->mean_stars;
    out->carrier       = carrier_of(found, chooser->user->model);
    out->n_liked       = 0;
    out->are_told      = false;
    out->disliked      = -1;
    if (found->by_affinity + found->by_stars + found->by_novelty > 0)
        tell(out, chooser, list_liked(chooser, found, film), each);
    for (int32_t i = 0; i < because->n && out->disliked < 0; i++) {
        const LbReason *reason = &because->items[i];
        if (reason->points < 0 && (double)stars[reason->seen] <= out->mean_stars - BELOW &&
            is_alike(chooser->user, film, reason->seen))
            out->disliked = reason->seen;
    }
}
