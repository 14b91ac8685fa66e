/* SPDX-License-Identifier: MIT */
#include "common/predict/score_mix.h"

#include "common/dense/simd.h"

#include <math.h>

/* Of the mean square; a float has 6e-8 of a value. */
static const double SAME = 1e-14;

static bool has_affinity(const LbModel *model)
{
    return model->taste.rank > 0 || model->near.start != NULL || model->items.n > 0;
}

LbScoreNeeds lb_score_mix_needs(const LbModel *model, const LbRanking *ranking)
{
    LbScoreNeeds needs = {0};
    needs.affinity =
        has_affinity(model) && (ranking->affinity != 0 || !lb_score_tile_has_stars(model));
    needs.stars = lb_score_tile_has_stars(model) && (ranking->stars != 0 || !needs.affinity);
    needs.mixed = needs.stars ||
                  (needs.affinity && (model->near.start != NULL || model->items.n > 0)) ||
                  (ranking->novelty != 0 && model->films.fame != NULL);
    return needs;
}

/* sums[0] += sum of x, sums[1] += sum of x^2; in eight partial sums, so that they can run abreast.
 */
LB_CLONES static void add_powers(double sums[2], const float *x, int32_t n)
{
    double  first[LB_LANES] = {0}, second[LB_LANES] = {0};
    int32_t i = 0;
    for (; i + LB_LANES <= n; i += LB_LANES)
        for (int32_t lane = 0; lane < LB_LANES; lane++) {
            double value = (double)x[i + lane];
            first[lane] += value;
            second[lane] += value * value;
        }
    for (; i < n; i++) {
        first[0] += (double)x[i];
        second[0] += (double)x[i] * (double)x[i];
    }
    sums[0] += LB_ADD_LANES(first);
    sums[1] += LB_ADD_LANES(second);
}

void lb_score_mix_add(LbScoreSums *sum, const LbUser *user, const LbTile *tile, int32_t person)
{
    const float *affinity = tile->affinity[person], *stars = tile->stars[person];
    if (affinity != NULL) {
        add_powers(sum->affinity, affinity, tile->n);
        if (user->near != NULL) add_powers(sum->near, user->near + tile->first, tile->n);
        if (user->items != NULL) add_powers(sum->items, user->items + tile->first, tile->n);
    }
    if (stars != NULL) add_powers(sum->stars, stars, tile->n);
}

/* <x, y>, in eight partial sums. */
LB_CLONES static double dot(const double *x, const double *y, int32_t n)
{
    double  sum[LB_LANES] = {0};
    int32_t i             = 0;
    for (; i + LB_LANES <= n; i += LB_LANES)
        for (int32_t lane = 0; lane < LB_LANES; lane++)
            sum[lane] += x[i + lane] * y[i + lane];
    for (; i < n; i++)
        sum[0] += x[i] * y[i];
    return LB_ADD_LANES(sum);
}

/* Of <row f, x> over all films f, whose Gram matrix [n x n] is given; the rows begin with 1. */
static void sum_products(double sums[2], const double *gram, const double *x, int32_t n)
{
    sums[0] = dot(gram, x, n);
    sums[1] = 0;
    for (int32_t i = 0; i < n; i++)
        sums[1] += x[i] * dot(gram + (int64_t)i * n, x, n);
}

bool lb_score_mix_known(LbScoreSums *out, const LbUser *user, LbScoreNeeds needs)
{
    const LbTaste     *taste   = &user->model->taste;
    const LbStarsHead *stars   = &user->model->stars;
    const int32_t      n_films = user->model->films.n_films;
    double             x[LB_RANK_MAX + 2];
    if (needs.affinity && taste->rank > 0 && taste->gram == NULL) return false;
    if (needs.stars && stars->gram == NULL) return false;
    *out = (LbScoreSums){{0}, {0}, {0}, {0}};
    if (needs.affinity && taste->rank > 0) {
        x[0] = 0;
        for (int32_t i = 0; i < taste->rank; i++)
            x[i + 1] = (double)user->taste[i];
        sum_products(out->affinity, taste->gram, x, taste->rank + 1);
    }
    if (needs.affinity && user->near != NULL) add_powers(out->near, user->near, n_films);
    if (needs.affinity && user->items != NULL) add_powers(out->items, user->items, n_films);
    if (needs.stars) {
        x[0] = (double)lb_score_tile_level(user);
        x[1] = 1;
        for (int32_t i = 0; i < stars->rank; i++)
            x[i + 2] = (double)user->stars[i + 1];
        sum_products(out->stars, stars->gram, x, stars->rank + 2);
    }
    return true;
}

/* Where it is less of the mean than a float can tell, the values are all the same. */
static double deviation(const double sums[2], double n)
{
    double variance = sums[1] / n - (sums[0] / n) * (sums[0] / n);
    return variance > SAME * sums[1] / n ? sqrt(variance) : 0;
}

/* Something that is the same for all films says nothing: it gets no weight. */
static double factor(double weight, const double sums[2], double n)
{
    double std = deviation(sums, n);
    return std > 0 ? weight / std : 0;
}

LbMix lb_score_mix_of(const LbScoreSums *sum, const LbUser *user, const LbRanking *ranking)
{
    const LbModel *model   = user->model;
    LbScoreNeeds   needs   = lb_score_mix_needs(model, ranking);
    double         n       = model->films.n_films;
    double         share   = user->near != NULL ? user->near_share : 0;
    double         whole   = ranking->affinity != 0 ? ranking->affinity : 1;
    double         taste   = needs.affinity ? factor(whole * (1 - share), sum->affinity, n) : 0;
    double         near    = needs.affinity ? factor(whole * share, sum->near, n) : 0;
    double         gain    = needs.affinity && user->items != NULL ? user->items_share : 0;
    double         items   = factor(whole * gain, sum->items, n);
    double         weight  = ranking->stars != 0 ? ranking->stars : 1;
    double         stars   = needs.stars ? factor(weight, sum->stars, n) : 0;
    double         novelty = model->films.fame != NULL ? ranking->novelty : 0;
    double constant = -(taste * sum->affinity[0] + near * sum->near[0] + items * sum->items[0] +
                        stars * sum->stars[0]) /
                      n;
    return (LbMix){.taste          = (float)taste,
                   .near           = (float)near,
                   .items          = (float)items,
                   .stars          = (float)stars,
                   .novelty        = (float)novelty,
                   .constant       = (float)constant,
                   .stars_constant = (float)(-stars * sum->stars[0] / n)};
}

LB_CLONES static void add_part(float *score, float weight, const float *part, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        score[i] += weight * part[i];
}

void lb_score_mix_apply(const LbMix *mix, const LbUser *user, int32_t first, int32_t n,
                        float *score, const float *stars)
{
    const float *fame = user->model->films.fame;
    for (int32_t i = 0; i < n; i++)
        score[i] = (mix->taste != 0 ? mix->taste * score[i] : 0) + mix->constant;
    if (mix->near != 0) add_part(score, mix->near, user->near + first, n);
    if (mix->items != 0) add_part(score, mix->items, user->items + first, n);
    if (mix->stars != 0) add_part(score, mix->stars, stars, n);
    if (mix->novelty != 0) add_part(score, -mix->novelty, fame + first, n);
}
