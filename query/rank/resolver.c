/* SPDX-License-Identifier: MIT */
#include "query/rank/resolver.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/base/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { KEY_CAP = 512, NONE = -1, AMBIGUOUS = -2 };

/* Titles are compared by the 64-bit hash of key and year alone: among a million films a chance
 * agreement has a probability of 10^-7. */
typedef struct Slot {
    uint64_t hash;
    int32_t  film; /* NONE = empty */
} Slot;

/* Open addressing. Whoever asks for the first title builds it, the others wait. */
typedef struct TitleIndex {
    pthread_mutex_t lock;
    Slot *_Atomic   slots; /* [mask + 1]; NULL until then */
    size_t          mask;
} TitleIndex;

struct LbResolver {
    const LbFilms *films;
    TitleIndex    *titles;
};

static LbStatus open_titles(TitleIndex **out, int32_t n_films, LbError *err)
{
    LbStatus    st    = LB_OK;
    TitleIndex *index = NULL;
    size_t      size  = 16;
    LB_ALLOC_ZEROED(index, 1);
    while (size < 2 * (size_t)n_films)
        size *= 2;
    index->mask = size - 1;
    if (pthread_mutex_init(&index->lock, NULL) != 0) LB_TRY(lb_error_nomem(err, 0));
    *out  = index;
    index = NULL;
cleanup:
    free(index);
    return st;
}

LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err)
{
    LbStatus    st       = LB_OK;
    LbResolver *resolver = NULL;
    *out                 = NULL;
    LB_ALLOC_ZEROED(resolver, 1);
    resolver->films = films;
    LB_TRY(open_titles(&resolver->titles, films->n_films, err));
    *out     = resolver;
    resolver = NULL;
cleanup:
    lb_resolver_free(resolver);
    return st;
}

void lb_resolver_free(LbResolver *resolver)
{
    if (resolver == NULL) return;
    if (resolver->titles != NULL) {
        free(resolver->titles->slots);
        pthread_mutex_destroy(&resolver->titles->lock);
    }
    free(resolver->titles);
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
    return lb_hash_bytes(key->text, key->len + 2);
}

static void insert_title(Slot *slots, size_t mask, const LbFilms *films, int32_t film)
{
    TitleKey key;
    make_key(&key, lb_model_string(&films->titles, film));
    if (key.len == 0) return;
    uint64_t hash = hash_key(&key, films->year != NULL ? films->year[film] : LB_NO_YEAR);
    size_t   at   = hash & mask;
    while (slots[at].film != NONE)
        at = (at + 1) & mask;
    slots[at] = (Slot){hash, film};
}

static LbStatus index_titles(TitleIndex *titles, const LbFilms *films, LbError *err)
{
    LbStatus st    = LB_OK;
    Slot    *slots = NULL;
    pthread_mutex_lock(&titles->lock);
    if (titles->slots != NULL) goto cleanup; /* another thread was first */
    LB_ALLOC(slots, titles->mask + 1);
    for (size_t i = 0; i <= titles->mask; i++)
        slots[i].film = NONE;
    for (int32_t f = 0; f < films->n_films; f++)
        insert_title(slots, titles->mask, films, f);
    titles->slots = slots;
cleanup:
    pthread_mutex_unlock(&titles->lock);
    return st;
}

static int32_t find_title(const LbResolver *resolver, TitleKey *key, int year)
{
    const Slot *slots = resolver->titles->slots;
    size_t      mask  = resolver->titles->mask;
    uint64_t    hash  = hash_key(key, year);
    int32_t     found = NONE;
    for (size_t at = hash & mask; slots[at].film != NONE; at = (at + 1) & mask) {
        if (slots[at].hash != hash) continue;
        if (found != NONE) return AMBIGUOUS;
        found = slots[at].film;
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
    int32_t           film    = lb_model_find_film(films, (LbSlice){slug, strlen(slug)});
    int64_t           id;
    if (film >= 0 || strncmp(slug, by_id, sizeof by_id - 1) != 0) return film;
    const char *digits = slug + sizeof by_id - 1;
    return lb_slice_to_int((LbSlice){digits, strlen(digits)}, &id)
               ? lb_model_find_film_id(films, id)
               : NONE;
}

LbStatus lb_resolver_find(const LbResolver *resolver, const LbEntry *entry, int32_t *film,
                          LbError *err)
{
    *film = entry->id > 0 ? lb_model_find_film_id(resolver->films, entry->id) : NONE;
    if (*film < 0 && entry->slug[0] != '\0') *film = find_slug(resolver->films, entry->slug);
    if (*film >= 0 || entry->title[0] == '\0' || resolver->films->titles.n == 0) return LB_OK;
    if (resolver->titles->slots == NULL) {
        LbStatus st = index_titles(resolver->titles, resolver->films, err);
        if (st != LB_OK) return st;
    }
    TitleKey key;
    make_key(&key, (LbSlice){entry->title, strlen(entry->title)});
    int32_t found = key.len > 0 ? find_title_near(resolver, &key, entry->year) : NONE;
    *film         = found >= 0 ? found : NONE;
    return LB_OK;
}
