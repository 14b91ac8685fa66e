/* SPDX-License-Identifier: MIT */
#include "query/rank/similarity.h"

#include "common/predict/item_gains.h"
#include "common/predict/likeness.h"

#include <math.h>
#include <string.h>

static const double COUNT_MIN = 100; /* ratings from which on a tie is no chance */
static const double TIE_BREAK = 0.01, HALF = 0.2;
static const double OF_LANGUAGE = 2.5, OF_GENRES = 0.5, OF_YEARS = 0.5;
static const double RARE = 4, YEARS = 10;

static bool has_neighbours(const LbModel *model)
{
    return model->near.start != NULL;
}

/* Partial correlations above 0. */
static bool tie_by_items(float *tie, const LbModel *model, int32_t film)
{
    const LbItemHead *items = &model->items;
    for (int32_t i = 0; i < items->n; i++) {
        int32_t other = items->film[i];
        if (other < 0 || other >= model->films.n_films) continue;
        double correlation = lb_item_gains_correlation(items, film, other);
        if (!isfinite(correlation)) return false;
        if (correlation > 0) tie[other] = (float)correlation;
    }
    return true;
}

/* Weight of `to` in the list of `from`, whose films ascend; 0 when it is not there. */
static double weight_of(const LbModel *model, int32_t from, int32_t to)
{
    const LbNeighbours *near = &model->near;
    int64_t             lo = near->start[from], hi = near->start[from + 1];
    if (lo < 0 || hi > near->start[model->films.n_films]) return 0; /* a damaged file */
    while (lo < hi) {
        int64_t middle = lo + (hi - lo) / 2;
        if (near->neighbour[middle] == to) return (double)near->weight[middle];
        if (near->neighbour[middle] < to)
            lo = middle + 1;
        else
            hi = middle;
    }
    return 0;
}

static bool tie_by_neighbours(float *tie, const LbModel *model, int32_t film)
{
    const LbNeighbours *near = &model->near;
    int64_t             from = near->start[film], to = near->start[film + 1];
    if (from < 0 || to > near->start[model->films.n_films]) return true;
    for (int64_t i = from; i < to; i++) {
        int32_t other = near->neighbour[i];
        if (other < 0 || other >= model->films.n_films) continue;
        double here = (double)near->weight[i], back = weight_of(model, other, film);
        if (!isfinite(here) || !isfinite(back)) return false;
        if (here > 0 && back > 0) tie[other] = (float)sqrt(here * back);
    }
    return true;
}

/* l of the header for films in the language of `film`; 0 when that is not known. */
static double language_weight(const LbFilms *films, int32_t film)
{
    int32_t known = 0, same = 0;
    if (films->language == NULL || films->language[film] < 0) return 0;
    for (int32_t f = 0; f < films->n_films; f++) {
        known += films->language[f] >= 0;
        same += films->language[f] == films->language[film];
    }
    return fmin(log((double)known / same), RARE) / RARE;
}

static int count_bits(uint64_t bits)
{
    int n = 0;
    for (; bits != 0; bits &= bits - 1)
        n++;
    return n;
}

static double shared_genres(const LbFilms *films, int32_t a, int32_t b)
{
    if (films->genres == NULL) return 0;
    int all = count_bits(films->genres[a] | films->genres[b]);
    return all > 0 ? (double)count_bits(films->genres[a] & films->genres[b]) / all : 0;
}

static double nearness_in_time(const LbFilms *films, int32_t a, int32_t b)
{
    if (films->year == NULL || films->year[a] == LB_NO_YEAR || films->year[b] == LB_NO_YEAR)
        return 0;
    return exp(-fabs((double)films->year[a] - films->year[b]) / YEARS);
}

/* f of the header. */
static double shared_facts(const LbFilms *films, int32_t a, int32_t b, double language)
{
    bool same = films->language != NULL && films->language[a] == films->language[b];
    return (1 + (same ? OF_LANGUAGE * language : 0)) *
           (1 + OF_GENRES * shared_genres(films, a, b) + OF_YEARS * nearness_in_time(films, a, b));
}

/* Ratings that a film must have. */
static double least_count(const LbModel *model)
{
    return fmin(COUNT_MIN, (double)model->info.n_ratings / model->films.n_films);
}

static LbStatus fill_by_kind(float *likeness, const LbModel *model, int32_t film, LbError *err)
{
    const LbFilms *films = &model->films;
    double         least = least_count(model), language = language_weight(films, film);
    bool           by_items = lb_item_gains_row(&model->items, film) >= 0;
    memset(likeness, 0, (size_t)films->n_films * sizeof *likeness);
    if (by_items ? !tie_by_items(likeness, model, film)
                 : has_neighbours(model) && !tie_by_neighbours(likeness, model, film))
        return lb_model_refuse(err);
    for (int32_t f = 0; f < films->n_films; f++) {
        double cosine = (double)lb_likeness(model, film, f), x = TIE_BREAK * cosine;
        if (isnan(cosine)) return lb_model_refuse(err);
        if (likeness[f] > 0 && films->count[f] >= least)
            x += (double)likeness[f] * shared_facts(films, film, f, language);
        likeness[f] = (float)(x / (fabs(x) + HALF));
    }
    return LB_OK;
}

LbStatus lb_similarity_fill(float *likeness, const LbModel *model, int32_t film, LbSimilarBy by,
                            LbError *err)
{
    if (!lb_likeness_exists(model))
        return lb_error_set(err, LB_EDATA, 0, "this model has no components to compare films by");
    if (by == LB_SIMILAR_BY_KIND && (model->items.n > 0 || has_neighbours(model)))
        return fill_by_kind(likeness, model, film, err);
    for (int32_t f = 0; f < model->films.n_films; f++) {
        likeness[f] = lb_likeness(model, film, f);
        if (isnan(likeness[f])) return lb_model_refuse(err);
    }
    return LB_OK;
}
