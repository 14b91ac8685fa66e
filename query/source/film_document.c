/* SPDX-License-Identifier: MIT */
#include "query/source/film_document.h"

#include "common/base/mem.h"
#include "common/text/text.h"
#include "query/source/read_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double STARS_MIN = 0.5, STARS_MAX = 5;

enum { FOUND_CAP = 48 };

typedef enum Part { RATINGS, WATCHED, WATCHLIST, PARTS } Part;

static const struct {
    const char *name;
    LbFilmRole  role;
} parts[PARTS] = {
    {"ratings", LB_ROLE_SEEN}, {"watched", LB_ROLE_SEEN}, {"watchlist", LB_ROLE_WISH}};

bool lb_film_document_is_one(const LbJsonValue *object)
{
    for (int part = 0; part < PARTS; part++)
        if (lb_json_get(object, parts[part].name) != NULL) return true;
    return false;
}

/* A value in a few words, for messages. */
static const char *describe(char out[FOUND_CAP], const LbJsonValue *value)
{
    char        scratch[LB_JSON_SCALAR], clean[FOUND_CAP - 2] = "";
    const char *text = lb_json_scalar(value, scratch);
    if (text != NULL) lb_text_clean(clean, sizeof clean, (LbSlice){text, strlen(text)});
    if (value == NULL)
        (void)snprintf(out, FOUND_CAP, "none");
    else if (lb_json_is_array(value))
        (void)snprintf(out, FOUND_CAP, "an array");
    else if (lb_json_is_object(value))
        (void)snprintf(out, FOUND_CAP, "an object");
    else if (text == NULL)
        (void)snprintf(out, FOUND_CAP, "null");
    else
        (void)snprintf(out, FOUND_CAP, lb_json_as_text(value) != NULL ? "'%s'" : "%s", clean);
    return out;
}

static LbStatus find_stars(double *stars, const LbJsonValue *film, LbError *err)
{
    char               found[FOUND_CAP];
    const LbJsonValue *value = lb_json_get(film, "stars");
    *stars                   = lb_json_as_real(value, (double)NAN);
    if (*stars >= STARS_MIN && *stars <= STARS_MAX) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "expected stars, a number within %g..%g, found %s",
                        STARS_MIN, STARS_MAX, describe(found, value));
}

/* A text names a film as a line of a list does. */
static LbStatus add_film(LbFilmRecords *out, const LbJsonValue *film, bool has_stars, LbError *err)
{
    LbStatus    st     = LB_OK;
    size_t      before = out->n;
    int64_t     series = out->series;
    double      stars  = (double)NAN;
    const char *text   = lb_json_as_text(film);
    char        found[FOUND_CAP];
    if (!lb_json_is_object(film) && (text == NULL || has_stars))
        LB_FAIL(LB_EDATA, 0, "expected %s, found %s",
                has_stars ? "an object with a film and its stars" : "a film: a text or an object",
                describe(found, film));
    if (has_stars) LB_TRY(find_stars(&stars, film, err));
    LB_TRY(lb_read_json_film(out, film, err));
    if (out->n == before && out->series == series)
        LB_FAIL(LB_EDATA, 0,
                "names no film: expected film, slug, url, title and year, tmdb_id or imdb_id");
    if (out->n == before) goto cleanup; /* a series */
    out->items[before].rating  = stars;
    out->items[before].is_ten  = false;
    out->items[before].is_wish = false;
cleanup:
    return st;
}

static LbStatus add_films(LbFilmRecords *out, const LbJsonValue *array, const char *member,
                          bool has_stars, LbError *err)
{
    char found[FOUND_CAP];
    if (!lb_json_is_array(array))
        return lb_error_set(err, LB_EDATA, 0, "%s: expected an array, found %s", member,
                            describe(found, array));
    for (size_t i = 0; i < lb_json_count(array); i++) {
        LbStatus st = add_film(out, lb_json_at(array, i), has_stars, err);
        if (st == LB_EDATA) lb_error_context(err, st, "%s[%zu]", member, i);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_film_document_films(LbFilmRecords *out, const LbJsonValue *array, const char *member,
                                LbError *err)
{
    return add_films(out, array, member, false, err);
}

static LbStatus take_user(LbExport *self, const LbJsonValue *value, LbError *err)
{
    char        found[FOUND_CAP];
    const char *text = lb_json_as_text(value);
    if (text == NULL || strlen(text) >= sizeof self->user)
        return lb_error_set(err, LB_EDATA, 0,
                            "user: expected a name of at most %zu bytes, found %s",
                            sizeof self->user - 1, describe(found, value));
    lb_text_clean(self->user, sizeof self->user, (LbSlice){text, strlen(text)});
    return LB_OK;
}

static bool is_among(const char *key, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], key) == 0) return true;
    return false;
}

static LbStatus take_member(LbExport *self, const char *key, const LbJsonValue *value, LbError *err)
{
    char name[FOUND_CAP];
    if (strcmp(key, "user") == 0) return take_user(self, value, err);
    for (int part = 0; part < PARTS; part++) {
        if (strcmp(key, parts[part].name) != 0) continue;
        LbFilmFile *file        = &self->files[part];
        file->has_ratings       = part == RATINGS && lb_json_count(value) > 0;
        file->has_rating_column = part == RATINGS;
        return add_films(&file->records, value, key, part == RATINGS, err);
    }
    lb_text_clean(name, sizeof name, (LbSlice){key, strlen(key)});
    return lb_error_set(err, LB_EDATA, 0,
                        "unknown member '%s': expected user, ratings, watched, watchlist, exclude, "
                        "not_interested or candidates",
                        name);
}

LbStatus lb_film_document_read(LbExport **out, const LbJsonValue *object, const char *name,
                               const char *const *others, int n_others, LbError *err)
{
    LbStatus           st    = LB_OK;
    LbExport          *self  = NULL;
    void              *at    = NULL;
    const char        *key   = NULL;
    const LbJsonValue *value = NULL;
    *out                     = NULL;
    LB_ALLOC_ZEROED(self, 1);
    self->name = name;
    for (; self->n < PARTS; self->n++)
        self->files[self->n] = (LbFilmFile){.what           = "films in JSON",
                                            .source         = LB_SOURCE_TABLE,
                                            .role           = parts[self->n].role,
                                            .scale          = {STARS_MIN, STARS_MAX},
                                            .is_scale_known = true};
    while (lb_json_next(object, &at, &key, &value))
        if (!is_among(key, others, n_others)) LB_TRY(take_member(self, key, value, err));
    *out = self;
    self = NULL;
cleanup:
    lb_export_free(self);
    return st;
}
