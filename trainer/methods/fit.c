/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit.h"

#include "common/base/mem.h"
#include "trainer/ingest/moments.h"

#include <assert.h>
#include <math.h>

/* Stars; below it a standard deviation is the rounding of equal ratings. */
static const double SPREAD_MIN = 1e-6;

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
                         .softimpute   = lb_softimpute_defaults(),
                         .plain_films  = {.bias_ridge = 2, .ridge = 6, .ridge_per_rating = 0.02},
                         .plain_sweeps = 3,
                         .embedding    = lb_embedding_defaults(),
                         .near_share   = 0.6,
                         .near_half    = 40,
                         .head         = lb_item_head_defaults(),
                         .head_films   = -1,
                         .head_gain    = 2,
                         .head_half    = 80,
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
    return lb_fit_own(fit, lb_array_zeroed(n, size));
}

/* Entries in fixed parts, films in as many strips: sums are grouped alike for any threads. */
enum { PARTS = 8 };

typedef struct Statistics {
    LbFit            *fit;
    const LbTriplets *entries;
    double           *sum;   /* [PARTS x n_films] of stars */
    int32_t          *count; /* [PARTS x n_films] */
} Statistics;

static void add_part(void *ctx, int64_t part, int thread)
{
    const Statistics *statistics = ctx;
    const LbTriplets *entries    = statistics->entries;
    double           *sum        = statistics->sum + part * statistics->fit->n_films;
    int32_t          *count      = statistics->count + part * statistics->fit->n_films;
    int64_t           end        = lb_part_begin(entries->n, part + 1, PARTS);
    (void)thread;
    for (int64_t i = lb_part_begin(entries->n, part, PARTS); i < end; i++) {
        sum[entries->col[i]] += (double)entries->value[i];
        count[entries->col[i]]++;
    }
}

static void add_films(void *ctx, int64_t strip, int thread)
{
    const Statistics *statistics = ctx;
    LbFit            *fit        = statistics->fit;
    int64_t           n_films    = fit->n_films;
    int64_t           end        = lb_part_begin(n_films, strip + 1, PARTS);
    (void)thread;
    for (int64_t f = lb_part_begin(n_films, strip, PARTS); f < end; f++) {
        double sum = 0;
        for (int64_t part = 0; part < PARTS; part++) {
            sum += statistics->sum[part * n_films + f];
            fit->film_count[f] += statistics->count[part * n_films + f];
        }
        fit->film_mean[f] =
            (float)(fit->film_count[f] > 0 ? sum / fit->film_count[f] : fit->mean_stars);
    }
}

static LbStatus add_statistics(LbFit *fit, const LbTriplets *entries, LbPool *pool, LbError *err)
{
    LbStatus   st         = LB_OK;
    Statistics statistics = {.fit = fit, .entries = entries};
    LbMoments  moments    = lb_moments_of(entries->value, entries->n, pool);
    fit->mean_stars       = moments.mean;
    fit->std_stars        = moments.std;
    LB_ALLOC_ZEROED(statistics.sum, PARTS * (size_t)fit->n_films);
    LB_ALLOC_ZEROED(statistics.count, PARTS * (size_t)fit->n_films);
    lb_pool_run(pool, PARTS, add_part, &statistics);
    lb_pool_run(pool, PARTS, add_films, &statistics);
cleanup:
    free(statistics.sum);
    free(statistics.count);
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

LbStatus lb_fit_new(LbFit **out, LbMethod method, const LbTrainingSet *train, LbPool *pool,
                    LbError *err)
{
    LbStatus st      = LB_OK;
    LbFit   *fit     = NULL;
    size_t   n_films = (size_t)train->n_films;
    *out             = NULL;
    if (train->entries.n == 0) LB_FAIL(LB_EDATA, 0, "there are no ratings to learn from");
    if (train->entries.n == 1)
        LB_FAIL(LB_EDATA, 0, "there is a single rating: nothing can be learnt from it");
    LB_ALLOC_ZEROED(fit, 1);
    fit->method     = method;
    fit->n_films    = train->n_films;
    fit->n_ratings  = train->entries.n;
    fit->film_count = lb_fit_array(fit, n_films, sizeof *fit->film_count);
    fit->film_mean  = lb_fit_array(fit, n_films, sizeof *fit->film_mean);
    fit->film_fame  = lb_fit_array(fit, n_films, sizeof *fit->film_fame);
    fit->discovery  = (LbRanking){.affinity = 1};
    fit->list       = (LbRanking){.affinity = 1};
    if (fit->film_count == NULL || fit->film_mean == NULL || fit->film_fame == NULL)
        LB_FAIL(LB_ENOMEM, 0, "no memory for the statistics of %d films", train->n_films);
    LB_TRY(add_statistics(fit, &train->entries, pool, err));
    measure_fame(fit);
    *out = fit;
    fit  = NULL;
cleanup:
    lb_fit_free(fit);
    return st;
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
        .info  = {.method     = fit->method,
                  .mean_stars = fit->mean_stars,
                  .std_stars  = fit->std_stars,
                  .n_ratings  = fit->n_ratings,
                  .discovery  = fit->discovery,
                  .list       = fit->list},
        .films = {.n_films    = fit->n_films,
                  .count      = fit->film_count,
                  .mean_stars = fit->film_mean,
                  .fame       = fit->film_fame},
        .taste = fit->taste,
        .stars = fit->stars,
        .near  = fit->near,
        .items = fit->items,
    };
}
