/* SPDX-License-Identifier: MIT */
/** @file small_model.h
 *  Eight films and two tastes, small enough to be followed with a pencil. Taste 1 likes films 0-3,
 *  taste 2 films 4-7; within a taste, films of lower index are liked more. */
#ifndef LB_TESTS_SMALL_MODEL_H
#define LB_TESTS_SMALL_MODEL_H

#include "common/model/model.h"

#include <math.h>
#include <string.h>

enum { SMALL_FILMS = 8 };

typedef struct SmallModel {
    LbModel model;
    int64_t slug_start[SMALL_FILMS + 1], title_start[SMALL_FILMS + 1];
    char    slug_text[512], title_text[512];
} SmallModel;

static const char *const small_slugs[SMALL_FILMS]  = {"amelie",         "face-off", "dracula-2025",
                                                      "dracula-2025-1", "alien",    "8-half",
                                                      "the-office",     "film:900"};
static const char *const small_titles[SMALL_FILMS] = {
    "Amélie", "Face/Off", "Dracula", "Dracula", "Alien", "8½", "The Office", "Old One"};
static const int16_t  small_year[SMALL_FILMS]    = {2001, 1997, 2025, 2025, 1979, 1963, 2005, 1930};
static const int16_t  small_runtime[SMALL_FILMS] = {122, 138, 100, 0, 117, 138, 22, 80};
static const uint64_t small_genres[SMALL_FILMS]  = {1, 2, 4, 4, 6, 1, 1, 0};
static const int16_t  small_language[SMALL_FILMS]    = {1, 0, 0, -1, 0, 2, 0, 0};
static const int8_t   small_kind[SMALL_FILMS]        = {1, 1, 1, 0, 1, 1, 2, 1};
static const int64_t  small_id[SMALL_FILMS]          = {100, 110, 120, 0, 140, 150, 160, 900};
static const int32_t  small_by_id[7]                 = {0, 1, 2, 4, 5, 6, 7};
static const int32_t  small_count[SMALL_FILMS]       = {800, 700, 60, 5, 900, 400, 300, 2};
static const float    small_mean[SMALL_FILMS]        = {4, 3, 3, 3, 4, 4, 4, 3};
static const float    small_factors[SMALL_FILMS * 2] = {1, 0, 0.75F, 0,     0.5F, 0,    0.25F, 0,
                                                        0, 1, 0,     0.75F, 0,    0.5F, 0,     0.25F};
static const double   small_singular[2]              = {2, 1};
static const int64_t  small_genre_start[4]           = {0, 6, 12, 27};
static const int64_t  small_language_start[4]        = {0, 2, 4, 6};

static inline LbStrings small_strings(const char *const *items, char *text, int64_t *start)
{
    start[0] = 0;
    for (int i = 0; i < SMALL_FILMS; i++) {
        size_t len = strlen(items[i]);
        memcpy(text + start[i], items[i], len);
        start[i + 1] = start[i] + (int64_t)len;
    }
    return (LbStrings){SMALL_FILMS, text, start};
}

/* An affinity model: w = stars - 3, score = <sum of w factors, factors>; no stars model. */
static inline const LbModel *small_model(SmallModel *small)
{
    LbModel *model = &small->model;
    *model         = (LbModel){0};
    model->films =
        (LbFilms){.n_films    = SMALL_FILMS,
                  .slugs      = small_strings(small_slugs, small->slug_text, small->slug_start),
                  .titles     = small_strings(small_titles, small->title_text, small->title_start),
                  .count      = small_count,
                  .mean_stars = small_mean,
                  .year       = small_year,
                  .runtime_minutes = small_runtime,
                  .genres          = small_genres,
                  .language        = small_language,
                  .kind            = small_kind,
                  .letterboxd_id   = small_id,
                  .by_id           = small_by_id,
                  .n_by_id         = 7,
                  .genre_names     = {3, "ComedyActionScience Fiction", small_genre_start},
                  .language_names  = {3, "enfrit", small_language_start}};
    model->taste = (LbTaste){.rank            = 2,
                             .factors         = small_factors,
                             .singular_values = small_singular,
                             .shift           = 3,
                             .gain            = 1,
                             .floor           = -INFINITY};
    model->info  = (LbModelInfo){.method     = LB_METHOD_ZSCORE,
                                 .scale      = {1, 10},
                                 .mean_stars = 3,
                                 .std_stars  = 1,
                                 .trained    = "2026-11-24T13:00:00Z",
                                 .settings   = "{}",
                                 .evaluation = "",
                                 .libraries  = ""};
    return model;
}

static const int32_t small_imdb[SMALL_FILMS]     = {211915, 119094, 0, 0, 78748, 56801, 386676, 0};
static const int32_t small_tmdb[SMALL_FILMS]     = {194, 754, 1246049, 0, 348, 422, 0, 0};
static const int32_t small_released[SMALL_FILMS] = {20010425, 19970627, 20250730, 20251231,
                                                    19790525, 19630214, 20050324, 0};
static const int64_t small_country_start[4]      = {0, 6, 9, 14};
static const int32_t small_countries_start[SMALL_FILMS + 1] = {0, 1, 2, 3, 3, 4, 6, 7, 7};
static const int32_t small_countries[7]                     = {0, 1, 0, 1, 2, 0, 1};
static const int64_t small_director_start[4]                = {0, 18, 26, 42};
static const int32_t small_directors_start[SMALL_FILMS + 1] = {0, 1, 2, 2, 2, 3, 4, 4, 4};
static const int32_t small_directors[4]                     = {0, 1, 1, 2};

/* The same with what a table of films with identities adds. */
static inline const LbModel *small_model_with_ids(SmallModel *small)
{
    LbFilms *films       = (small_model(small), &small->model.films);
    films->imdb_id       = small_imdb;
    films->tmdb_id       = small_tmdb;
    films->release_date  = small_released;
    films->countries     = (LbLists){small_countries_start, small_countries};
    films->country_names = (LbStrings){3, "FranceUSAItaly", small_country_start};
    films->directors     = (LbLists){small_directors_start, small_directors};
    films->director_names =
        (LbStrings){3, "Jean-Pierre JeunetJohn WooFederico Fellini", small_director_start};
    return &small->model;
}

#endif
