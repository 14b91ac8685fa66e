/* SPDX-License-Identifier: MIT */
#include "common/model/model.h"

#include "common/dense/half.h"
#include "common/model/model_norms.h"
#include "common/model/slug_table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Fail unless the claim holds; for functions that own nothing. */
#define REQUIRE(claim, ...)                                                                        \
    do {                                                                                           \
        if (!(claim)) return lb_error_set(err, LB_EDATA, 0, __VA_ARGS__);                          \
    } while (0)

static bool is_within(double value, double lo, double hi)
{
    return value >= lo && value <= hi; /* false for NAN */
}

static LbStatus check_ranking(const LbRanking *ranking, LbError *err)
{
    REQUIRE(is_within(ranking->affinity, 0, 1e6) && is_within(ranking->stars, 0, 1e6) &&
                is_within(ranking->novelty, -1e6, 1e6),
            "ranking weights %g, %g or %g are out of range", ranking->affinity, ranking->stars,
            ranking->novelty);
    return LB_OK;
}

static LbStatus check_info(const LbModelInfo *info, LbError *err)
{
    REQUIRE(info->method >= LB_METHOD_HYBRID && info->method <= LB_METHOD_SOFTIMPUTE,
            "method %d is unknown", (int)info->method);
    REQUIRE(isfinite(info->scale.lo) && isfinite(info->scale.hi) && info->scale.lo < info->scale.hi,
            "rating scale %g..%g is not one", info->scale.lo, info->scale.hi);
    REQUIRE(is_within(info->mean_stars, 0.5, 5), "mean rating %g is outside 0.5..5 stars",
            info->mean_stars);
    REQUIRE(is_within(info->std_stars, 0, 5), "standard deviation %g is outside 0..5 stars",
            info->std_stars);
    REQUIRE(info->n_ratings >= 0 && info->n_users >= 0, "number of ratings or users is negative");
    LbStatus st = check_ranking(&info->discovery, err);
    return st == LB_OK ? check_ranking(&info->list, err) : st;
}

static bool ends(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static LbStatus check_provenance(const LbModelInfo *info, LbError *err)
{
    REQUIRE(ends(info->trained, sizeof info->trained) && ends(info->source, sizeof info->source) &&
                ends(info->input_hash, sizeof info->input_hash) &&
                ends(info->program, sizeof info->program),
            "a text of the provenance does not end");
    REQUIRE(info->settings != NULL && info->evaluation != NULL && info->libraries != NULL,
            "settings, evaluation or libraries are missing");
    return LB_OK;
}

static LbStatus check_strings(const LbStrings *strings, const char *name, int32_t least,
                              int32_t most, LbError *err)
{
    REQUIRE(strings->n >= least && strings->n <= most,
            "%s has %" PRId32 " entries, expected %" PRId32 "..%" PRId32, name, strings->n, least,
            most);
    REQUIRE((strings->start == NULL) == (strings->text == NULL), "%s is incomplete", name);
    if (strings->start == NULL) {
        REQUIRE(strings->n == 0, "%s is missing", name);
        return LB_OK;
    }
    REQUIRE(strings->start[0] == 0 && strings->start[strings->n] >= 0,
            "%s does not start at 0 or ends before it", name);
    return LB_OK;
}

static LbStatus check_lists(const LbLists *lists, const LbStrings *names, const char *name,
                            int32_t n_films, LbError *err)
{
    LbStatus st = check_strings(names, name, 0, LB_FILMS_MAX, err);
    if (st != LB_OK) return st;
    REQUIRE((lists->start == NULL) == (lists->item == NULL), "the films' %s is incomplete", name);
    REQUIRE(lists->start == NULL || (lists->start[0] == 0 && lists->start[n_films] >= 0),
            "the films' %s does not start at 0 or ends before it", name);
    return LB_OK;
}

static LbStatus check_film_arrays(const LbFilms *films, LbError *err)
{
    int32_t n = films->n_films;
    REQUIRE(films->count != NULL && films->mean_stars != NULL,
            "the films' counts or mean ratings are missing");
    if (films->slug_table != NULL) {
        int64_t size = films->table_size;
        REQUIRE(size >= 2 * (int64_t)n && (size & (size - 1)) == 0,
                "slug table of %" PRId64 " entries does not suit %" PRId32 " films", size, n);
    }
    REQUIRE(films->by_id == NULL ||
                (films->letterboxd_id != NULL && films->n_by_id >= 0 && films->n_by_id <= n),
            "the order by Letterboxd id does not suit the ids");
    return LB_OK;
}

static LbStatus check_films(const LbFilms *films, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  n  = films->n_films;
    LB_TRY(check_strings(&films->slugs, "slug", n, n, err));
    LB_TRY(check_strings(&films->titles, "title", films->titles.n == 0 ? 0 : n, n, err));
    LB_TRY(check_strings(&films->posters, "poster", films->posters.n == 0 ? 0 : n, n, err));
    LB_TRY(check_strings(&films->genre_names, "genre_name", 0, LB_GENRES_MAX, err));
    LB_TRY(check_strings(&films->language_names, "language_name", 0, INT16_MAX, err));
    LB_TRY(check_strings(&films->original_titles, "original_title",
                         films->original_titles.n == 0 ? 0 : n, n, err));
    LB_TRY(check_lists(&films->countries, &films->country_names, "country_name", n, err));
    LB_TRY(check_lists(&films->directors, &films->director_names, "director_name", n, err));
    LB_TRY(check_film_arrays(films, err));
cleanup:
    return st;
}

static LbStatus check_taste(const LbTaste *taste, LbError *err)
{
    REQUIRE(taste->rank >= 0 && taste->rank <= LB_RANK_MAX, "rank %" PRId32 " is out of range",
            taste->rank);
    if (taste->rank == 0) return LB_OK;
    REQUIRE((taste->factors != NULL) != (taste->half != NULL) && taste->singular_values != NULL,
            "components or singular values are missing");
    double before = INFINITY;
    for (int32_t i = 0; i < taste->rank; i++) {
        double value = taste->singular_values[i];
        REQUIRE(is_within(value, 0, before) && isfinite(value),
                "singular value %" PRId32 " is %g: not finite, negative or not descending", i,
                value);
        before = value;
    }
    REQUIRE(isfinite(taste->shift) && isfinite(taste->gain) && isfinite(taste->watched_weight) &&
                taste->floor < INFINITY,
            "shift %g, gain %g, floor %g or watched weight %g is out of range", taste->shift,
            taste->gain, taste->floor, taste->watched_weight);
    REQUIRE(is_within(taste->soft_value, 0, 1e12) && is_within(taste->few_films, 0, 1e9),
            "soft value %g or few films %g is out of range", taste->soft_value, taste->few_films);
    return LB_OK;
}

static LbStatus check_stages(const LbStarsPrior *prior, LbError *err)
{
    const int32_t n = prior->n_stages;
    REQUIRE(n >= 0 && n <= LB_STAGES_MAX, "%" PRId32 " stages of the prior", n);
    REQUIRE(n == 0 || (prior->rank > 0 && prior->stage_films != NULL && prior->stage_map != NULL &&
                       prior->stage_offset != NULL),
            "the prior's stages are incomplete");
    for (int32_t s = 0; s < n; s++) {
        int32_t before = s > 0 ? prior->stage_films[s - 1] : 0;
        REQUIRE(prior->stage_films[s] > before,
                "stage %" PRId32 " is of %" PRId32 " films after %" PRId32, s,
                prior->stage_films[s], before);
        REQUIRE(is_within((double)prior->stage_offset[s], -5, 5),
                "stage %" PRId32 ": offset %g is out of range", s, (double)prior->stage_offset[s]);
    }
    return LB_OK;
}

static LbStatus check_prior(const LbStarsPrior *prior, LbError *err)
{
    REQUIRE(prior->rank >= 0 && prior->rank <= LB_RANK_MAX, "prior rank %" PRId32 " out of range",
            prior->rank);
    REQUIRE(prior->rank == 0 ||
                ((prior->factors != NULL) != (prior->half != NULL) && prior->map != NULL),
            "the prior's components or map are missing");
    REQUIRE(is_within(prior->shrink, 0, 1e9), "prior shrink %g is out of range", prior->shrink);
    return check_stages(prior, err);
}

static LbStatus check_stars(const LbStarsHead *stars, LbError *err)
{
    REQUIRE(stars->rank >= 0 && stars->rank <= LB_RANK_MAX, "stars rank %" PRId32 " out of range",
            stars->rank);
    if (stars->film_bias == NULL) {
        REQUIRE(stars->rank == 0 && stars->prior.rank == 0, "the films' biases are missing");
        return LB_OK;
    }
    REQUIRE(stars->rank == 0 || (stars->factors != NULL) != (stars->half != NULL),
            "the stars components are missing");
    REQUIRE(is_within(stars->bias_ridge, 0, 1e12) && is_within(stars->ridge, 0, 1e12) &&
                is_within(stars->ridge_per_rating, 0, 1e12),
            "ridge %g, %g or %g is out of range", stars->bias_ridge, stars->ridge,
            stars->ridge_per_rating);
    return check_prior(&stars->prior, err);
}

static LbStatus check_near(const LbNeighbours *near, int32_t n_films, LbError *err)
{
    if (near->start == NULL) return LB_OK;
    REQUIRE(near->neighbour != NULL && near->weight != NULL, "neighbours or weights are missing");
    REQUIRE(near->share > 0 && near->share <= 1, "share %g of the neighbours is out of range",
            near->share);
    REQUIRE(is_within(near->half_films, 0, 1e9), "half %g of the neighbours is out of range",
            near->half_films);
    REQUIRE(near->start[0] == 0 && near->start[n_films] >= 0,
            "neighbour lists do not start at 0 or end before it");
    return LB_OK;
}

static LbStatus check_item_head(const LbItemHead *items, int32_t n_films, LbError *err)
{
    REQUIRE(items->n >= 0 && items->n <= n_films,
            "%" PRId32 " films in the item-item regression of %" PRId32, items->n, n_films);
    if (items->n == 0) return LB_OK;
    REQUIRE(items->film != NULL && items->place != NULL && items->code != NULL &&
                items->row_scale != NULL && items->root != NULL,
            "the item-item regression is incomplete");
    REQUIRE(is_within(items->gain, 0, 1e6) && is_within(items->half_films, 0, 1e9),
            "gain %g or half %g of the item-item regression is out of range", items->gain,
            items->half_films);
    return LB_OK;
}

static LbStatus check_newcomers(const LbNewcomers *newcomers, LbError *err)
{
    REQUIRE(is_within(newcomers->rarity, 0, 10) && is_within(newcomers->seen, 0, 1e6) &&
                is_within(newcomers->half_films, 0, 1e9),
            "rarity %g, seen %g or half %g of the newcomers is out of range", newcomers->rarity,
            newcomers->seen, newcomers->half_films);
    return LB_OK;
}

/* From here on: every element. */

static LbStatus check_finite(const float *values, int64_t n, const char *name, LbError *err)
{
    if (values == NULL) return LB_OK;
    for (int64_t i = 0; i < n; i++)
        REQUIRE(isfinite(values[i]), "%s: entry %" PRId64 " is not finite", name, i);
    return LB_OK;
}

static LbStatus check_factors(const float *whole, const uint16_t *half, int64_t n, const char *name,
                              LbError *err)
{
    for (int64_t i = 0; half != NULL && i < n; i++)
        REQUIRE(lb_half_is_finite(half[i]), "%s: entry %" PRId64 " is not finite", name, i);
    return check_finite(whole, n, name, err);
}

static LbStatus check_starts(const int64_t *start, int32_t n, const char *name, LbError *err)
{
    if (start == NULL) return LB_OK;
    for (int32_t i = 0; i < n; i++)
        REQUIRE(start[i] >= 0 && start[i] <= start[i + 1], "%s %" PRId32 " ends before it starts",
                name, i);
    return LB_OK;
}

static LbStatus check_all_starts(const LbModel *model, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = &model->films;
    LB_TRY(check_starts(films->slugs.start, films->slugs.n, "slug", err));
    LB_TRY(check_starts(films->titles.start, films->titles.n, "title", err));
    LB_TRY(check_starts(films->posters.start, films->posters.n, "poster", err));
    LB_TRY(check_starts(films->genre_names.start, films->genre_names.n, "genre", err));
    LB_TRY(check_starts(films->language_names.start, films->language_names.n, "language", err));
    LB_TRY(check_starts(films->original_titles.start, films->original_titles.n, "original title",
                        err));
    LB_TRY(check_starts(films->country_names.start, films->country_names.n, "country", err));
    LB_TRY(check_starts(films->director_names.start, films->director_names.n, "director", err));
    LB_TRY(check_starts(model->near.start, films->n_films, "neighbours of film", err));
cleanup:
    return st;
}

static LbStatus check_items(const LbLists *lists, const LbStrings *names, const char *name,
                            int32_t n_films, LbError *err)
{
    if (lists->start == NULL) return LB_OK;
    for (int32_t f = 0; f < n_films; f++)
        REQUIRE(lists->start[f] >= 0 && lists->start[f] <= lists->start[f + 1],
                "%s of film %" PRId32 " ends before it starts", name, f);
    for (int32_t i = 0; i < lists->start[n_films]; i++)
        REQUIRE(lists->item[i] >= 0 && lists->item[i] < names->n,
                "%s %" PRId32 " is number %" PRId32 " of %" PRId32, name, i, lists->item[i],
                names->n);
    return LB_OK;
}

static LbStatus check_identities(const LbFilms *films, int32_t i, LbError *err)
{
    if (films->letterboxd_id != NULL)
        REQUIRE(films->letterboxd_id[i] >= 0, "film %" PRId32 ": Letterboxd id %" PRId64, i,
                films->letterboxd_id[i]);
    if (films->imdb_id != NULL)
        REQUIRE(films->imdb_id[i] >= 0, "film %" PRId32 ": IMDb id %" PRId32, i, films->imdb_id[i]);
    if (films->tmdb_id != NULL)
        REQUIRE(films->tmdb_id[i] >= 0, "film %" PRId32 ": TMDB id %" PRId32, i, films->tmdb_id[i]);
    if (films->release_date != NULL)
        REQUIRE(is_within(films->release_date[i], 0, 99991231),
                "film %" PRId32 ": release date %" PRId32, i, films->release_date[i]);
    return LB_OK;
}

static LbStatus check_facts(const LbFilms *films, int32_t i, LbError *err)
{
    if (films->year != NULL)
        REQUIRE(films->year[i] == LB_NO_YEAR || is_within(films->year[i], 1800, 2200),
                "film %" PRId32 ": year %d is out of range", i, films->year[i]);
    if (films->runtime_minutes != NULL)
        REQUIRE(films->runtime_minutes[i] >= 0, "film %" PRId32 ": runtime %d is negative", i,
                films->runtime_minutes[i]);
    if (films->genres != NULL && films->genre_names.n < LB_GENRES_MAX)
        REQUIRE(films->genres[i] >> films->genre_names.n == 0,
                "film %" PRId32 ": a genre without a name", i);
    if (films->language != NULL)
        REQUIRE(films->language[i] >= -1 && films->language[i] < films->language_names.n,
                "film %" PRId32 ": language %d is out of range", i, films->language[i]);
    if (films->kind != NULL)
        REQUIRE(films->kind[i] >= LB_KIND_UNKNOWN && films->kind[i] <= LB_KIND_TV,
                "film %" PRId32 ": kind %d is unknown", i, films->kind[i]);
    return check_identities(films, i, err);
}

static LbStatus check_film(const LbFilms *films, int32_t i, LbError *err)
{
    REQUIRE(films->count[i] >= 0, "film %" PRId32 ": %" PRId32 " ratings", i, films->count[i]);
    REQUIRE(is_within(films->mean_stars[i], 0, 5), "film %" PRId32 ": mean rating %g stars", i,
            (double)films->mean_stars[i]);
    return check_facts(films, i, err);
}

static LbStatus check_by_id(const LbFilms *films, LbError *err)
{
    int64_t before = 0;
    for (int32_t i = 0; films->by_id != NULL && i < films->n_by_id; i++) {
        int32_t film = films->by_id[i];
        REQUIRE(film >= 0 && film < films->n_films && films->letterboxd_id[film] > before,
                "entry %" PRId32 " of the order by Letterboxd id is out of order", i);
        before = films->letterboxd_id[film];
    }
    return LB_OK;
}

static LbStatus check_neighbours(const LbNeighbours *near, int32_t n_films, LbError *err)
{
    if (near->start == NULL) return LB_OK;
    for (int64_t i = 0; i < near->start[n_films]; i++)
        REQUIRE(near->neighbour[i] >= 0 && near->neighbour[i] < n_films,
                "neighbour %" PRId64 " is film %" PRId32 " of %" PRId32, i, near->neighbour[i],
                n_films);
    return check_finite(near->weight, near->start[n_films], "neighbours/weight", err);
}

static LbStatus check_item_rows(const LbItemHead *items, int32_t n_films, LbError *err)
{
    for (int32_t i = 0; i < items->n; i++) {
        int32_t film = items->film[i];
        REQUIRE(film >= 0 && film < n_films && items->place[film] == i,
                "row %" PRId32 " of the item-item regression is not the row of its film", i);
        REQUIRE(is_within(items->row_scale[i], 0, 1e6) && is_within(items->root[i], 1e-30, 1e30),
                "row %" PRId32 " of the item-item regression: scale %g or root %g out of range", i,
                (double)items->row_scale[i], (double)items->root[i]);
    }
    for (int32_t f = 0; items->n > 0 && f < n_films; f++)
        REQUIRE(items->place[f] == -1 || (items->place[f] >= 0 && items->place[f] < items->n &&
                                          items->film[items->place[f]] == f),
                "film %" PRId32 " is at no row of the item-item regression", f);
    return LB_OK;
}

static LbStatus check_gram(const double *gram, int64_t width, const char *name, LbError *err)
{
    for (int64_t i = 0; gram != NULL && i < width * width; i++)
        REQUIRE(isfinite(gram[i]), "%s: entry %" PRId64 " is not finite", name, i);
    return LB_OK;
}

static LbStatus check_every_number(const LbModel *model, LbError *err)
{
    LbStatus            st    = LB_OK;
    int64_t             n     = model->films.n_films;
    const LbTaste      *taste = &model->taste;
    const LbStarsHead  *stars = &model->stars;
    const LbStarsPrior *prior = &stars->prior;
    LB_TRY(check_factors(taste->factors, taste->half, n * taste->rank, "taste/components", err));
    LB_TRY(check_finite(taste->input_scale, n, "taste/input_scale", err));
    LB_TRY(check_finite(taste->output_scale, n, "taste/output_scale", err));
    LB_TRY(check_factors(stars->factors, stars->half, n * stars->rank, "stars/components", err));
    LB_TRY(check_finite(stars->film_bias, n, "stars/film_bias", err));
    LB_TRY(
        check_factors(prior->factors, prior->half, n * prior->rank, "stars/prior_components", err));
    LB_TRY(check_finite(prior->centre, prior->rank, "stars/prior_centre", err));
    LB_TRY(check_finite(prior->map, ((int64_t)prior->rank + 1) * ((int64_t)stars->rank + 1),
                        "stars/prior_map", err));
    LB_TRY(check_finite(prior->stage_map,
                        prior->n_stages * ((int64_t)prior->rank + 1) * ((int64_t)stars->rank + 1),
                        "stars/stage_map", err));
    LB_TRY(lb_model_norms_check(model, err));
    LB_TRY(check_gram(taste->gram, (int64_t)taste->rank + 1, "taste/gram", err));
    LB_TRY(check_gram(stars->gram, (int64_t)stars->rank + 2, "stars/gram", err));
cleanup:
    return st;
}

static LbStatus check_deeply(const LbModel *model, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = &model->films;
    LB_TRY(check_all_starts(model, err));
    LB_TRY(check_every_number(model, err));
    LB_TRY(lb_slug_table_check(films, err));
    for (int32_t i = 0; i < films->n_films; i++)
        LB_TRY(check_film(films, i, err));
    LB_TRY(check_by_id(films, err));
    LB_TRY(check_items(&films->countries, &films->country_names, "country", films->n_films, err));
    LB_TRY(check_items(&films->directors, &films->director_names, "director", films->n_films, err));
    LB_TRY(check_neighbours(&model->near, films->n_films, err));
    LB_TRY(check_item_rows(&model->items, films->n_films, err));
cleanup:
    return st;
}

static LbStatus check_use(const LbModel *model, LbError *err)
{
    int32_t n = model->films.n_films;
    REQUIRE(n >= 1 && n <= LB_FILMS_MAX, "%" PRId32 " films, expected 1..%d", n, LB_FILMS_MAX);
    REQUIRE(model->taste.rank != 0 || model->stars.film_bias != NULL,
            "the model has neither components nor biases: it cannot rank");
    return LB_OK;
}

LbStatus lb_model_refuse(LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "the model is damaged: numbers in it are none (nan or infinite); train it "
                        "anew, or go back with lbrec-train --rollback");
}

LbStatus lb_model_check(const LbModel *model, bool deep, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(check_info(&model->info, err));
    LB_TRY(check_provenance(&model->info, err));
    LB_TRY(check_use(model, err));
    LB_TRY(check_films(&model->films, err));
    LB_TRY(check_taste(&model->taste, err));
    LB_TRY(check_stars(&model->stars, err));
    LB_TRY(check_near(&model->near, model->films.n_films, err));
    LB_TRY(check_item_head(&model->items, model->films.n_films, err));
    LB_TRY(check_newcomers(&model->newcomers, err));
    if (deep) LB_TRY(check_deeply(model, err));
cleanup:
    return st;
}
