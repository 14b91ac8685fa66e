/* SPDX-License-Identifier: MIT */
#include "query/rank/resolve.h"

#include "common/base/hash.h"
#include "common/base/mem.h"

#include <math.h>
#include <string.h>

enum { KEY_CAP = 512, NONE = -1, AMBIGUOUS = -2 };

/* Titles are compared by the 64-bit hash of key and year alone: among a million films a chance
 * agreement has a probability of 10^-7. */
typedef struct Slot {
    uint64_t hash;
    int32_t  film; /* NONE = empty */
} Slot;

struct LbResolver {
    const LbFilms *films;
    Slot          *slots; /* open addressing; NULL until a title is asked for */
    size_t         mask;
};

LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err)
{
    LbStatus    st       = LB_OK;
    LbResolver *resolver = NULL;
    *out                 = NULL;
    LB_ALLOC_ZEROED(resolver, 1);
    resolver->films = films;
    *out            = resolver;
cleanup:
    return st;
}

void lb_resolver_free(LbResolver *resolver)
{
    if (resolver == NULL) return;
    free(resolver->slots);
    free(resolver);
}

typedef struct TitleKey {
    char   text[KEY_CAP + 2]; /* the key with two bytes of year behind it */
    size_t len;               /* of the key; 0 = nothing to compare */
} TitleKey;

static void make_key(TitleKey *key, LbSlice title)
{
    key->len = title.len > 0 ? lb_text_key(key->text, KEY_CAP, title) : 0;
}

static uint64_t hash_key(TitleKey *key, int year)
{
    key->text[key->len]     = (char)(year & 0xff);
    key->text[key->len + 1] = (char)(year >> 8 & 0xff);
    return lb_hash64(key->text, key->len + 2);
}

static LbStatus index_titles(LbResolver *resolver, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = resolver->films;
    size_t         size  = 16;
    Slot          *slots = NULL;
    while (size < 2 * (size_t)films->n_films)
        size *= 2;
    LB_ALLOC(slots, size);
    for (size_t i = 0; i < size; i++)
        slots[i].film = NONE;
    for (int32_t f = 0; f < films->n_films; f++) {
        TitleKey key;
        make_key(&key, lb_strings_at(&films->titles, f));
        if (key.len == 0) continue;
        uint64_t hash = hash_key(&key, films->year != NULL ? films->year[f] : LB_NO_YEAR);
        size_t   at   = hash & (size - 1);
        while (slots[at].film != NONE)
            at = (at + 1) & (size - 1);
        slots[at] = (Slot){hash, f};
    }
    resolver->slots = slots;
    resolver->mask  = size - 1;
cleanup:
    return st;
}

static int32_t find_title(const LbResolver *resolver, TitleKey *key, int year)
{
    uint64_t hash  = hash_key(key, year);
    int32_t  found = NONE;
    for (size_t at = hash & resolver->mask; resolver->slots[at].film != NONE;
         at        = (at + 1) & resolver->mask) {
        if (resolver->slots[at].hash != hash) continue;
        if (found != NONE) return AMBIGUOUS;
        found = resolver->slots[at].film;
    }
    return found;
}

/* A release year may be off by one between sources: festivals, countries. */
static int32_t find_title_near(const LbResolver *resolver, TitleKey *key, int year)
{
    int32_t found = find_title(resolver, key, year);
    if (found != NONE || year == LB_NO_YEAR) return found;
    int32_t before = find_title(resolver, key, year - 1);
    int32_t after  = find_title(resolver, key, year + 1);
    if (before != NONE && after != NONE) return AMBIGUOUS;
    return before != NONE ? before : after;
}

static int32_t find_slug(const LbFilms *films, const char *slug)
{
    static const char by_id[] = "film:";
    int32_t           film    = lb_films_find(films, (LbSlice){slug, strlen(slug)});
    int64_t           id;
    if (film >= 0 || strncmp(slug, by_id, sizeof by_id - 1) != 0) return film;
    const char *digits = slug + sizeof by_id - 1;
    return lb_parse_int((LbSlice){digits, strlen(digits)}, &id) ? lb_films_find_id(films, id)
                                                                : NONE;
}

LbStatus lb_resolver_find(LbResolver *resolver, const LbEntry *entry, int32_t *film, LbError *err)
{
    *film = entry->id > 0 ? lb_films_find_id(resolver->films, entry->id) : NONE;
    if (*film < 0 && entry->slug[0] != '\0') *film = find_slug(resolver->films, entry->slug);
    if (*film >= 0 || entry->title[0] == '\0' || resolver->films->titles.n == 0) return LB_OK;
    if (resolver->slots == NULL) {
        LbStatus st = index_titles(resolver, err);
        if (st != LB_OK) return st;
    }
    TitleKey key;
    make_key(&key, (LbSlice){entry->title, strlen(entry->title)});
    int32_t found = key.len > 0 ? find_title_near(resolver, &key, entry->year) : NONE;
    *film         = found >= 0 ? found : NONE;
    return LB_OK;
}

/* One entry that the model knows. */
typedef struct Known {
    int32_t film, entry;
    float   stars; /* 0 = not rated */
    int32_t date, diary_rank;
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
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static int32_t keep_first_of_each_film(Known *known, int32_t n)
{
    int32_t kept = 0;
    if (n > 1) qsort(known, (size_t)n, sizeof *known, by_film);
    for (int32_t i = 0; i < n; i++)
        if (kept == 0 || known[kept - 1].film != known[i].film) known[kept++] = known[i];
    return kept;
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
                         LbResolver *resolver, const LbProfile *profile, LbError *err)
{
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry   = lb_profile_at(profile, i);
        bool           is_seen = entry->watched || entry->stars > 0;
        Known          known   = {.entry      = i,
                                  .stars      = entry->stars,
                                  .date       = entry->date,
                                  .diary_rank = entry->diary_rank};
        if (!is_seen && !entry->watchlist) continue;
        LbStatus st = lb_resolver_find(resolver, entry, &known.film, err);
        if (st != LB_OK) return st;
        if (known.film < 0)
            out->unknown[out->n_unknown++] = i;
        else if (is_seen)
            seen[counts[0]++] = known;
        if (known.film >= 0 && entry->watchlist) list[counts[1]++] = known;
    }
    return LB_OK;
}

LbStatus lb_resolve(LbResolved *out, LbResolver *resolver, const LbProfile *profile, int32_t recent,
                    LbError *err)
{
    LbStatus st        = LB_OK;
    size_t   count     = (size_t)lb_profile_count(profile);
    int32_t  counts[2] = {0, 0}; /* seen, on the watchlist */
    Known   *seen = NULL, *list = NULL;
    *out = (LbResolved){0};
    LB_ALLOC(seen, 2 * count);
    list = seen + count;
    LB_ALLOC(out->unknown, count);
    LB_TRY(find_all(out, seen, list, counts, resolver, profile, err));
    int32_t n_seen = keep_first_of_each_film(seen, counts[0]);
    int32_t n_list = keep_first_of_each_film(list, counts[1]);
    if (recent > 0) keep_recent_ratings(seen, n_seen, recent);
    LB_TRY(store_seen(out, seen, n_seen, err));
    LB_TRY(store_watchlist(out, list, n_list, err));
cleanup:
    free(seen);
    if (st != LB_OK) lb_resolved_clear(out);
    return st;
}

void lb_resolved_clear(LbResolved *resolved)
{
    free(resolved->film);
    free(resolved->stars);
    free(resolved->entry);
    free(resolved->watchlist);
    free(resolved->watchlist_entry);
    free(resolved->unknown);
    *resolved = (LbResolved){0};
}

int32_t lb_film_search(const int32_t *films, int32_t n, int32_t film)
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
