/* SPDX-License-Identifier: MIT */
#include "query/rank/filter.h"

#include "common/base/mem.h"
#include "query/resolve/name_match.h"

#include <math.h>
#include <string.h>

struct LbFilter {
    const LbFilms   *films;
    LbFilterSettings settings;
    uint64_t         genres, not_genres;
    bool            *languages; /* [language_names.n] wanted ones; NULL: any */
    bool            *countries; /* [country_names.n], and so on */
    bool            *directors, *not_directors;
};

LbFilterSettings lb_filter_defaults(void)
{
    return (LbFilterSettings){.year_lo    = -INFINITY,
                              .year_hi    = INFINITY,
                              .runtime_lo = -INFINITY,
                              .runtime_hi = INFINITY,
                              .ratings_lo = -INFINITY,
                              .ratings_hi = INFINITY};
}

const char *lb_filter_reason_name(LbFilterReason reason)
{
    static const char *const names[LB_FILTER_REASONS] = {
        "none",        "--year",         "--runtime",  "--min-ratings / --max-ratings",
        "--genre",     "--not-genre",    "--language", "--country",
        "--director",  "--not-director", "--released", "--available",
        "--films-only"};
    return names[reason];
}

static bool is_open(double lo, double hi)
{
    return lo == -INFINITY && hi == INFINITY;
}

static LbStatus no_facts(const char *option, LbError *err)
{
    return lb_error_set(err, LB_EUSAGE, 0,
                        "%s: the model does not have this fact of its films: train it with "
                        "lbrec-train --films FILMS.csv",
                        option);
}

/* Names of one option, and where they are found. */
typedef struct Names {
    const char *const *texts;
    int                n;
    const LbStrings   *known;
    const void        *fact; /* NULL: the model does not have it */
    LbIsoKind          kind;
    LbFilterReason     reason;
} Names;

/* @param[out] out  [known->n] which of them are meant; NULL where nothing is asked */
static LbStatus mark_names(bool **out, const Names *names, LbError *err)
{
    LbStatus    st     = LB_OK;
    const char *option = lb_filter_reason_name(names->reason);
    if (names->n == 0) return LB_OK;
    if (names->fact == NULL) return no_facts(option, err);
    LB_ALLOC_ZEROED(*out, names->known->n);
    for (int i = 0; i < names->n; i++)
        LB_TRY(lb_name_match_mark(*out, names->known, names->kind, option, names->texts[i], err));
cleanup:
    return st;
}

static LbStatus set_genres(uint64_t *bits, const Names *names, LbError *err)
{
    bool    *is_meant = NULL;
    LbStatus st       = mark_names(&is_meant, names, err);
    for (int32_t g = 0; st == LB_OK && is_meant != NULL && g < names->known->n; g++)
        if (is_meant[g] && g < LB_GENRES_MAX) *bits |= UINT64_C(1) << g;
    free(is_meant);
    return st;
}

static LbStatus set_names(LbFilter *filter, LbError *err)
{
    LbStatus                st = LB_OK;
    const LbFilms          *f  = filter->films;
    const LbFilterSettings *s  = &filter->settings;
    LB_TRY(set_genres(
        &filter->genres,
        &(Names){s->genres, s->n_genres, &f->genre_names, f->genres, LB_ISO_NONE, LB_FILTER_GENRE},
        err));
    LB_TRY(set_genres(&filter->not_genres,
                      &(Names){s->not_genres, s->n_not_genres, &f->genre_names, f->genres,
                               LB_ISO_NONE, LB_FILTER_NOT_GENRE},
                      err));
    LB_TRY(mark_names(&filter->languages,
                      &(Names){s->languages, s->n_languages, &f->language_names, f->language,
                               LB_ISO_LANGUAGE, LB_FILTER_LANGUAGE},
                      err));
    LB_TRY(mark_names(&filter->countries,
                      &(Names){s->countries, s->n_countries, &f->country_names, f->countries.start,
                               LB_ISO_COUNTRY, LB_FILTER_COUNTRY},
                      err));
    LB_TRY(mark_names(&filter->directors,
                      &(Names){s->directors, s->n_directors, &f->director_names, f->directors.start,
                               LB_ISO_NONE, LB_FILTER_DIRECTOR},
                      err));
    LB_TRY(mark_names(&filter->not_directors,
                      &(Names){s->not_directors, s->n_not_directors, &f->director_names,
                               f->directors.start, LB_ISO_NONE, LB_FILTER_NOT_DIRECTOR},
                      err));
cleanup:
    return st;
}

static LbStatus check_facts(const LbFilms *films, const LbFilterSettings *s, LbError *err)
{
    if (!is_open(s->year_lo, s->year_hi) && films->year == NULL)
        return no_facts(lb_filter_reason_name(LB_FILTER_YEAR), err);
    if (!is_open(s->runtime_lo, s->runtime_hi) && films->runtime_minutes == NULL)
        return no_facts(lb_filter_reason_name(LB_FILTER_RUNTIME), err);
    if (s->released > 0 && films->release_date == NULL && films->year == NULL)
        return no_facts(lb_filter_reason_name(LB_FILTER_RELEASED), err);
    return LB_OK;
}

static bool filters_by_facts(const LbFilterSettings *s)
{
    return !is_open(s->year_lo, s->year_hi) || !is_open(s->runtime_lo, s->runtime_hi) ||
           !is_open(s->ratings_lo, s->ratings_hi) || s->released > 0 || s->available != NULL ||
           s->n_genres + s->n_not_genres + s->n_languages > 0 ||
           s->n_countries + s->n_directors + s->n_not_directors > 0;
}

LbStatus lb_filter_new(LbFilter **out, const LbFilms *films, const LbFilterSettings *settings,
                       LbError *err)
{
    LbStatus  st     = LB_OK;
    LbFilter *filter = NULL;
    *out             = NULL;
    if (!filters_by_facts(settings) && !settings->films_only) return LB_OK;
    LB_ALLOC_ZEROED(filter, 1);
    filter->films    = films;
    filter->settings = *settings;
    LB_TRY(check_facts(films, settings, err));
    LB_TRY(set_names(filter, err));
    *out   = filter;
    filter = NULL;
cleanup:
    lb_filter_free(filter);
    return st;
}

void lb_filter_free(LbFilter *filter)
{
    if (filter == NULL) return;
    free(filter->languages);
    free(filter->countries);
    free(filter->directors);
    free(filter->not_directors);
    free(filter);
}

/* An unknown fact, 0, is outside every limit that is set. */
static bool is_within(int32_t fact, double lo, double hi)
{
    return is_open(lo, hi) || (fact != 0 && fact >= lo && fact <= hi);
}

static bool speaks(const LbFilter *filter, int32_t film)
{
    int32_t language = filter->films->language[film];
    return language >= 0 && language < filter->films->language_names.n &&
           filter->languages[language];
}

/* Whether an item of a film's list is among the wanted ones. */
static bool has_any(const LbFilms *films, const LbLists *lists, const bool *wanted, int32_t film)
{
    int32_t        n    = 0;
    const int32_t *item = lb_model_list(lists, films->n_films, film, &n);
    for (int32_t i = 0; i < n; i++)
        if (wanted[item[i]]) return true;
    return false;
}

static bool is_out(const LbFilms *films, int32_t film, int32_t day)
{
    int32_t date = films->release_date != NULL ? films->release_date[film] : 0;
    int     year = films->year != NULL ? films->year[film] : LB_NO_YEAR;
    if (date > 0) return date <= day;
    return year != LB_NO_YEAR && year < day / 10000;
}

/* By names, release and availability. */
static LbFilterReason check_names(const LbFilter *filter, int32_t film)
{
    const LbFilms          *films = filter->films;
    const LbFilterSettings *set   = &filter->settings;
    int32_t                 n     = 0;
    if (filter->languages != NULL && !speaks(filter, film)) return LB_FILTER_LANGUAGE;
    if (filter->countries != NULL && !has_any(films, &films->countries, filter->countries, film))
        return LB_FILTER_COUNTRY;
    if (filter->directors != NULL && !has_any(films, &films->directors, filter->directors, film))
        return LB_FILTER_DIRECTOR;
    if (filter->not_directors != NULL &&
        has_any(films, &films->directors, filter->not_directors, film))
        return LB_FILTER_NOT_DIRECTOR;
    if (set->released > 0 && !is_out(films, film, set->released)) return LB_FILTER_RELEASED;
    if (set->available != NULL) {
        (void)lb_availability_of(set->available, film, &n);
        if (n == 0) return LB_FILTER_AVAILABLE;
    }
    return LB_FILTER_PASSES;
}

LbFilterReason lb_filter_check(const LbFilter *filter, int32_t film)
{
    if (filter == NULL) return LB_FILTER_PASSES;
    const LbFilms          *films = filter->films;
    const LbFilterSettings *set   = &filter->settings;
    if (films->year != NULL && !is_within(films->year[film], set->year_lo, set->year_hi))
        return LB_FILTER_YEAR;
    if (films->runtime_minutes != NULL &&
        !is_within(films->runtime_minutes[film], set->runtime_lo, set->runtime_hi))
        return LB_FILTER_RUNTIME;
    if (films->count[film] < set->ratings_lo || films->count[film] > set->ratings_hi)
        return LB_FILTER_RATINGS;
    if (filter->genres != 0 && (films->genres[film] & filter->genres) == 0) return LB_FILTER_GENRE;
    if (filter->not_genres != 0 && (films->genres[film] & filter->not_genres) != 0)
        return LB_FILTER_NOT_GENRE;
    LbFilterReason by_name = check_names(filter, film);
    if (by_name != LB_FILTER_PASSES) return by_name;
    if (set->films_only && films->kind != NULL && films->kind[film] == LB_KIND_TV)
        return LB_FILTER_FILMS_ONLY;
    return LB_FILTER_PASSES;
}

bool lb_filter_passes_unknown(const LbFilter *filter)
{
    return filter == NULL || !filters_by_facts(&filter->settings);
}
