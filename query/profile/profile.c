/* SPDX-License-Identifier: MIT */
#include "query/profile/profile.h"

#include "common/base/buf.h"
#include "common/base/idmap.h"
#include "common/base/mem.h"
#include "query/profile/blocks.h"

#include <string.h>

enum { MAX_FILMS = 200000, MAX_KEY = 1 << 20 };

/* What a film is found by, the surest first. */
typedef enum KeyKind { KEY_ID, KEY_IMDB, KEY_TMDB, KEY_SLUG, KEY_TITLE, N_KEYS } KeyKind;

/* Texts about the whole. */
typedef struct Notes {
    char  **items;
    size_t  capacity;
    int32_t n;
} Notes;

struct LbProfile {
    char     *user;
    LbSource  source;
    LbEntry  *entries;
    size_t    entries_cap;
    int32_t   n_entries;
    LbBlocks *texts;
    LbIdMap  *keys;  /* "i<id>", "m<IMDb>", "b<TMDB>", "s<slug>", "t<year>/<title>" */
    int32_t  *owner; /* [keys] entry of a key; -1: none, left by an addition that failed */
    size_t    owner_cap;
    int32_t   n_owner;
    LbBuf     key; /* scratch */
    Notes     gaps, origins;
};

const char *lb_profile_source_name(LbSource source)
{
    static const char *const names[] = {
        [LB_SOURCE_PAGES] = "letterboxd", [LB_SOURCE_RSS] = "letterboxd-rss",
        [LB_SOURCE_CACHE] = "cache",      [LB_SOURCE_EXPORT] = "export",
        [LB_SOURCE_CSV] = "csv",          [LB_SOURCE_SAVED_PAGE] = "saved-page",
        [LB_SOURCE_BLEND] = "blend",      [LB_SOURCE_IMDB] = "imdb",
        [LB_SOURCE_TRAKT] = "trakt",      [LB_SOURCE_MOVIELENS] = "movielens",
        [LB_SOURCE_TABLE] = "table",      [LB_SOURCE_FILES] = "files",
    };
    return names[source];
}

static LbStatus add_note(Notes *notes, const char *text, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *copy = NULL;
    LB_STRDUP(copy, text);
    LB_TRY(LB_GROW(&notes->items, &notes->capacity, (size_t)notes->n + 1, err));
    notes->items[notes->n++] = copy;
    copy                     = NULL;
cleanup:
    free(copy);
    return st;
}

static void clear_notes(Notes *notes)
{
    for (int32_t i = 0; i < notes->n; i++)
        free(notes->items[i]);
    free(notes->items);
}

LbStatus lb_profile_new(LbProfile **out, const char *user, LbSource source, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbProfile *profile = NULL;
    *out               = NULL;
    LB_ALLOC_ZEROED(profile, 1);
    profile->source = source;
    lb_buf_init(&profile->key, MAX_KEY);
    LB_STRDUP(profile->user, user);
    LB_TRY(lb_idmap_new(&profile->keys, err));
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    return st;
}

void lb_profile_free(LbProfile *profile)
{
    if (profile == NULL) return;
    clear_notes(&profile->gaps);
    clear_notes(&profile->origins);
    lb_buf_clear(&profile->key);
    free(profile->owner);
    lb_idmap_free(profile->keys);
    lb_blocks_free(profile->texts);
    free(profile->entries);
    free(profile->user);
    free(profile);
}

static bool is_known(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* Index into owner of the key in profile->key, added if it is new. */
static LbStatus add_key(LbProfile *profile, int32_t *index, LbError *err)
{
    LbSlice  key = {lb_buf_text(&profile->key), profile->key.len};
    LbStatus st  = lb_idmap_add(profile->keys, key, index, err);
    if (st != LB_OK) return st;
    st = LB_GROW(&profile->owner, &profile->owner_cap, (size_t)*index + 1, err);
    while (st == LB_OK && profile->n_owner <= *index)
        profile->owner[profile->n_owner++] = -1;
    return st;
}

static LbStatus write_key(LbProfile *profile, KeyKind kind, const LbEntry *film, LbError *err)
{
    LbBuf *key = &profile->key;
    lb_buf_reset(key);
    switch (kind) {
    case KEY_ID:
        return lb_buf_printf(key, err, "i%lld", (long long)film->id);
    case KEY_IMDB:
        return lb_buf_printf(key, err, "m%ld", (long)film->imdb_id);
    case KEY_TMDB:
        return lb_buf_printf(key, err, "b%ld", (long)film->tmdb_id);
    case KEY_SLUG:
        return lb_buf_printf(key, err, "s%s", film->slug);
    default:
        return lb_buf_printf(key, err, "t%d/%s", film->year, film->title);
    }
}

/* The keys under which a film is found, those it has not are -1. The title is one only for films
 * without any id and slug. */
static LbStatus add_keys(LbProfile *profile, int32_t keys[N_KEYS], const LbEntry *film,
                         LbError *err)
{
    LbStatus st          = LB_OK;
    bool     has[N_KEYS] = {[KEY_ID]   = film->id > 0,
                            [KEY_IMDB] = film->imdb_id > 0,
                            [KEY_TMDB] = film->tmdb_id > 0,
                            [KEY_SLUG] = is_known(film->slug)};
    has[KEY_TITLE] =
        !has[KEY_ID] && !has[KEY_IMDB] && !has[KEY_TMDB] && !has[KEY_SLUG] && is_known(film->title);
    for (int kind = 0; kind < N_KEYS && st == LB_OK; kind++) {
        keys[kind] = -1;
        if (!has[kind]) continue;
        st = write_key(profile, (KeyKind)kind, film, err);
        if (st == LB_OK) st = add_key(profile, &keys[kind], err);
    }
    return st;
}

static int32_t owner_of(const LbProfile *profile, int32_t index)
{
    return index >= 0 ? profile->owner[index] : -1;
}

static bool differ(int64_t a, int64_t b)
{
    return a > 0 && b > 0 && a != b;
}

/* The entry of a film that is there already; -1 for a new one. Two ids of one kind are two films,
 * even under one slug: slugs move from film to film. */
static int32_t find(const LbProfile *profile, const int32_t keys[N_KEYS], const LbEntry *film)
{
    for (int kind = 0; kind < N_KEYS; kind++) {
        int32_t found = owner_of(profile, keys[kind]);
        if (found < 0) continue;
        const LbEntry *other = &profile->entries[found];
        if (!differ(film->id, other->id) && !differ(film->imdb_id, other->imdb_id) &&
            !differ(film->tmdb_id, other->tmdb_id))
            return found;
    }
    return -1;
}

static void merge_rating(LbEntry *into, const LbEntry *from)
{
    bool is_older = from->date > 0 && into->date > from->date;
    if (from->stars > 0 && (!(into->stars > 0) || !is_older)) {
        into->stars = from->stars;
        if (from->date > 0) into->date = from->date;
    }
    if (into->date == 0) into->date = from->date;
}

static void merge(LbEntry *into, const LbEntry *from)
{
    merge_rating(into, from);
    if (into->id == 0) into->id = from->id;
    if (into->imdb_id == 0) into->imdb_id = from->imdb_id;
    if (into->tmdb_id == 0) into->tmdb_id = from->tmdb_id;
    if (into->year == 0) into->year = from->year;
    if (into->watchlist_date == 0) into->watchlist_date = from->watchlist_date;
    if (into->watchlist_rank == 0) into->watchlist_rank = from->watchlist_rank;
    if (into->diary_rank == 0) into->diary_rank = from->diary_rank;
    into->liked     = into->liked || from->liked;
    into->rewatched = into->rewatched || from->rewatched;
    into->watchlist = into->watchlist || from->watchlist;
    into->watched   = into->watched || from->watched || into->liked || into->stars > 0;
}

static LbStatus copy_text(LbProfile *profile, const char **out, const char *text, LbError *err)
{
    if (is_known(*out) || !is_known(text)) return LB_OK;
    return lb_blocks_copy(&profile->texts, out, (LbSlice){text, strlen(text)}, err);
}

static LbStatus add_room(LbProfile *profile, LbError *err)
{
    if (profile->n_entries == MAX_FILMS)
        return lb_error_set(err, LB_EDATA, 0, "more than %d films, which is the limit", MAX_FILMS);
    return LB_GROW(&profile->entries, &profile->entries_cap, (size_t)profile->n_entries + 1, err);
}

LbStatus lb_profile_find(LbProfile *profile, const LbEntry *film, const LbEntry **found,
                         LbError *err)
{
    int32_t  keys[N_KEYS];
    LbStatus st = add_keys(profile, keys, film, err);
    int32_t  at = st == LB_OK ? find(profile, keys, film) : -1;
    *found      = at >= 0 ? &profile->entries[at] : NULL;
    return st;
}

LbStatus lb_profile_add(LbProfile *profile, const LbEntry *entry, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  keys[N_KEYS];
    LB_TRY(add_keys(profile, keys, entry, err));
    int32_t at = find(profile, keys, entry);
    if (at < 0) LB_TRY(add_room(profile, err));

    LbEntry film = at >= 0 ? profile->entries[at]
                           : (LbEntry){.slug = "", .title = "", .origin = entry->origin};
    LB_TRY(copy_text(profile, &film.slug, entry->slug, err));
    LB_TRY(copy_text(profile, &film.title, entry->title, err));
    LB_TRY(copy_text(profile, &film.original_title, entry->original_title, err));
    merge(&film, entry);
    if (at < 0) at = profile->n_entries++;
    profile->entries[at] = film;
    for (int i = 0; i < N_KEYS; i++)
        if (owner_of(profile, keys[i]) < 0 && keys[i] >= 0) profile->owner[keys[i]] = at;
cleanup:
    return st;
}

int32_t lb_profile_count(const LbProfile *profile)
{
    return profile->n_entries;
}

const LbEntry *lb_profile_at(const LbProfile *profile, int32_t index)
{
    return &profile->entries[index];
}

const char *lb_profile_user(const LbProfile *profile)
{
    return profile->user;
}

LbSource lb_profile_source(const LbProfile *profile)
{
    return profile->source;
}

void lb_profile_set_source(LbProfile *profile, LbSource source)
{
    profile->source = source;
}

LbStatus lb_profile_add_origin(LbProfile *profile, const char *name, LbError *err)
{
    return add_note(&profile->origins, name, err);
}

int32_t lb_profile_origins(const LbProfile *profile)
{
    return profile->origins.n;
}

const char *lb_profile_origin(const LbProfile *profile, int32_t number)
{
    return profile->origins.items[number - 1];
}

LbStatus lb_profile_add_gap(LbProfile *profile, const char *text, LbError *err)
{
    return add_note(&profile->gaps, text, err);
}

int32_t lb_profile_gaps(const LbProfile *profile)
{
    return profile->gaps.n;
}

const char *lb_profile_gap(const LbProfile *profile, int32_t index)
{
    return profile->gaps.items[index];
}

LbProfileCounts lb_profile_counts(const LbProfile *profile)
{
    LbProfileCounts counts = {0};
    for (int32_t i = 0; i < profile->n_entries; i++) {
        const LbEntry *film = &profile->entries[i];
        counts.rated += film->stars > 0;
        counts.watched += film->watched;
        counts.watchlist += film->watchlist;
        counts.liked += film->liked;
    }
    return counts;
}
