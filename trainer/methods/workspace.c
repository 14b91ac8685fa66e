/* SPDX-License-Identifier: MIT */
#include "trainer/methods/workspace.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/matrix/matrix.h"
#include "trainer/matrix/turn.h"

#include <string.h>

/* Where stars are learnt by sweeps over users and films, these begin with the biases, no more. */
enum { BIAS_SWEEPS = 10, START_SWEEPS = 2 };
static const double BIAS_RIDGE = 5;

/* Of several ranks each has its own users' rows and its own films'. */
static LbStatus turn_together(LbWorkspace *work, LbMatrix *matrix, LbComm *comm, LbError *err)
{
    LbStatus st   = LB_OK;
    LbCsr    here = {0};
    LB_TRY(lb_matrix_take(&here, matrix, err));
    if (lb_rows_are_films(here.n_rows, here.n_cols)) {
        LB_TRY(lb_turn_here(&work->by_film, &here, err));
        lb_csr_clear(&here);
        LB_TRY(lb_turn_ranks(&work->by_user, &work->by_film, comm, err));
    } else {
        work->by_user = here;
        here          = (LbCsr){0};
        LB_TRY(lb_turn_ranks(&work->by_film, &work->by_user, comm, err));
    }
cleanup:
    lb_csr_clear(&here);
    return st;
}

/* The statistics that the matrix gives, and the matrix itself by user and by film. */
static LbStatus load_matrix(LbWorkspace *work, const LbTriplets *train, bool needs_films,
                            LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LB_TRY(lb_matrix_build(&matrix, train, work->pool, err));
    LB_TRY(lb_fit_count_films(work->fit, matrix, train->spread, err));
    if (needs_films && train->spread != NULL) {
        LB_TRY(turn_together(work, matrix, train->spread, err));
        work->by_user.turned = &work->by_film;
    } else {
        LB_TRY(lb_matrix_take(&work->by_user, matrix, err));
        work->by_user.spread    = train->spread;
        work->by_user.elsewhere = train->elsewhere;
        if (needs_films) LB_TRY(lb_turn_here(&work->by_film, &work->by_user, err));
    }
cleanup:
    lb_matrix_free(matrix);
    return st;
}

LbStatus lb_workspace_load(LbWorkspace *work, LbMethod method, bool needs_films, LbError *err)
{
    LbStatus          st    = LB_OK;
    const LbTriplets *train = work->train;
    double            begin = lb_clock_seconds();
    lb_reporter_progress(work->reporter, "matrix", 0, 1);
    LB_TRY(lb_fit_new(&work->fit, method, train, work->pool, err));
    LB_TRY(lb_biases_fit(&work->biases, train, work->fit->mean_stars, BIAS_RIDGE,
                         needs_films ? START_SWEEPS : BIAS_SWEEPS, err));
    LB_TRY(load_matrix(work, train, needs_films, err));
    lb_reporter_progress(work->reporter, "matrix", 1, 1);
    if (!lb_fit_has_spread(work->fit))
        lb_reporter_message(
            work->reporter, LB_LEVEL_WARNING,
            "all %lld ratings are equal (%g stars): predicted stars will say nothing",
            (long long)work->fit->n_ratings, work->fit->mean_stars);
    work->fit->matrix_seconds = lb_clock_seconds() - begin;
cleanup:
    return st;
}

LbStatus lb_workspace_fit_taste(LbWorkspace *work, LbError *err)
{
    LbStatus               st     = LB_OK;
    LbTasteFit             taste  = {0};
    const LbTasteSettings *set    = &work->settings->taste;
    LbFactorSettings       solver = {.svd = work->settings->svd, .warm = work->settings->warm};
    LbFit                 *fit    = work->fit;
    double                 begin  = lb_clock_seconds();
    LB_TRY(lb_taste_weigh(&work->by_user, &work->by_film, set, err));
    LB_TRY(lb_taste_fit(&taste, &work->by_user, set, &solver, work->pool, work->reporter, err));
    fit->svd       = taste.factors.info;
    fit->newcomers = work->settings->newcomers;
    fit->taste     = (LbTaste){.rank            = taste.factors.rank,
                               .factors         = lb_fit_own(fit, taste.factors.factors),
                               .singular_values = lb_fit_own(fit, taste.factors.values),
                               .soft_value      = taste.soft_value,
                               .few_films       = set->few_films,
                               .input_scale     = lb_fit_own(fit, taste.input_scale),
                               .output_scale    = lb_fit_own(fit, taste.output_scale),
                               .shift           = set->shift,
                               .gain            = 1,
                               .floor           = set->floor,
                               .watched_weight  = set->watched_weight};
    fit->svd_seconds += lb_clock_seconds() - begin;
    return LB_OK;
cleanup:
    lb_taste_clear(&taste);
    return st;
}

LbStatus lb_workspace_keep_biases(LbWorkspace *work, LbError *err)
{
    LbFit *fit  = work->fit;
    float *bias = lb_fit_array(fit, (size_t)fit->n_films, sizeof *bias);
    if (bias == NULL) return lb_error_nomem(err, (size_t)fit->n_films * sizeof *bias);
    for (int32_t f = 0; f < fit->n_films; f++)
        bias[f] = (float)work->biases.film[f];
    fit->stars = (LbStarsHead){.film_bias = bias, .bias_ridge = BIAS_RIDGE};
    return LB_OK;
}

LbStatus lb_workspace_new_films(LbWorkspace *work, int32_t k, LbError *err)
{
    LbStatus st = LB_OK;
    work->films = (LbSide){.n = work->fit->n_films, .k = k};
    LB_ALLOC_ZEROED(work->films.x, (size_t)work->films.n * ((size_t)k + 1));
    for (int32_t f = 0; f < work->films.n; f++)
        work->films.x[(size_t)f * ((size_t)k + 1)] = (float)work->biases.film[f];
cleanup:
    return st;
}

static LbStatus keep_stars(LbWorkspace *work, const LbStarsSettings *set, LbError *err)
{
    LbFit *fit = work->fit;
    size_t n = (size_t)fit->n_films, k = (size_t)work->films.k;
    float *bias    = lb_fit_array(fit, n, sizeof *bias);
    float *factors = lb_fit_array(fit, n * k, sizeof *factors);
    if (bias == NULL || factors == NULL) return lb_error_nomem(err, n * (k + 1) * sizeof *bias);
    for (size_t f = 0; f < n; f++) {
        bias[f] = work->films.x[f * (k + 1)];
        memcpy(factors + f * k, work->films.x + f * (k + 1) + 1, k * sizeof *factors);
    }
    fit->stars.rank             = (int32_t)k;
    fit->stars.factors          = factors;
    fit->stars.film_bias        = bias;
    fit->stars.bias_ridge       = set->users.bias_ridge;
    fit->stars.ridge            = set->users.ridge;
    fit->stars.ridge_per_rating = set->users.ridge_per_rating;
    return LB_OK;
}

LbStatus lb_workspace_fit_stars(LbWorkspace *work, const LbEmbeddings *priors, float *user_map,
                                LbSide *users, LbStarsSettings settings, LbError *err)
{
    LbStatus    st      = LB_OK;
    LbStarsTask task    = {.films          = &work->films,
                           .user_embedding = priors != NULL ? &priors->people : NULL,
                           .film_embedding = priors != NULL ? &priors->films : NULL,
                           .user_map       = user_map,
                           .users          = users};
    settings.users.mean = settings.films.mean = work->fit->mean_stars;
    LB_TRY(lb_stars_model_fit(&task, &work->by_user, &work->by_film, &settings, work->pool,
                              work->reporter, err));
    LB_TRY(keep_stars(work, &settings, err));
cleanup:
    return st;
}

LbStatus lb_workspace_finish(LbWorkspace *work, LbFit **out, LbStatus st)
{
    *out = st == LB_OK ? work->fit : NULL;
    if (st != LB_OK) lb_fit_free(work->fit);
    lb_csr_clear(&work->by_user);
    lb_csr_clear(&work->by_film);
    lb_biases_clear(&work->biases);
    free(work->films.x);
    *work = (LbWorkspace){0};
    return st;
}
