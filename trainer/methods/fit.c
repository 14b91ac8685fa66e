/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit.h"

#include "common/base/mem.h"
#include "common/dense/half.h"
#include "common/model/model_norms.h"
#include "trainer/ingest/moments.h"

#include <assert.h>
#include <math.h>

/* Stars; below it a standard deviation is the rounding of equal ratings. */
static const double SPREAD_MIN = 1e-6, STARS_MOST = 5;

bool lb_fit_has_spread(const LbFit *fit)
{
    return fit->std_stars > SPREAD_MIN;
}

LbFitSettings lb_fit_defaults(void)
{
    LbFitSettings set = {.svd          = lb_svd_defaults(),
                         .taste        = lb_taste_defaults(),
                         .stars        = lb_stars_model_defaults(),
                         .near         = lb_neighbours_defaults(),
                         .softimpute   = lb_completion_defaults(),
                         .plain_films  = {.bias_ridge = 2, .ridge = 6, .ridge_per_rating = 0.02},
                         .plain_sweeps = 3,
                         .embedding    = lb_embedding_defaults(),
                         .near_share   = 0.6,
                         .near_half    = 40,
                         .newcomers    = {.rarity = 0.55, .seen = 2.5, .half_films = 20},
                         .head         = lb_item_head_defaults(),
                         .parts        = LB_PART_ALL,
                         .discovery    = {.affinity = 1, .stars = 0.5, .novelty = 0.25},
                         .list         = {.stars = 1}};
    set.near.per_film = 0;
    return set;
}

void *lb_fit_own(LbFit *fit, void *array)
{
    assert(fit->n_owned < (int)(sizeof fit->owned / sizeof *fit->owned));
    fit->owned[fit->n_owned++] = array;
    return array;
}

void *lb_fit_array(LbFit *fit, size_t n, size_t size)
{
    return lb_fit_own(fit, lb_mem_zeroed(n, size));
}

LbStatus lb_fit_halve(LbFit *fit, const float **whole, const uint16_t **half, size_t n,
                      LbError *err)
{
    LbStatus  st   = LB_OK;
    uint16_t *room = NULL;
    int       i    = 0;
    LB_ALLOC(room, n);
    while (fit->owned[i] != *whole)
        i++;
    lb_half_shrink(room, *whole, (int64_t)n);
    free(fit->owned[i]);
    fit->owned[i] = room;
    *whole        = NULL;
    *half         = room;
cleanup:
    return st;
}

static void measure_fame(LbFit *fit)
{
    double sum = 0;
    for (int32_t f = 0; f < fit->n_films; f++)
        sum += log(fit->film_count[f] + 1.0);
    for (int32_t f = 0; f < fit->n_films; f++)
        fit->film_fame[f] = (float)(log(fit->film_count[f] + 1.0) - sum / fit->n_films);
}

LbStatus lb_fit_new(LbFit **out, LbMethod method, const LbTriplets *train, LbPool *pool,
                    LbError *err)
{
    LbStatus  st      = LB_OK;
    LbFit    *fit     = NULL;
    size_t    n_films = (size_t)train->n_films;
    int64_t   n       = lb_triplets_count(train);
    LbMoments moments;
    *out = NULL;
    if (n == 0) LB_FAIL(LB_EDATA, 0, "there are no ratings to learn from");
    if (n == 1) LB_FAIL(LB_EDATA, 0, "there is a single rating: nothing can be learnt from it");
    LB_ALLOC_ZEROED(fit, 1);
    fit->method     = method;
    fit->n_films    = train->n_films;
    fit->n_ratings  = n;
    fit->film_count = lb_fit_array(fit, n_films, sizeof *fit->film_count);
    fit->film_mean  = lb_fit_array(fit, n_films, sizeof *fit->film_mean);
    fit->film_fame  = lb_fit_array(fit, n_films, sizeof *fit->film_fame);
    fit->discovery  = (LbRanking){.affinity = 1};
    fit->list       = (LbRanking){.affinity = 1};
    if (fit->film_count == NULL || fit->film_mean == NULL || fit->film_fame == NULL)
        LB_FAIL(LB_ENOMEM, 0, "no memory for the statistics of %d films", train->n_films);
    LB_TRY(lb_moments_of(&moments, train->stars, train->n, STARS_MOST, pool, train->spread, err));
    fit->mean_stars = moments.mean;
    fit->std_stars  = moments.std;
    *out            = fit;
    fit             = NULL;
cleanup:
    lb_fit_free(fit);
    return st;
}

/* In units of the last place of a float of half a star: whole numbers, and all ranks' sum is exact. */
static LbStatus add_ranks(double *sum, int32_t *count, int32_t n, LbComm *spread, LbError *err)
{
    static const double unit  = 0x1p24;
    LbStatus            st    = LB_OK;
    int64_t            *whole = NULL;
    if (lb_comm_size(spread) == 1) return LB_OK;
    LB_ALLOC(whole, 2 * (size_t)n);
    int64_t *counts = whole + n;
    for (int32_t f = 0; f < n; f++) {
        whole[f]  = (int64_t)(sum[f] * unit);
        counts[f] = count[f];
    }
    LB_TRY(lb_comm_sum(spread, whole, 2 * (int64_t)n, err));
    for (int32_t f = 0; f < n; f++) {
        sum[f]   = (double)whole[f] / unit;
        count[f] = (int32_t)counts[f];
    }
cleanup:
    free(whole);
    return st;
}

LbStatus lb_fit_count_films(LbFit *fit, LbMatrix *matrix, LbComm *spread, LbError *err)
{
    LbStatus st  = LB_OK;
    double  *sum = NULL;
    LB_ALLOC(sum, fit->n_films);
    LB_TRY(lb_matrix_col_sums(matrix, sum, fit->film_count, err));
    LB_TRY(add_ranks(sum, fit->film_count, fit->n_films, spread, err));
    for (int32_t f = 0; f < fit->n_films; f++)
        fit->film_mean[f] =
            (float)(fit->film_count[f] > 0 ? sum[f] / fit->film_count[f] : fit->mean_stars);
    measure_fame(fit);
cleanup:
    free(sum);
    return st;
}

LbStatus lb_fit_measure_films(LbFit *fit, LbError *err)
{
    LbModelNorms norms;
    LbModel      model = lb_fit_model(fit);
    LbStatus     st    = lb_model_norms_new(&norms, &model, err);
    if (st != LB_OK) return st;
    fit->taste.norm = lb_fit_own(fit, norms.taste_norm);
    fit->taste.gram = lb_fit_own(fit, norms.taste_gram);
    fit->stars.norm = lb_fit_own(fit, norms.stars_norm);
    fit->stars.gram = lb_fit_own(fit, norms.stars_gram);
    return LB_OK;
}

void lb_fit_free(LbFit *fit)
{
    if (fit == NULL) return;
    for (int i = 0; i < fit->n_owned; i++)
        free(fit->owned[i]);
    free(fit);
}

LbModel lb_fit_model(const LbFit *fit)
{
    return (LbModel){
        .info      = {.method     = fit->method,
                      .mean_stars = fit->mean_stars,
                      .std_stars  = fit->std_stars,
                      .n_ratings  = fit->n_ratings,
                      .discovery  = fit->discovery,
                      .list       = fit->list},
        .films     = {.n_films    = fit->n_films,
                      .count      = fit->film_count,
                      .mean_stars = fit->film_mean,
                      .fame       = fit->film_fame},
        .taste     = fit->taste,
        .stars     = fit->stars,
        .near      = fit->near,
        .items     = fit->items,
        .newcomers = fit->newcomers,
    };
}
