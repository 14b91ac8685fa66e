/* SPDX-License-Identifier: MIT */
#include "query/rank/match.h"

#include <math.h>
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

static bool unites_more(const LbModel *model, const LbMatchFilm *x, const LbMatchFilm *y)
{
    float sum_x = x->stars[0] + x->stars[1], sum_y = y->stars[0] + y->stars[1];
    if (sum_x != sum_y) return sum_x > sum_y;
    return model->films.mean_stars[x->film] < model->films.mean_stars[y->film];
}

static bool divides_more(const LbModel *model, const LbMatchFilm *x, const LbMatchFilm *y)
{
    if (is_rated_by_both(x) != is_rated_by_both(y)) return is_rated_by_both(x);
    if (apart(x) != apart(y)) return apart(x) > apart(y);
    return model->films.count[x->film] > model->films.count[y->film];
}

/* Insert the film among the few that are kept. */
static void keep(LbMatchFilm list[LB_MATCH_FILMS], int32_t *n, const LbModel *model,
                 bool (*is_before)(const LbModel *, const LbMatchFilm *, const LbMatchFilm *),
                 const LbMatchFilm *film)
{
    int32_t at = *n < LB_MATCH_FILMS ? (*n)++ : LB_MATCH_FILMS;
    for (; at > 0 && is_before(model, film, &list[at - 1]); at--)
        if (at < LB_MATCH_FILMS) list[at] = list[at - 1];
    if (at < LB_MATCH_FILMS) list[at] = *film;
}

static void consider(LbMatch *out, const LbModel *model, const LbMatchFilm *film)
{
    bool is_common = is_rated_by_both(film);
    if (is_common) {
        double difference = (double)film->stars[0] - (double)film->stars[1];
        out->difference += (difference - out->difference) / ++out->common;
    }
    if (is_common && (double)film->stars[0] >= HIGH_STARS && (double)film->stars[1] >= HIGH_STARS)
        keep(out->unite, &out->n_unite, model, unites_more, film);
    if (apart(film) >= APART_STARS) keep(out->divide, &out->n_divide, model, divides_more, film);
}

void lb_match(LbMatch *out, const LbModel *model, LbMatchSide first, LbMatchSide second)
{
    const LbMatchSide sides[2] = {first, second};
    *out                       = (LbMatch){0};
    for (int side = 0; side < 2; side++)
        for (int32_t i = 0; i < sides[side].resolved->n; i++) {
            LbMatchFilm film;
            int32_t     f = sides[side].resolved->film[i];
            if (side == 1 && lb_resolve_search(first.resolved->film, first.resolved->n, f) >= 0)
                continue; /* met among the first's films */
            if (look_at(&film, sides, f) > 0) consider(out, model, &film);
        }
    if (out->common == 0) out->difference = NAN;
    out->percent = percent_of(model, first, second, out->common);
}
