/* SPDX-License-Identifier: MIT */
#include "tests/lb_fixture.h"

#include "common/model/model_norms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

float lb_fixture_random(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (float)(int32_t)(*state >> 32) / 2147483648.0F;
}

static void *block(LbFixture *fixture, size_t n, size_t size)
{
    void *made = calloc(n > 0 ? n : 1, size);
    if (made == NULL || fixture->n_blocks == (int)(sizeof fixture->block / sizeof(void *))) abort();
    fixture->block[fixture->n_blocks++] = made;
    return made;
}

static const float *random_floats(LbFixture *fixture, int64_t n, float centre, float spread)
{
    uint64_t state  = (uint64_t)fixture->n_blocks * 77 + 5;
    float   *values = block(fixture, (size_t)n, sizeof *values);
    for (int64_t i = 0; i < n; i++)
        values[i] = centre + spread * lb_fixture_random(&state);
    return values;
}

static LbStrings strings(LbFixture *fixture, int32_t n, const char *prefix)
{
    int64_t *start = block(fixture, (size_t)n + 1, sizeof *start);
    char    *text  = block(fixture, (size_t)n * 48 + 1, 1);
    for (int32_t i = 0; i < n; i++) {
        char one[48];
        int  len = snprintf(one, sizeof one, "%s%d", prefix, (int)i);
        memcpy(text + start[i], one, (size_t)len);
        start[i + 1] = start[i] + len;
    }
    return (LbStrings){n, text, start};
}

static const int32_t *numbers(LbFixture *fixture, int32_t n, int32_t first)
{
    int32_t *values = block(fixture, (size_t)n, sizeof *values);
    for (int32_t i = 0; i < n; i++)
        values[i] = first + i;
    return values;
}

/* One or two of `names` items for each film. */
static LbLists lists(LbFixture *fixture, int32_t n, int32_t names)
{
    int32_t *start = block(fixture, (size_t)n + 1, sizeof *start);
    int32_t *item  = block(fixture, 2 * (size_t)n, sizeof *item);
    for (int32_t i = 0; i < n; i++) {
        start[i + 1] = start[i];
        for (int32_t k = 0; k <= i % 2; k++)
            item[start[i + 1]++] = (i + k) % names;
    }
    return (LbLists){start, item};
}

static void add_identities(LbFixture *fixture, LbFilms *films, int32_t n)
{
    films->imdb_id         = numbers(fixture, n, 70000);
    films->tmdb_id         = numbers(fixture, n, 900);
    films->release_date    = numbers(fixture, n, 19500101);
    films->original_titles = strings(fixture, n, "original ");
    films->countries       = lists(fixture, n, 2);
    films->country_names   = strings(fixture, 2, "country ");
    films->directors       = lists(fixture, n, 5);
    films->director_names  = strings(fixture, 5, "director ");
}

static void add_films(LbFixture *fixture, LbFilms *films, int32_t n)
{
    int64_t   size     = lb_model_table_size(n);
    int32_t  *table    = block(fixture, (size_t)size, sizeof *table);
    int32_t  *count    = block(fixture, (size_t)n, sizeof *count);
    int16_t  *year     = block(fixture, (size_t)n, sizeof *year);
    int16_t  *runtime  = block(fixture, (size_t)n, sizeof *runtime);
    int16_t  *language = block(fixture, (size_t)n, sizeof *language);
    int8_t   *kind     = block(fixture, (size_t)n, sizeof *kind);
    int64_t  *id       = block(fixture, (size_t)n, sizeof *id);
    int32_t  *by_id    = block(fixture, (size_t)n, sizeof *by_id);
    uint64_t *genres   = block(fixture, (size_t)n, sizeof *genres);
    for (int32_t i = 0; i < n; i++) {
        count[i]    = 1 + i % 100;
        year[i]     = (int16_t)(1950 + i % 70);
        runtime[i]  = (int16_t)(80 + i % 60);
        language[i] = (int16_t)(i % 4 - 1);
        kind[i]     = LB_KIND_FILM;
        id[i]       = 1000 + 7 * (int64_t)i;
        by_id[i]    = i;
        genres[i]   = (uint64_t)(1 + i % 3);
    }
    *films = (LbFilms){
        .n_films         = n,
        .slugs           = strings(fixture, n, "film-"),
        .slug_table      = table,
        .table_size      = size,
        .count           = count,
        .mean_stars      = random_floats(fixture, n, 3, 1),
        .fame            = random_floats(fixture, n, 0, 1),
        .titles          = strings(fixture, n, "Am\xc3\xa9lie, part "),
        .posters         = strings(fixture, n, "https://example.org/"),
        .year            = year,
        .runtime_minutes = runtime,
        .genres          = genres,
        .language        = language,
        .kind            = kind,
        .letterboxd_id   = id,
        .by_id           = by_id,
        .n_by_id         = n,
        .genre_names     = strings(fixture, 2, "genre "),
        .language_names  = strings(fixture, 3, "language "),
    };
    add_identities(fixture, films, n);
    if (lb_model_hash_slugs(&films->slugs, n, table, size, NULL) != LB_OK) abort();
}

enum { STAGES = 3 };

static void add_parts(LbFixture *fixture, int32_t taste_rank, int32_t stars_rank)
{
    LbModel *model = &fixture->model;
    int32_t  n = model->films.n_films, prior_rank = 3, each = n < 4 ? 0 : 3;
    double  *values      = block(fixture, (size_t)taste_rank, sizeof *values);
    int64_t *start       = block(fixture, (size_t)n + 1, sizeof *start);
    int32_t *near        = block(fixture, (size_t)n * (size_t)each, sizeof *near);
    int32_t *stage_films = block(fixture, STAGES, sizeof *stage_films);
    for (int32_t s = 0; s < STAGES; s++)
        stage_films[s] = 2 + 10 * s;
    for (int32_t i = 0; i < taste_rank; i++)
        values[i] = 100.0 / (i + 1);
    for (int32_t i = 0; i < n; i++) {
        start[i + 1] = start[i] + each;
        for (int32_t j = 0; j < each; j++)
            near[start[i] + j] = (i + 1 + j) % n;
    }
    model->taste = (LbTaste){
        .rank            = taste_rank,
        .factors         = random_floats(fixture, (int64_t)n * taste_rank, 0, 0.3F),
        .singular_values = values,
        .shift           = 2.5,
        .gain            = 1,
        .floor           = 0.2,
        .watched_weight  = 0.3,
        .soft_value      = 20,
        .few_films       = 10,
        .input_scale     = random_floats(fixture, n, 1, 0.5F),
        .output_scale    = random_floats(fixture, n, 1, 0.5F),
    };
    model->newcomers = (LbNewcomers){.rarity = 0.2, .seen = 1.5, .half_films = 30};
    model->stars     = (LbStarsHead){
            .rank             = stars_rank,
            .factors          = random_floats(fixture, (int64_t)n * stars_rank, 0, 0.5F),
            .film_bias        = random_floats(fixture, n, 0, 0.5F),
            .bias_ridge       = 2,
            .ridge            = 4,
            .ridge_per_rating = 0.05,
            .prior            = {.rank     = prior_rank,
                                 .factors  = random_floats(fixture, (int64_t)n * prior_rank, 0, 1),
                                 .map      = random_floats(fixture, (prior_rank + 1) * (stars_rank + 1), 0, 0.2F),
                                 .centre   = random_floats(fixture, prior_rank, 0.2F, 0.2F),
                                 .shrink   = 5,
                                 .n_stages = STAGES,
                                 .stage_films = stage_films,
                                 .stage_map   = random_floats(
                                       fixture, (int64_t)STAGES * (prior_rank + 1) * (stars_rank + 1), 0, 0.2F),
                                 .stage_offset = random_floats(fixture, STAGES, 0, 0.1F)},
    };
    model->near = (LbNeighbours){
        .share      = 0.6,
        .half_films = 8,
        .start      = start,
        .neighbour  = near,
        .weight     = random_floats(fixture, (int64_t)n * each, 0.1F, 0.1F),
    };
}

/* Every third film takes part, the last ones first; correlations are symmetric. */
static void add_items(LbFixture *fixture)
{
    int32_t  n_films = fixture->model.films.n_films, n = n_films / 3;
    int32_t *film  = block(fixture, (size_t)n, sizeof *film);
    int32_t *place = block(fixture, (size_t)n_films, sizeof *place);
    int8_t  *code  = block(fixture, (size_t)n * (size_t)n, sizeof *code);
    float   *scale = block(fixture, (size_t)n, sizeof *scale);
    for (int32_t f = 0; f < n_films; f++)
        place[f] = -1;
    for (int32_t i = 0; i < n; i++) {
        film[i]        = n_films - 1 - 3 * i;
        place[film[i]] = i;
        scale[i]       = 0.25F;
        for (int32_t j = 0; j < n; j++)
            code[i * n + j] = (int8_t)(i == j ? 0 : (i * j + i + j) % 255 - 127);
    }
    fixture->model.items = (LbItemHead){.n          = n,
                                        .film       = film,
                                        .place      = place,
                                        .code       = code,
                                        .row_scale  = scale,
                                        .root       = random_floats(fixture, n, 1, 0.5F),
                                        .gain       = 2,
                                        .half_films = 20};
}

LbFixture *lb_fixture_new(int32_t n_films, int32_t taste_rank, int32_t stars_rank)
{
    LbFixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL) abort();
    fixture->model.info = (LbModelInfo){
        .method     = LB_METHOD_HYBRID,
        .scale      = {1, 10},
        .mean_stars = 3.25,
        .std_stars  = 0.9,
        .n_ratings  = 12345,
        .n_users    = 321,
        .discovery  = {.affinity = 1, .stars = 0.5, .novelty = 0.25},
        .list       = {.affinity = 1, .stars = 2},
        .trained    = "2026-11-24T13:00:00Z",
        .source     = "ratings_export.csv",
        .input_hash = "xxh3-128:00112233445566778899aabbccddeeff",
        .program    = "lbrec 1.0.0",
        .settings   = "{\"rank\":50}",
        .evaluation = "",
        .libraries  = "HDF5, ARPACK-ng",
    };
    add_films(fixture, &fixture->model.films, n_films);
    add_parts(fixture, taste_rank, stars_rank);
    add_items(fixture);
    return fixture;
}

static void *keep(LbFixture *fixture, void *array)
{
    if (fixture->n_blocks == (int)(sizeof fixture->block / sizeof(void *))) abort();
    fixture->block[fixture->n_blocks++] = array;
    return array;
}

void lb_fixture_add_norms(LbFixture *fixture)
{
    LbModelNorms norms;
    LbModel     *model = &fixture->model;
    LbError      err   = {0};
    if (lb_model_norms_new(&norms, model, &err) != LB_OK) abort();
    model->taste.norm = keep(fixture, norms.taste_norm);
    model->taste.gram = keep(fixture, norms.taste_gram);
    model->stars.norm = keep(fixture, norms.stars_norm);
    model->stars.gram = keep(fixture, norms.stars_gram);
}

void lb_fixture_free(LbFixture *fixture)
{
    if (fixture == NULL) return;
    for (int i = 0; i < fixture->n_blocks; i++)
        free(fixture->block[i]);
    free(fixture);
}
