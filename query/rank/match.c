/* SPDX-License-Identifier: MIT */
#include "query/rank/match.h"

#include "common/base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HIGH_STARS = 4, APART_STARS = 1.5, SHRINK_RATINGS = 20;

/* Weighted covariances of the first's stars, the second's, and what everybody thinks. */
typedef enum Part { FIRST, SECOND, EVERYBODY, N_PARTS } Part;

typedef struct Moments {
    double mean[N_PARTS];
    double cov[N_PARTS][N_PARTS];
} Moments;

static void parts_of(double part[N_PARTS], const float *common, LbMatchSide first,
                     LbMatchSide second, int32_t film)
{
    part[FIRST]     = (double)first.stars[film];
    part[SECOND]    = (double)second.stars[film];
    part[EVERYBODY] = (double)common[film];
}

static Moments measure(const LbModel *model, LbMatchSide first, LbMatchSide second)
{
    Moments      m = {{0}, {{0}}};
    const float *common =
        model->stars.film_bias != NULL ? model->stars.film_bias : model->films.mean_stars;
    double total = 0, part[N_PARTS];
    for (int32_t film = 0; film < model->films.n_films; film++) {
        parts_of(part, common, first, second, film);
        total += model->films.count[film];
        for (int i = 0; i < N_PARTS; i++)
            m.mean[i] += model->films.count[film] * part[i];
    }
    for (int i = 0; i < N_PARTS; i++)
        m.mean[i] = total > 0 ? m.mean[i] / total : 0;
    for (int32_t film = 0; film < model->films.n_films; film++) {
        parts_of(part, common, first, second, film);
        for (int i = 0; i < N_PARTS; i++)
            for (int j = 0; j < N_PARTS; j++)
                m.cov[i][j] +=
                    model->films.count[film] * (part[i] - m.mean[i]) * (part[j] - m.mean[j]);
    }
    return m;
}

/* Covariance of two parts once a multiple of what everybody thinks is taken from each. */
static double residual(const Moments *m, Part i, Part j)
{
    double common = m->cov[EVERYBODY][EVERYBODY];
    if (!(common > 0)) return m->cov[i][j];
    return m->cov[i][j] - m->cov[i][EVERYBODY] * m->cov[j][EVERYBODY] / common;
}

static double correlation(const LbModel *model, LbMatchSide first, LbMatchSide second)
{
    static const double rounding = 1e-9; /* of what is left when nearly all is taken away */
    Moments             m        = measure(model, first, second);
    double              a = residual(&m, FIRST, FIRST), b = residual(&m, SECOND, SECOND);
    if (a <= rounding * m.cov[FIRST][FIRST] || b <= rounding * m.cov[SECOND][SECOND]) {
        size_t size = (size_t)model->films.n_films * sizeof *first.stars;
        return memcmp(first.stars, second.stars, size) == 0 ? 1 : 0;
    }
    double r = residual(&m, FIRST, SECOND) / sqrt(a * b);
    return fmax(-1, fmin(1, r));
}

static double percent_of(const LbModel *model, LbMatchSide first, LbMatchSide second,
                         int32_t common)
{
    int32_t a = first.resolved->n_rated, b = second.resolved->n_rated, n = a < b ? a : b;
    if (first.stars == NULL || second.stars == NULL || n == 0) return NAN;
    double shared = (double)common / (double)(a + b - common);
    double known  = n / (n + SHRINK_RATINGS * (1 - shared));
    return 50 + 50 * correlation(model, first, second) * known;
}

/* A film as both see it: rated, else predicted. @return how many of them rated it */
static int look_at(LbMatchFilm *out, const LbMatchSide sides[2], int32_t film)
{
    int rated = 0;
    out->film = film;
    for (int i = 0; i < 2; i++) {
        const LbResolved *resolved = sides[i].resolved;
        int32_t           at       = lb_resolve_search(resolved->film, resolved->n, film);
        bool              is_rated = at >= 0 && !isnan(resolved->stars[at]);
        out->is_predicted[i]       = !is_rated;
        out->stars[i]              = is_rated                 ? resolved->stars[at]
                                     : sides[i].stars != NULL ? sides[i].stars[film]
                                                              : NAN;
        rated += is_rated;
    }
    return rated;
}

static double apart(const LbMatchFilm *film)
{
    return fabs((double)film->stars[0] - (double)film->stars[1]);
}

static bool is_rated_by_both(const LbMatchFilm *film)
{
    return !film->is_predicted[0] && !film->is_predicted[1];
}

/* A film and what it is sorted by, descending; then films come in the order of `place`. */
typedef struct Telling {
    LbMatchFilm film;
    double      key[3];
    int32_t     place;
} Telling;

/* Films that tell something, as they are met. */
typedef struct TellingFilms {
    Telling *items; /* with room for every film that either of the two has */
    int32_t  n;
} TellingFilms;

static void put(TellingFilms *films, const LbMatchFilm *film, double first, double second,
                double third)
{
    films->items[films->n] =
        (Telling){.film = *film, .key = {first, second, third}, .place = films->n};
    films->n++;
}

static int by_keys(const void *a, const void *b)
{
    const Telling *x = a, *y = b;
    for (int i = 0; i < 3; i++)
        if (x->key[i] > y->key[i] || x->key[i] < y->key[i]) return x->key[i] > y->key[i] ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static void count(LbMatch *out, const LbMatchFilm *film)
{
    if (!is_rated_by_both(film)) return;
    double difference = (double)film->stars[0] - (double)film->stars[1];
    out->difference += (difference - out->difference) / ++out->common;
}

static void consider(TellingFilms *unite, TellingFilms *divide, const LbModel *model,
                     const LbMatchFilm *film)
{
    double first = (double)film->stars[0], second = (double)film->stars[1];
    if (is_rated_by_both(film) && first >= HIGH_STARS && second >= HIGH_STARS)
        put(unite, film, first + second, -(double)model->films.mean_stars[film->film], 0);
    if (apart(film) >= APART_STARS)
        put(divide, film, is_rated_by_both(film), apart(film), model->films.count[film->film]);
}

/* The first of them, `most` of 0 being all. */
static LbStatus keep(LbMatchFilm **out, int32_t *n, TellingFilms *films, int32_t most, LbError *err)
{
    LbStatus st = LB_OK;
    *n          = most > 0 && most < films->n ? most : films->n;
    LB_ALLOC(*out, *n);
    if (films->n > 1) qsort(films->items, (size_t)films->n, sizeof *films->items, by_keys);
    for (int32_t i = 0; i < *n; i++)
        (*out)[i] = films->items[i].film;
cleanup:
    return st; /* the caller frees */
}

/* Count the films of both, and find those that tell something. */
static void look_through(LbMatch *out, TellingFilms *unite, TellingFilms *divide,
                         const LbModel *model, const LbMatchSide sides[2], const LbFilter *filter)
{
    const LbResolved *first = sides[0].resolved;
    for (int side = 0; side < 2; side++)
        for (int32_t i = 0; i < sides[side].resolved->n; i++) {
            LbMatchFilm film;
            int32_t     f = sides[side].resolved->film[i];
            if (side == 1 && lb_resolve_search(first->film, first->n, f) >= 0)
                continue; /* met among the first's films */
            if (look_at(&film, sides, f) == 0) continue;
            count(out, &film);
            if (lb_filter_check(filter, f) == LB_FILTER_PASSES)
                consider(unite, divide, model, &film);
        }
}

LbStatus lb_match(LbMatch *out, const LbModel *model, LbMatchSide first, LbMatchSide second,
                  const LbMatchChoice *choice, LbError *err)
{
    LbStatus          st       = LB_OK;
    const LbMatchSide sides[2] = {first, second};
    TellingFilms      unite = {0}, divide = {0};
    int32_t           most = first.resolved->n + second.resolved->n;
    *out                   = (LbMatch){0};
    LB_ALLOC(unite.items, most);
    LB_ALLOC(divide.items, most);
    look_through(out, &unite, &divide, model, sides, choice->filter);
    LB_TRY(keep(&out->unite, &out->n_unite, &unite, choice->count, err));
    LB_TRY(keep(&out->divide, &out->n_divide, &divide, choice->count, err));
    if (out->common == 0) out->difference = NAN;
    out->percent = percent_of(model, first, second, out->common);
cleanup:
    if (st != LB_OK) lb_match_clear(out);
    free(unite.items);
    free(divide.items);
    return st;
}

void lb_match_clear(LbMatch *match)
{
    free(match->unite);
    free(match->divide);
    *match = (LbMatch){0};
}
