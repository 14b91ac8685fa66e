/* SPDX-License-Identifier: MIT */
#include "query/rank/resolver.h"

#include "common/base/hash.h"
#include "common/base/mem.h"

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
