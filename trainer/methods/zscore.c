/* SPDX-License-Identifier: MIT */
#include "trainer/methods/zscore.h"

#include "common/base/clock.h"
#include "trainer/svd/factors.h"

#include <math.h>

enum { PARTS = 64 };

typedef struct Standard {
    LbCsr *csr;
    double mean, std;
} Standard;

static void standardise_part(void *ctx, int64_t part, int thread)
{
    const Standard *standard = ctx;
    LbCsr          *csr      = standard->csr;
    int64_t         end      = lb_pool_part_begin(csr->n, part + 1, PARTS);
    (void)thread;
    for (int64_t i = lb_pool_part_begin(csr->n, part, PARTS); i < end; i++)
        csr->value[i] = (float)(((double)csr->value[i] - standard->mean) / standard->std);
}

/* The standardised ratings of all users, as the caller's CSR arrays. */
static LbStatus build(LbCsr *csr, const LbTriplets *train, const LbFit *fit, LbPool *pool,
                      LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LB_TRY(lb_matrix_build(&matrix, train, pool, err));
    LB_TRY(lb_matrix_unpack(matrix, csr, err));
    lb_pool_run(pool, PARTS, standardise_part, &(Standard){csr, fit->mean_stars, fit->std_stars});
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
    *out             = fit;
    fit              = NULL;
cleanup:
    lb_factors_clear(&factors);
    lb_csr_clear(&csr);
    lb_fit_free(fit);
    return st;
}
