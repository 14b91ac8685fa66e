/* SPDX-License-Identifier: MIT */
#include "query/resolve/resolver.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/text/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { KEY_CAP = 512, NAME_CAP = 128, NONE = -1, LOOKED_AT_MOST = 64 };

/* By what films are looked up here; slugs and Letterboxd's ids have their index in the model. */
typedef enum Kind { KIND_IMDB, KIND_TMDB, KIND_TITLE, KIND_ORIGINAL, N_KINDS } Kind;

/* A number, or a title as it is compared and a year. */
typedef struct Key {
    int32_t number; /* of KIND_IMDB and KIND_TMDB; else the year */
    size_t  len;    /* of the text */
    char    text[KEY_CAP];
} Key;

/* Chains of films by the hash of their key. Whoever asks first builds it, the others wait. */
typedef struct Index {
    pthread_mutex_t  lock;
    int32_t *_Atomic head; /* [mask + 1] first film of a chain; NULL until it is built */
    int32_t         *next; /* [n_films] the following one, NONE = the last */
    size_t           mask;
} Index;

struct LbResolver {
    const LbFilms *films;
    Index         *indexes; /* [N_KINDS] */
    int            n_open;  /* those whose lock is there */
};

const char *lb_resolver_way(LbFoundBy by)
{
    static const char *const ways[LB_FOUND_WAYS] = {
        [LB_FOUND_NOT]           = "nothing",
        [LB_FOUND_LETTERBOXD_ID] = "Letterboxd id",
        [LB_FOUND_IMDB_ID]       = "IMDb id",
        [LB_FOUND_TMDB_ID]       = "TMDB id",
        [LB_FOUND_SLUG]          = "slug",
        [LB_FOUND_TITLE]         = "title and year",
        [LB_FOUND_TITLE_NEAR]    = "title and a year more or less",
        [LB_FOUND_ORIGINAL]      = "original title",
    };
    return ways[by];
}

void lb_resolver_doubt(char *out, size_t cap, const LbFilms *films, const LbEntry *entry,
                       const int32_t either[2])
{
    char title[NAME_CAP], first[NAME_CAP], second[NAME_CAP];
    lb_text_clean(title, sizeof title, (LbSlice){entry->title, strlen(entry->title)});
    lb_text_clean(first, sizeof first, lb_model_string(&films->slugs, either[0]));
    lb_text_clean(second, sizeof second, lb_model_string(&films->slugs, either[1]));
    (void)snprintf(out, cap,
                   "%s (%d) is the title of two films, %s and %s: left out; an address or an id "
                   "tells them apart",
                   title, entry->year, first, second);
}

LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err)
{
    LbStatus    st       = LB_OK;
    LbResolver *resolver = NULL;
    size_t      size     = 16;
    *out                 = NULL;
    LB_ALLOC_ZEROED(resolver, 1);
    resolver->films = films;
    LB_ALLOC_ZEROED(resolver->indexes, N_KINDS);
    while (size < (size_t)films->n_films)
        size *= 2;
    for (; resolver->n_open < N_KINDS; resolver->n_open++) {
        Index *index = &resolver->indexes[resolver->n_open];
        index->mask  = size - 1;
        if (pthread_mutex_init(&index->lock, NULL) != 0) LB_FAIL_NOMEM(0);
    }
    *out     = resolver;
    resolver = NULL;
cleanup:
    lb_resolver_free(resolver);
    return st;
}

void lb_resolver_free(LbResolver *resolver)
{
    if (resolver == NULL) return;
    for (int i = 0; i < resolver->n_open; i++) {
        free(resolver->indexes[i].head);
        free(resolver->indexes[i].next);
        pthread_mutex_destroy(&resolver->indexes[i].lock);
    }
    free(resolver->indexes);
    free(resolver);
}

/* The key of a text; false when there is nothing to compare. */
static bool make_title(Key *key, LbSlice title, int year)
{
    key->number = year;
    key->len    = title.len > 0 ? lb_text_key(key->text, KEY_CAP, title) : 0;
    return key->len > 0;
}

static bool make_number(Key *key, int32_t number)
{
    key->number = number;
    key->len    = 0;
    return number > 0;
}

/* The key of a film of the model; false when it has none. Series have TMDB numbers of their own. */
static bool key_of(Key *key, const LbFilms *films, Kind kind, int32_t film)
{
    int year = films->year != NULL ? films->year[film] : LB_NO_YEAR;
    switch (kind) {
    case KIND_IMDB:
        return make_number(key, films->imdb_id[film]);
    case KIND_TMDB:
        if (films->kind != NULL && films->kind[film] == LB_KIND_TV) return false;
        return make_number(key, films->tmdb_id[film]);
    case KIND_TITLE:
        return make_title(key, lb_model_string(&films->titles, film), year);
    default:
        return make_title(key, lb_model_string(&films->original_titles, film), year);
    }
}

static bool has_kind(const LbFilms *films, Kind kind)
{
    const bool has[N_KINDS] = {[KIND_IMDB]     = films->imdb_id != NULL,
                               [KIND_TMDB]     = films->tmdb_id != NULL,
                               [KIND_TITLE]    = films->titles.n > 0,
                               [KIND_ORIGINAL] = films->original_titles.n > 0};
    return has[kind];
}

static size_t hash_of(const Key *key)
{
    uint64_t number = (uint64_t)(uint32_t)key->number;
    return (size_t)(lb_hash_bytes(key->text, key->len) ^ lb_hash_bytes(&number, sizeof number));
}

static LbStatus build(const LbResolver *resolver, Kind kind, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = resolver->films;
    Index         *index = &resolver->indexes[kind];
    int32_t       *head = NULL, *next = NULL;
    Key            key;
    pthread_mutex_lock(&index->lock);
    if (index->head != NULL) goto cleanup; /* another thread was first */
    LB_ALLOC(head, index->mask + 1);
    LB_ALLOC(next, films->n_films);
    for (size_t i = 0; i <= index->mask; i++)
        head[i] = NONE;
    for (int32_t f = 0; f < films->n_films; f++) {
        if (!key_of(&key, films, kind, f)) continue;
        size_t at = hash_of(&key) & index->mask;
        next[f]   = head[at];
        head[at]  = f;
    }
    index->next = next;
    index->head = head;
    head = next = NULL;
cleanup:
    pthread_mutex_unlock(&index->lock);
    free(head);
    free(next);
    return st;
}

/* Whether the film has another id than the entry: then it is another film. */
static bool contradicts(const LbFilms *films, int32_t film, const LbEntry *entry)
{
    if (entry->id > 0 && films->letterboxd_id != NULL && films->letterboxd_id[film] > 0 &&
        films->letterboxd_id[film] != entry->id)
        return true;
    if (entry->imdb_id > 0 && films->imdb_id != NULL && films->imdb_id[film] > 0 &&
        films->imdb_id[film] != entry->imdb_id)
        return true;
    return entry->tmdb_id > 0 && films->tmdb_id != NULL && films->tmdb_id[film] > 0 &&
           films->tmdb_id[film] != entry->tmdb_id &&
           (films->kind == NULL || films->kind[film] != LB_KIND_TV);
}

/* A film that fits, or two: a search that goes on with another key keeps what it has. */
typedef struct Search {
    const LbResolver *resolver;
    const LbEntry    *entry;
    int32_t           film[2];
    int               n;
} Search;

static bool is_same(const Key *a, const Key *b)
{
    return a->number == b->number && a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static bool is_known_same(const int32_t *ids, int32_t a, int32_t b)
{
    return ids != NULL && ids[a] > 0 && ids[a] == ids[b];
}

/* Whether films of one title are one film under two slugs, as it is where a site merged two entries.
 * What Letterboxd has two numbers for is two. */
static bool is_one(const LbFilms *films, int32_t a, int32_t b)
{
    const int64_t *own = films->letterboxd_id;
    if (own != NULL && own[a] > 0 && own[b] > 0 && own[a] != own[b]) return false;
    return is_known_same(films->imdb_id, a, b) || is_known_same(films->tmdb_id, a, b);
}

/* Of one film under two slugs the first one counts. */
static void add_film(Search *search, int32_t film)
{
    for (int i = 0; i < search->n; i++) {
        if (search->film[i] != film && !is_one(search->resolver->films, search->film[i], film))
            continue;
        if (film < search->film[i]) search->film[i] = film;
        return;
    }
    search->film[search->n++] = film;
}

/* Add the films of this key, up to two in all. */
static LbStatus look_up(Search *search, Kind kind, const Key *key, LbError *err)
{
    const LbFilms *films = search->resolver->films;
    const Index   *index = &search->resolver->indexes[kind];
    if (!has_kind(films, kind)) return LB_OK;
    if (index->head == NULL) {
        LbStatus st = build(search->resolver, kind, err);
        if (st != LB_OK) return st;
    }
    int32_t film = index->head[hash_of(key) & index->mask];
    for (int n = 0; film != NONE && n < LOOKED_AT_MOST && search->n < 2; n++) {
        Key own;
        if (key_of(&own, films, kind, film) && is_same(&own, key) &&
            !contradicts(films, film, search->entry))
            add_film(search, film);
        film = index->next[film];
    }
    return LB_OK;
}

static void settle(LbFound *found, const Search *search, LbFoundBy by)
{
    if (search->n == 1) {
        found->film = search->film[0];
        found->by   = by;
    } else if (search->n == 2) {
        /* Chains run backwards: name the films in the order of the model. */
        bool swap        = search->film[0] > search->film[1];
        found->either[0] = search->film[swap];
        found->either[1] = search->film[!swap];
    }
}

static bool is_settled(const LbFound *found)
{
    return found->film >= 0 || found->either[0] >= 0;
}

static LbStatus find_number(LbFound *found, const LbResolver *resolver, const LbEntry *entry,
                            Kind kind, LbError *err)
{
    Key      key;
    int32_t  number = kind == KIND_IMDB ? entry->imdb_id : entry->tmdb_id;
    LbEntry  id     = {.id = 0}; /* nothing else is compared */
    Search   search = {.resolver = resolver, .entry = &id};
    LbStatus st     = LB_OK;
    if (!make_number(&key, number)) return LB_OK;
    st = look_up(&search, kind, &key, err);
    if (st != LB_OK || search.n == 0) return st;
    /* Films that share an id are one film under two slugs: the first of them is found. */
    found->film =
        search.n == 2 && search.film[1] < search.film[0] ? search.film[1] : search.film[0];
    found->by = kind == KIND_IMDB ? LB_FOUND_IMDB_ID : LB_FOUND_TMDB_ID;
    return LB_OK;
}

/* Title and year in one index; where `near`, a year before and after: a release year may be off by
 * one between sources, by festivals and countries. */
static LbStatus find_title(LbFound *found, const LbResolver *resolver, const LbEntry *entry,
                           Kind kind, const char *title, bool near, LbError *err)
{
    LbStatus st     = LB_OK;
    Search   search = {.resolver = resolver, .entry = entry};
    Key      key;
    if (is_settled(found) || title == NULL || title[0] == '\0') return LB_OK;
    if (near && entry->year == LB_NO_YEAR) return LB_OK;
    if (!make_title(&key, (LbSlice){title, strlen(title)}, entry->year)) return LB_OK;
    for (int year = entry->year - near; year <= entry->year + near; year += 2) {
        key.number = year;
        LB_TRY(look_up(&search, kind, &key, err));
    }
    settle(found, &search,
           kind == KIND_ORIGINAL || title != entry->title ? LB_FOUND_ORIGINAL
           : near                                         ? LB_FOUND_TITLE_NEAR
                                                          : LB_FOUND_TITLE);
cleanup:
    return st;
}

static LbStatus find_titles(LbFound *found, const LbResolver *resolver, const LbEntry *entry,
                            LbError *err)
{
    const struct {
        Kind        kind;
        const char *title;
        bool        near;
    } steps[] = {
        {KIND_TITLE, entry->title, false},
        {KIND_TITLE, entry->title, true},
        {KIND_ORIGINAL, entry->title, false},
        {KIND_TITLE, entry->original_title, false},
        {KIND_ORIGINAL, entry->original_title, false},
        {KIND_ORIGINAL, entry->title, true},
        {KIND_TITLE, entry->original_title, true},
        {KIND_ORIGINAL, entry->original_title, true},
    };
    LbStatus st = LB_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && st == LB_OK; i++)
        st = find_title(found, resolver, entry, steps[i].kind, steps[i].title, steps[i].near, err);
    return st;
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

LbStatus lb_resolver_find(const LbResolver *resolver, const LbEntry *entry, LbFound *found,
                          LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = resolver->films;
    *found               = (LbFound){.film = NONE, .either = {NONE, NONE}};
    if (entry->id > 0) found->film = lb_model_find_film_id(films, entry->id);
    if (found->film >= 0) found->by = LB_FOUND_LETTERBOXD_ID;
    if (found->film < 0) LB_TRY(find_number(found, resolver, entry, KIND_IMDB, err));
    if (found->film < 0) LB_TRY(find_number(found, resolver, entry, KIND_TMDB, err));
    if (found->film < 0 && entry->slug[0] != '\0') {
        found->film = find_slug(films, entry->slug);
        if (found->film >= 0) found->by = LB_FOUND_SLUG;
    }
    if (found->film < 0) LB_TRY(find_titles(found, resolver, entry, err));
cleanup:
    return st;
}
