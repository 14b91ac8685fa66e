/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/evaluate.h"

#include "common/base/clock.h"
#include "trainer/evaluate/evaluate_fit.h"
#include "trainer/methods/zscore.h"

#include <math.h>

enum { BIAS_SWEEPS = 5 };
static const double BIAS_RIDGE = 5;
/* Of a baseline's SVD: its figures do not feel more. */
static const double TOLERANCE = 1e-3;

/* The plain SVD as a baseline for the other methods. */
static LbStatus measure_zscore(LbEvaluation *out, const LbHoldout *holdout, const LbTriplets *train,
                               LbPool *pool, const LbReporter *reporter, LbError *err)
{
    /* The rank of a baseline is nothing that anybody asked for. */
    LbReporter    quiet = reporter != NULL ? *reporter : (LbReporter){0};
    LbStatus      st    = LB_OK;
    LbFit        *fit   = NULL;
    LbFitSettings set   = lb_fit_defaults();
    LbFitMeasures measures;
    set.svd.seed      = out->chosen.svd.seed;
    set.svd.tolerance = TOLERANCE;
    quiet.message     = NULL;
    LB_TRY(lb_zscore_fit(&fit, train, &set, pool, &quiet, err));
    LB_TRY(lb_evaluate_fit(&measures, holdout, fit, NULL, pool, reporter, err));
    out->zscore = measures.model;
cleanup:
    lb_fit_free(fit);
    return st;
}

/* The given parts are left in another order. */
static LbStatus measure_known(LbEvaluation *out, LbHoldout *holdout, const LbFit *fit,
                              const LbEvaluateSettings *settings, LbPool *pool,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus      st = LB_OK;
    LbFitMeasures measures;
    if (settings->n_known > 0) lb_holdout_shuffle_given(holdout, settings->seed);
    for (int i = 0; i < settings->n_known; i++) {
        holdout->known_most = settings->known[i];
        LB_TRY(lb_evaluate_fit(&measures, holdout, fit, NULL, pool, reporter, err));
        out->known[out->n_known++] = (LbKnownMeasures){settings->known[i], measures.model};
    }
cleanup:
    holdout->known_most = 0;
    return st;
}

static LbStatus measure_method(LbEvaluation *out, LbHoldout *holdout, const LbTriplets *train,
                               const LbEvaluateSettings *settings, LbPool *pool,
                               const LbReporter *reporter, LbError *err)
{
    LbStatus      st     = LB_OK;
    LbFit        *fit    = NULL;
    LbBiases      biases = {0};
    LbFitMeasures measures;
    LB_TRY(settings->fit(&fit, train, &out->chosen, pool, reporter, err));
    LB_TRY(lb_biases_fit(&biases, train, fit->mean_stars, BIAS_RIDGE, BIAS_SWEEPS, err));
    LB_TRY(lb_evaluate_fit(&measures, holdout, fit, &biases, pool, reporter, err));
    out->model      = measures.model;
    out->mean       = measures.mean;
    out->biases     = measures.biases;
    out->popularity = measures.popularity;
    out->rmse_z     = measures.rmse_z;
    out->mae_z      = measures.mae_z;
    LB_TRY(measure_known(out, holdout, fit, settings, pool, reporter, err));
cleanup:
    lb_biases_clear(&biases);
    lb_fit_free(fit);
    return st;
}

LbStatus lb_evaluate(LbEvaluation *out, LbTriplets *triplets, const LbEvaluateSettings *settings,
                     LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus          st      = LB_OK;
    LbHoldout        *holdout = NULL;
    double            begin   = lb_clock_seconds();
    const LbTriplets *train;
    *out = (LbEvaluation){.chosen   = *settings->fit_settings,
                          .notebook = {.rmse_z         = (double)NAN,
                                       .mae_z          = (double)NAN,
                                       .rmse_z_first50 = (double)NAN,
                                       .mae_z_first50  = (double)NAN}};
    LB_TRY(lb_holdout_users(&holdout, triplets, settings->fraction, settings->hidden,
                            settings->seed, err));
    out->users       = holdout->n_people;
    out->ratings     = holdout->n_hidden;
    out->min_ratings = holdout->min_ratings;
    train            = &holdout->train;
    if (settings->tune != NULL)
        LB_TRY(lb_tune(&out->tuning, &out->chosen, train, settings->tune, pool, reporter, err));
    LB_TRY(measure_method(out, holdout, train, settings, pool, reporter, err));
    out->zscore = out->model;
    if (settings->fit == lb_zscore_fit)
        LB_TRY(lb_notebook_measure(&out->notebook, triplets, &out->chosen, pool, reporter, err));
    else if (out->model.rmse_stars > 0)
        LB_TRY(measure_zscore(out, holdout, train, pool, reporter, err));
    out->seconds = lb_clock_seconds() - begin;
cleanup:
    lb_holdout_free(holdout);
    return st;
}
