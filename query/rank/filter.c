/* SPDX-License-Identifier: MIT */
#include "query/rank/filter.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/text.h"

#include <math.h>
#include <string.h>

struct LbFilter {
    const LbFilms   *films;
    LbFilterSettings settings;
    uint64_t         genres, not_genres;
    bool            *languages; /* [language_names.n] wanted ones */
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
        "none",    "--year",      "--runtime",  "--min-ratings / --max-ratings",
        "--genre", "--not-genre", "--language", "--films-only"};
    return names[reason];
}

static bool is_open(double lo, double hi)
{
    return lo == -INFINITY && hi == INFINITY;
}

/* Index of a name, -1 when the model has no such name. */
static int32_t find_name(const LbStrings *names, const char *wanted)
{
    char want[256], have[256];
    lb_text_key(want, sizeof want, (LbSlice){wanted, strlen(wanted)});
    for (int32_t i = 0; i < names->n; i++) {
        lb_text_key(have, sizeof have, lb_model_string(names, i));
        if (strcmp(want, have) == 0) return i;
    }
    return -1;
}

static LbStatus unknown_name(const LbStrings *names, const char *option, const char *wanted,
                             LbError *err)
{
    LbBuf list;
    lb_buf_init(&list, 400);
    for (int32_t i = 0; i < names->n; i++) {
        LbSlice name = lb_model_string(names, i);
        if (lb_buf_printf(&list, NULL, "%s%.*s", i > 0 ? ", " : "", (int)name.len, name.text) !=
            LB_OK)
            break; /* enough to read */
    }
    LbStatus st = lb_error_set(err, LB_EUSAGE, 0, "%s: the model has no '%s'; it has %s", option,
                               wanted, lb_buf_text(&list));
    lb_buf_clear(&list);
    return st;
}

static LbStatus no_facts(const char *option, LbError *err)
{
    return lb_error_set(err, LB_EUSAGE, 0,
                        "%s: the model does not have this fact of its films: train it with "
                        "lbrec-train --films FILMS.csv",
                        option);
}

static LbStatus set_genres(uint64_t *bits, const LbFilms *films, const char *const *names, int n,
                           LbFilterReason reason, LbError *err)
{
    const char *option = lb_filter_reason_name(reason);
    if (n > 0 && films->genres == NULL) return no_facts(option, err);
    for (int i = 0; i < n; i++) {
        int32_t genre = find_name(&films->genre_names, names[i]);
        if (genre < 0 || genre >= LB_GENRES_MAX)
            return unknown_name(&films->genre_names, option, names[i], err);
        *bits |= UINT64_C(1) << genre;
    }
    return LB_OK;
}

static LbStatus set_languages(LbFilter *filter, LbError *err)
{
    LbStatus                st       = LB_OK;
    const LbFilms          *films    = filter->films;
    const LbFilterSettings *settings = &filter->settings;
    if (settings->n_languages == 0) return LB_OK;
    if (films->language == NULL) return no_facts(lb_filter_reason_name(LB_FILTER_LANGUAGE), err);
    LB_ALLOC_ZEROED(filter->languages, films->language_names.n);
    for (int i = 0; i < settings->n_languages; i++) {
        int32_t language = find_name(&films->language_names, settings->languages[i]);
        if (language < 0) {
            st = unknown_name(&films->language_names, lb_filter_reason_name(LB_FILTER_LANGUAGE),
                              settings->languages[i], err);
            goto cleanup;
        }
        filter->languages[language] = true;
    }
cleanup:
    return st;
}

static bool filters_anything(const LbFilterSettings *s)
{
    return !is_open(s->year_lo, s->year_hi) || !is_open(s->runtime_lo, s->runtime_hi) ||
           !is_open(s->ratings_lo, s->ratings_hi) ||
           s->n_genres + s->n_not_genres + s->n_languages > 0 || s->films_only;
}

LbStatus lb_filter_new(LbFilter **out, const LbFilms *films, const LbFilterSettings *settings,
                       LbError *err)
{
    LbStatus  st     = LB_OK;
    LbFilter *filter = NULL;
    *out             = NULL;
    if (!filters_anything(settings)) return LB_OK;
    LB_ALLOC_ZEROED(filter, 1);
    filter->films    = films;
    filter->settings = *settings;
    if (!is_open(settings->year_lo, settings->year_hi) && films->year == NULL)
        LB_TRY(no_facts(lb_filter_reason_name(LB_FILTER_YEAR), err));
    if (!is_open(settings->runtime_lo, settings->runtime_hi) && films->runtime_minutes == NULL)
        LB_TRY(no_facts(lb_filter_reason_name(LB_FILTER_RUNTIME), err));
    LB_TRY(set_genres(&filter->genres, films, settings->genres, settings->n_genres, LB_FILTER_GENRE,
                      err));
    LB_TRY(set_genres(&filter->not_genres, films, settings->not_genres, settings->n_not_genres,
                      LB_FILTER_NOT_GENRE, err));
    LB_TRY(set_languages(filter, err));
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
    if (filter->languages != NULL && !speaks(filter, film)) return LB_FILTER_LANGUAGE;
    if (set->films_only && films->kind != NULL && films->kind[film] == LB_KIND_TV)
        return LB_FILTER_FILMS_ONLY;
    return LB_FILTER_PASSES;
}
