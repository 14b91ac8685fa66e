/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/notebook.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"
#include "trainer/methods/zscore.h"

#include <math.h>

enum { SPLIT_SEED = 42, FIRST_FILMS = 50 };
/* Of the SVD: the figures do not feel more. */
static const double TOLERANCE = 1e-2;

static double z_of(const LbFit *fit, float stars)
{
    return ((double)stars - fit->mean_stars) / fit->std_stars;
}

LB_CLONES static void add_film(double *user, const float *film, double z, size_t rank)
{
    for (size_t k = 0; k < rank; k++)
        user[k] += z * (double)film[k];
}

LB_CLONES static double multiply(const double *user, const float *film, size_t rank)
{
    double sum[LB_LANES] = {0};
    size_t k             = 0;
    for (; k + LB_LANES <= rank; k += LB_LANES)
        for (size_t lane = 0; lane < LB_LANES; lane++)
            sum[lane] += user[k + lane] * (double)film[k + lane];
    for (; k < rank; k++)
        sum[0] += user[k] * (double)film[k];
    return LB_ADD_LANES(sum);
}

/* latent [n_users x rank] = Z V over the training rows. */
static void project(double *latent, const LbTriplets *triplets, int64_t n_train, const LbFit *fit)
{
    size_t rank = (size_t)fit->taste.rank;
    for (int64_t i = 0; i < n_train; i++) {
        double       z    = z_of(fit, triplets->stars[i]);
        double      *user = latent + (size_t)triplets->user[i] * rank;
        const float *film = fit->taste.factors + (size_t)triplets->film[i] * rank;
        add_film(user, film, z, rank);
    }
}

static void score(LbNotebookFigure *out, const double *latent, const LbTriplets *triplets,
                  int64_t n_train, const LbFit *fit)
{
    size_t rank    = (size_t)fit->taste.rank;
    double squared = 0, absolute = 0, squared50 = 0, absolute50 = 0;
    for (int64_t i = n_train; i < triplets->n; i++) {
        const double *user  = latent + (size_t)triplets->user[i] * rank;
        const float  *film  = fit->taste.factors + (size_t)triplets->film[i] * rank;
        double        error = multiply(user, film, rank) - z_of(fit, triplets->stars[i]);
        out->n++;
        squared += error * error;
        absolute += fabs(error);
        if (triplets->film[i] >= FIRST_FILMS) continue;
        out->n_first50++;
        squared50 += error * error;
        absolute50 += fabs(error);
    }
    double n            = out->n > 0 ? (double)out->n : (double)NAN;
    double n50          = out->n_first50 > 0 ? (double)out->n_first50 : (double)NAN;
    out->rmse_z         = sqrt(squared / n);
    out->mae_z          = absolute / n;
    out->rmse_z_first50 = sqrt(squared50 / n50);
    out->mae_z_first50  = absolute50 / n50;
}

LbStatus lb_notebook_measure(LbNotebookFigure *out, LbTriplets *triplets,
                             const LbFitSettings *settings, LbPool *pool,
                             const LbReporter *reporter, LbError *err)
{
    LbStatus      st      = LB_OK;
    LbFit        *fit     = NULL;
    double       *latent  = NULL;
    int64_t       n_train = lb_holdout_rows(triplets, 0.2, SPLIT_SEED);
    LbFitSettings set     = *settings;
    *out                  = (LbNotebookFigure){0};
    set.svd.tolerance     = fmax(set.svd.tolerance, TOLERANCE);
    LbTriplets train      = lb_triplets_head(triplets, n_train);
    LB_TRY(lb_zscore_fit(&fit, &train, &set, pool, reporter, err));
    LB_ALLOC_ZEROED(latent, (size_t)triplets->n_users * (size_t)fit->taste.rank);
    project(latent, triplets, n_train, fit);
    score(out, latent, triplets, n_train, fit);
cleanup:
    lb_fit_free(fit);
    free(latent);
    return st;
}
