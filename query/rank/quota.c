/* SPDX-License-Identifier: MIT */
#include "query/rank/quota.h"

#include "common/base/mem.h"

int32_t lb_quota_needs(int32_t count, int32_t per_director, int32_t n_films)
{
    return per_director > 0 ? n_films : count;
}

/* Whether every director of the film has a place left; then each has one less. */
static bool take_places(int32_t *used, const LbFilms *films, int32_t film, int32_t per_director)
{
    int32_t        n        = 0;
    const int32_t *director = lb_model_list(&films->directors, films->n_films, film, &n);
    for (int32_t i = 0; i < n; i++)
        if (used[director[i]] >= per_director) return false;
    for (int32_t i = 0; i < n; i++)
        used[director[i]]++;
    return true;
}

LbStatus lb_quota_keep(LbPicks *picks, const LbFilms *films, int32_t per_director, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t *used = NULL;
    int32_t  kept = 0;
    if (per_director <= 0) return LB_OK;
    LB_ALLOC_ZEROED(used, films->director_names.n);
    for (int32_t i = 0; i < picks->n; i++)
        if (take_places(used, films, picks->items[i].film, per_director))
            picks->items[kept++] = picks->items[i];
    picks->n = kept;
cleanup:
    free(used);
    return st;
}
