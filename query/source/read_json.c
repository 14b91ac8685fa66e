/* SPDX-License-Identifier: MIT */
#include "query/source/read_json.h"

#include "common/text/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 16, SERVICES_CAP = 512 };

typedef struct Reading {
    LbFilmRecords *out;
    LbJsonKind     kind;
} Reading;

/* The fields of one film; numbers are written into `scratch`. */
typedef struct Film {
    LbSlice fields[LB_FIELDS];
    int     rank[LB_FIELDS]; /* of the name that gave it */
    char    scratch[LB_FIELDS][LB_JSON_SCALAR];
    char    services[SERVICES_CAP];
} Film;

bool lb_read_json_is_one(LbSlice text)
{
    text = lb_slice_trim(text);
    return text.len > 0 && (text.text[0] == '{' || text.text[0] == '[');
}

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

/* ["Mubi", "Netflix"], as it would stand in a table; what has no room is left out. */
static const char *join_texts(const LbJsonValue *array, char *out, size_t cap)
{
    size_t used = 0;
    out[0]      = '\0';
    for (size_t i = 0; i < lb_json_count(array); i++) {
        char        scratch[LB_JSON_SCALAR];
        const char *text = lb_json_scalar(lb_json_at(array, i), scratch);
        if (text == NULL || used + strlen(text) + 2 > cap) continue;
        used += (size_t)snprintf(out + used, cap - used, "%s%s", used > 0 ? "|" : "", text);
    }
    return out;
}

/* A member of the film's own object. */
static void take_member(Film *film, const char *key, const LbJsonValue *value)
{
    int         rank  = 0;
    LbFilmField field = lb_film_field_find(slice(key), &rank);
    if (field == LB_FIELDS) return;
    bool        is_known = film->fields[field].len > 0 && film->rank[field] <= rank;
    const char *text     = is_known ? NULL : lb_json_scalar(value, film->scratch[field]);
    if (field == LB_FIELD_SERVICE && lb_json_is_array(value))
        text = join_texts(value, film->services, sizeof film->services);
    if (text == NULL || text[0] == '\0') return;
    film->fields[field] = lb_slice_trim(slice(text));
    film->rank[field]   = rank;
}

/* {"imdb": "tt0137523", "tmdb": 550}, by whatever name it goes. */
static void take_ids(Film *film, const LbJsonValue *ids)
{
    void              *at    = NULL;
    const char        *key   = NULL;
    const LbJsonValue *value = NULL;
    while (lb_json_next(ids, &at, &key, &value)) {
        LbFilmField field = lb_film_field_find(slice(key), NULL);
        if (field == LB_FIELD_IMDB || field == LB_FIELD_TMDB) take_member(film, key, value);
    }
}

/* Plex: [{"id": "imdb://tt0137523"}, {"id": "tmdb://550"}] */
static void take_references(Film *film, const LbJsonValue *array)
{
    for (size_t i = 0; i < lb_json_count(array); i++) {
        const char *text = lb_json_get_text(lb_json_at(array, i), "id", "");
        if (strncmp(text, "imdb://", 7) == 0) film->fields[LB_FIELD_IMDB] = slice(text);
        if (strncmp(text, "tmdb://", 7) == 0) film->fields[LB_FIELD_TMDB] = slice(text);
    }
}

static void take_film(Film *film, const LbJsonValue *object)
{
    static const char *const id_names[] = {"ids", "ProviderIds", "uniqueid", "externalIds",
                                           "external_ids"};

    void              *at      = NULL;
    const char        *key     = NULL;
    const LbJsonValue *value   = NULL;
    bool               is_flat = true;
    while (lb_json_next(object, &at, &key, &value)) {
        take_member(film, key, value);
        is_flat = is_flat && !lb_json_is_object(value) && !lb_json_is_array(value);
    }
    if (is_flat) return;
    for (size_t i = 0; i < sizeof id_names / sizeof *id_names; i++)
        take_ids(film, lb_json_get(object, id_names[i]));
    take_references(film, lb_json_get(object, "Guid"));
    const LbJsonValue *user = lb_json_get(object, "UserData"); /* Jellyfin */
    at                      = NULL;
    while (lb_json_next(user, &at, &key, &value))
        take_member(film, key, value);
}

/* Marks of media servers, whose "rating" is the critics' or everybody's. */
static bool is_of_library(const LbJsonValue *object)
{
    static const char *const marks[] = {"ratingKey",       "movieid", "ProviderIds",
                                        "CommunityRating", "hasFile", "monitored"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (lb_json_get(object, marks[i]) != NULL) return true;
    return false;
}

/* Kodi and Plex write 0 for "no rating". */
static void keep_own_rating(Film *film)
{
    int own = 0;
    (void)lb_film_field_find(slice("userrating"), &own);
    if (film->rank[LB_FIELD_RATING] != own) film->fields[LB_FIELD_RATING].len = 0;
    if (lb_slice_is(film->fields[LB_FIELD_RATING], "0")) film->fields[LB_FIELD_RATING].len = 0;
}

/* Sites have slugs of their own: one counts only where the film has no other name. */
static void drop_slug(Film *film)
{
    bool has_more = film->fields[LB_FIELD_IMDB].len + film->fields[LB_FIELD_TMDB].len +
                        film->fields[LB_FIELD_TITLE].len >
                    0;
    if (has_more) film->fields[LB_FIELD_SLUG].len = 0;
}

static LbStatus add(Reading *reading, Film *film, LbError *err)
{
    drop_slug(film);
    size_t   number = reading->out->n + 1;
    LbStatus st     = lb_film_records_add(reading->out, film->fields, 0, err);
    return st == LB_EDATA ? lb_error_context(err, st, "film %zu", number) : st;
}

LbStatus lb_read_json_film(LbFilmRecords *out, const LbJsonValue *value, LbError *err)
{
    /* A rating that is there already is not looked for: writing it out and reading it again would be
     * a third of the work. */
    Film        film = {.fields[LB_FIELD_RATING] = {"0", 1}, .rank[LB_FIELD_RATING] = -1};
    const char *text = lb_json_as_text(value);
    if (text != NULL)
        film.fields[LB_FIELD_FILM] = lb_slice_trim(slice(text));
    else
        take_film(&film, value);
    return lb_film_records_add(out, film.fields, 0, err);
}

/* {"rating": 9, "rated_at": ..., "movie": {...}}: what the person did is outside, what the film is
 * inside, where a rating is everybody's. */
static LbStatus add_trakt(Reading *reading, const LbJsonValue *item, const LbJsonValue *movie,
                          LbError *err)
{
    Film film = {0}, inside = {0};
    reading->kind = LB_JSON_TRAKT;
    take_film(&film, item);
    take_film(&inside, movie);
    for (int field = 0; field <= LB_FIELD_RELEASED; field++)
        film.fields[field] = inside.fields[field];
    film.fields[LB_FIELD_SLUG] = (LbSlice){"", 0}; /* Trakt's own */
    film.fields[LB_FIELD_KIND] = (LbSlice){"", 0};
    size_t   before            = reading->out->n;
    LbStatus st                = add(reading, &film, err);
    if (st != LB_OK || reading->out->n == before) return st;
    LbFilmRecord *record = &reading->out->items[before];
    record->is_wish      = film.fields[LB_FIELD_LISTED].len > 0 && isnan(record->rating);
    return LB_OK;
}

static bool has_text(const Film *film, LbFilmField field)
{
    return film->fields[field].len > 0;
}

/* A title alone may be that of anything; a name even more so. */
static bool names_a_film(const Film *film, const LbJsonValue *object)
{
    bool has_id = has_text(film, LB_FIELD_IMDB) || has_text(film, LB_FIELD_TMDB) ||
                  has_text(film, LB_FIELD_SLUG) || has_text(film, LB_FIELD_FILM);
    bool has_title = has_text(film, LB_FIELD_TITLE);
    if (has_id) return true;
    if (!has_title) return false;
    return has_text(film, LB_FIELD_YEAR) || has_text(film, LB_FIELD_KIND) ||
           has_text(film, LB_FIELD_RATING) || has_text(film, LB_FIELD_RELEASED) ||
           has_text(film, LB_FIELD_ADDRESS) || lb_json_get(object, "title") != NULL ||
           lb_json_get(object, "Title") != NULL;
}

/* [{"id": 550}], as Radarr's lists have it: a number and nothing else is TMDB's. */
static bool is_bare_id(const LbJsonValue *object, char scratch[LB_JSON_SCALAR])
{
    void              *at  = NULL;
    const char        *key = NULL;
    const LbJsonValue *id = NULL, *more = NULL;
    if (!lb_json_next(object, &at, &key, &id) || strcmp(key, "id") != 0) return false;
    return !lb_json_next(object, &at, &key, &more) && lb_json_get_int(object, "id", 0) > 0 &&
           lb_json_scalar(id, scratch) != NULL;
}

static LbStatus visit(Reading *reading, const LbJsonValue *value, bool in_array, int depth,
                      LbError *err);

/* {"films": ["alien", "Heat (1995)"]} is as good as the list alone. */
static bool is_list_of_films(const char *key, int depth)
{
    static const char *const names[] = {"films", "movies", "watched", "watchlist", NULL};
    return depth == 0 && lb_slice_is_any(slice(key), names);
}

static LbStatus visit_members(Reading *reading, const LbJsonValue *object, int depth, LbError *err)
{
    void              *at    = NULL;
    const char        *key   = NULL;
    const LbJsonValue *value = NULL;
    while (lb_json_next(object, &at, &key, &value)) {
        int      inside = is_list_of_films(key, depth) ? depth : depth + 1;
        LbStatus st     = visit(reading, value, false, inside, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* An answer of lbrec: whose it is goes with its films, its predictions do not. */
static LbStatus visit_answer(Reading *reading, const LbJsonValue *answer, const LbJsonValue *picks,
                             LbError *err)
{
    reading->kind = LB_JSON_LBREC;
    for (size_t i = 0; i < lb_json_count(picks); i++) {
        Film film = {0};
        take_film(&film, lb_json_at(picks, i));
        film.fields[LB_FIELD_RATING] = (LbSlice){"", 0};
        film.fields[LB_FIELD_USER]   = slice(lb_json_get_text(answer, "user", ""));
        LbStatus st                  = add(reading, &film, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static LbStatus visit_object(Reading *reading, const LbJsonValue *object, bool in_array, int depth,
                             LbError *err)
{
    Film               film  = {0};
    const LbJsonValue *movie = lb_json_get(object, "movie"),
                      *picks = lb_json_get(object, "recommendations");
    if (lb_json_is_array(picks)) return visit_answer(reading, object, picks, err);
    if (lb_json_is_object(movie)) return add_trakt(reading, object, movie, err);
    if (lb_json_is_object(lb_json_get(object, "show")) ||
        lb_json_is_object(lb_json_get(object, "episode"))) {
        reading->kind = LB_JSON_TRAKT;
        reading->out->series++;
        return LB_OK;
    }
    take_film(&film, object);
    if (in_array && is_bare_id(object, film.scratch[LB_FIELD_TMDB]))
        film.fields[LB_FIELD_TMDB] = slice(film.scratch[LB_FIELD_TMDB]);
    if (!in_array || !names_a_film(&film, object))
        return visit_members(reading, object, depth, err);
    if (is_of_library(object)) {
        reading->kind = LB_JSON_LIBRARY;
        keep_own_rating(&film);
    }
    return add(reading, &film, err);
}

static LbStatus visit(Reading *reading, const LbJsonValue *value, bool in_array, int depth,
                      LbError *err)
{
    const char *text = lb_json_as_text(value);
    if (depth > DEPTH_MAX) return LB_OK;          /* no program hides its films so deep */
    if (text != NULL && in_array && depth == 1) { /* ["alien", "Heat (1995)"] */
        Film film                  = {0};
        film.fields[LB_FIELD_FILM] = lb_slice_trim(slice(text));
        return lb_film_records_add(reading->out, film.fields, 0, err);
    }
    if (lb_json_is_object(value)) return visit_object(reading, value, in_array, depth, err);
    for (size_t i = 0; i < lb_json_count(value); i++) {
        LbStatus st = visit(reading, lb_json_at(value, i), true, depth + 1, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_read_json(LbFilmRecords *out, LbJsonKind *kind, LbSlice text, LbError *err)
{
    LbStatus st      = LB_OK;
    Reading  reading = {.out = out, .kind = LB_JSON_OTHER};
    *kind            = LB_JSON_OTHER;
    while (text.len > 0) {
        LbJson *doc  = NULL;
        size_t  used = 0;
        LB_TRY(lb_json_parse_next(&doc, text.text, text.len, &used, err));
        if (doc != NULL) st = visit(&reading, lb_json_root(doc), true, 0, err);
        lb_json_free(doc);
        if (st != LB_OK) goto cleanup;
        text = (LbSlice){text.text + used, text.len - used};
    }
    *kind = reading.kind;
cleanup:
    return st;
}
