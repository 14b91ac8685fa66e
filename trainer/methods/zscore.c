/* SPDX-License-Identifier: MIT */
#include "trainer/methods/zscore.h"

#include "common/base/clock.h"
#include "trainer/matrix/matrix.h"
#include "trainer/svd/factors.h"

#include <math.h>

/* The statistics of the films, and the standardised ratings of all users. */
static LbStatus build(LbCsr *csr, const LbTriplets *train, LbFit *fit, LbPool *pool, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LB_TRY(lb_matrix_build(&matrix, train, pool, err));
    LB_TRY(lb_fit_count_films(fit, matrix, train->spread, err));
    LB_TRY(lb_matrix_standardise(matrix, fit->mean_stars, fit->std_stars, err));
    LB_TRY(lb_matrix_take(csr, matrix, err));
cleanup:
    lb_matrix_free(matrix);
    return st;
}

static LbStatus check_spread(const LbFit *fit, LbError *err)
{
    if (lb_fit_has_spread(fit)) return LB_OK;
    return lb_error_set(
        err, LB_EDATA, 0,
        "all %lld ratings are equal (%g stars): z-scores say nothing of ratings that "
        "do not differ; the hybrid method learns from what was watched",
        (long long)fit->n_ratings, fit->mean_stars);
}

LbStatus lb_zscore_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                       LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbCsr            csr     = {0};
    LbFit           *fit     = NULL;
    LbFactors        factors = {0};
    LbFactorSettings solver  = {.svd = settings->svd, .warm = settings->warm};
    double           begin   = lb_clock_seconds();
    *out                     = NULL;
    lb_reporter_progress(reporter, "matrix", 0, 1);
    LB_TRY(lb_fit_new(&fit, LB_METHOD_ZSCORE, train, pool, err));
    LB_TRY(check_spread(fit, err));
    LB_TRY(build(&csr, train, fit, pool, err));
    lb_reporter_progress(reporter, "matrix", 1, 1);
    fit->matrix_seconds = lb_clock_seconds() - begin;

    begin = lb_clock_seconds();
    LB_TRY(lb_factors_solve(&factors, &csr, &solver, pool, reporter, err));
    fit->svd_seconds = lb_clock_seconds() - begin;
    fit->svd         = factors.info;
    fit->taste       = (LbTaste){.rank            = factors.rank,
                                 .factors         = lb_fit_own(fit, factors.factors),
                                 .singular_values = lb_fit_own(fit, factors.values),
                                 .shift           = fit->mean_stars,
                                 .gain            = 1 / fit->std_stars,
                                 .floor           = (double)-INFINITY};
    factors.factors  = NULL;
    factors.values   = NULL;
    LB_TRY(lb_fit_measure_films(fit, err));
    *out = fit;
    fit  = NULL;
cleanup:
    lb_factors_clear(&factors);
    lb_csr_clear(&csr);
    lb_fit_free(fit);
    return st;
}
