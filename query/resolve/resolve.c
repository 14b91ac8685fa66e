/* SPDX-License-Identifier: MIT */
#include "query/resolve/resolve.h"

#include "common/base/mem.h"

#include <math.h>

/* One entry that the model knows. */
typedef struct Known {
    int32_t film, entry;
    float   stars; /* 0 = not rated */
    int32_t date, diary_rank;
    int32_t place; /* where nothing else says what is newer, the lower is */
} Known;

/* By film; among entries of one film the rating to keep comes first. */
static int by_film(const void *a, const void *b)
{
    const Known *x = a, *y = b;
    if (x->film != y->film) return x->film < y->film ? -1 : 1;
    if ((x->stars > 0) != (y->stars > 0)) return x->stars > 0 ? -1 : 1;
    if (x->date != y->date) return x->date > y->date ? -1 : 1;
    return (x->entry < y->entry) - (x->entry > y->entry);
}

/* Rated entries first, newest first. */
static int by_recency(const void *a, const void *b)
{
    const Known *x = a, *y = b;
    if ((x->stars > 0) != (y->stars > 0)) return x->stars > 0 ? -1 : 1;
    if ((x->diary_rank > 0) != (y->diary_rank > 0)) return x->diary_rank > 0 ? -1 : 1;
    if (x->diary_rank != y->diary_rank) return x->diary_rank < y->diary_rank ? -1 : 1;
    if (x->date != y->date) return x->date > y->date ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Files end with what is newest, pages and what Trakt makes of its own begin so. */
static bool ends_with_newest(LbSource source)
{
    return source != LB_SOURCE_PAGES && source != LB_SOURCE_RSS && source != LB_SOURCE_CACHE &&
           source != LB_SOURCE_SAVED_PAGE && source != LB_SOURCE_TRAKT;
}

static int32_t keep_first_of_each_film(Known *known, int32_t n)
{
    int32_t kept = 0;
    if (n > 1) qsort(known, (size_t)n, sizeof *known, by_film);
    for (int32_t i = 0; i < n; i++)
        if (kept == 0 || known[kept - 1].film != known[i].film) known[kept++] = known[i];
    return kept;
}

static int32_t count_rated(const Known *known, int32_t n)
{
    int32_t rated = 0;
    for (int32_t i = 0; i < n; i++)
        rated += known[i].stars > 0;
    return rated;
}

static void keep_recent_ratings(Known *known, int32_t n, int32_t recent)
{
    if (n > 1) qsort(known, (size_t)n, sizeof *known, by_recency);
    for (int32_t i = recent; i < n; i++)
        known[i].stars = 0;
    if (n > 1) qsort(known, (size_t)n, sizeof *known, by_film);
}

static LbStatus store_seen(LbResolved *out, const Known *seen, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(out->film, n);
    LB_ALLOC(out->stars, n);
    LB_ALLOC(out->entry, n);
    out->n = n;
    for (int32_t i = 0; i < n; i++) {
        out->film[i]  = seen[i].film;
        out->stars[i] = seen[i].stars > 0 ? seen[i].stars : NAN;
        out->entry[i] = seen[i].entry;
        out->n_rated += seen[i].stars > 0;
    }
cleanup:
    return st;
}

static LbStatus store_watchlist(LbResolved *out, const Known *list, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(out->watchlist, n);
    LB_ALLOC(out->watchlist_entry, n);
    out->n_watchlist = n;
    for (int32_t i = 0; i < n; i++) {
        out->watchlist[i]       = list[i].film;
        out->watchlist_entry[i] = list[i].entry;
    }
cleanup:
    return st;
}

/* Look every film up that was seen or is on the watchlist. */
static LbStatus find_all(LbResolved *out, Known *seen, Known *list, int32_t counts[2],
                         const LbResolver *resolver, const LbProfile *profile, LbError *err)
{
    const bool is_upward = ends_with_newest(lb_profile_source(profile));
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry   = lb_profile_at(profile, i);
        bool           is_seen = entry->watched || entry->stars > 0;
        Known          known   = {.entry      = i,
                                  .stars      = entry->stars,
                                  .date       = entry->date,
                                  .diary_rank = entry->diary_rank,
                                  .place      = is_upward ? -i : i};
        if (!is_seen && !entry->watchlist) continue;
        LbFound  found;
        LbStatus st = lb_resolver_find(resolver, entry, &found, err);
        if (st != LB_OK) return st;
        known.film = found.film;
        out->found_by[found.by]++;
        if (found.either[0] >= 0)
            out->ambiguous[out->n_ambiguous++] =
                (LbAmbiguous){i, {found.either[0], found.either[1]}};
        else if (known.film < 0)
            out->unknown[out->n_unknown++] = i;
        else if (is_seen)
            seen[counts[0]++] = known;
        if (known.film >= 0 && entry->watchlist) list[counts[1]++] = known;
    }
    return LB_OK;
}

LbStatus lb_resolve(LbResolved *out, const LbResolver *resolver, const LbProfile *profile,
                    int32_t recent, LbError *err)
{
    LbStatus st        = LB_OK;
    size_t   count     = (size_t)lb_profile_count(profile);
    int32_t  counts[2] = {0, 0}; /* seen, on the watchlist */
    Known   *seen = NULL, *list = NULL;
    *out = (LbResolved){0};
    LB_ALLOC(seen, 2 * count);
    list = seen + count;
    LB_ALLOC(out->unknown, count);
    LB_ALLOC(out->ambiguous, count);
    LB_TRY(find_all(out, seen, list, counts, resolver, profile, err));
    out->again_rated = count_rated(seen, counts[0]);
    int32_t n_seen   = keep_first_of_each_film(seen, counts[0]);
    int32_t n_list   = keep_first_of_each_film(list, counts[1]);
    out->again_rated -= count_rated(seen, n_seen);
    out->again_seen   = counts[0] - n_seen;
    out->again_wanted = counts[1] - n_list;
    if (recent > 0) keep_recent_ratings(seen, n_seen, recent);
    LB_TRY(store_seen(out, seen, n_seen, err));
    LB_TRY(store_watchlist(out, list, n_list, err));
cleanup:
    free(seen);
    if (st != LB_OK) lb_resolve_clear(out);
    return st;
}

void lb_resolve_clear(LbResolved *resolved)
{
    free(resolved->film);
    free(resolved->stars);
    free(resolved->entry);
    free(resolved->watchlist);
    free(resolved->watchlist_entry);
    free(resolved->unknown);
    free(resolved->ambiguous);
    *resolved = (LbResolved){0};
}

LbProfileCounts lb_resolve_counts(const LbResolved *resolved, const LbProfile *profile)
{
    LbProfileCounts counts = lb_profile_counts(profile);
    counts.rated -= resolved->again_rated;
    counts.watched -= resolved->again_seen;
    counts.watchlist -= resolved->again_wanted;
    return counts;
}

bool lb_resolve_wants(const LbResolved *resolved, int32_t film)
{
    return lb_resolve_search(resolved->watchlist, resolved->n_watchlist, film) >= 0;
}

int32_t lb_resolve_search(const int32_t *films, int32_t n, int32_t film)
{
    int32_t lo = 0, hi = n;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (films[mid] < film)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && films[lo] == film ? lo : -1;
}
