/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/notebook.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "common/dense/simd.h"
#include "trainer/matrix/matrix.h"
#include "trainer/matrix/own_rows.h"
#include "trainer/matrix/turn.h"
#include "trainer/methods/zscore.h"

#include <math.h>
#include <string.h>

enum { SPLIT_SEED = 42, FIRST_FILMS = 50 };
static const double TESTED = 0.2;
/* Of the SVD: the figures do not feel more. */
static const double TOLERANCE = 1e-2;

/* What is added up of the test ratings, and of those of the first films. */
typedef struct Sums {
    double n, squared, absolute, n50, squared50, absolute50;
} Sums;

typedef struct Scoring {
    const LbFit *fit;
    LbCsr        given, tested; /* training and test ratings by user, of own users */
    LbBlockRange own;
    double      *latent; /* [threads x rank] */
    Sums        *sums;   /* [own blocks] */
} Scoring;

bool lb_notebook_tests(int32_t user, int32_t film)
{
    LbRng rng;
    lb_rng_init(&rng, SPLIT_SEED, (uint64_t)(uint32_t)user << 32 | (uint32_t)film);
    return lb_rng_uniform(&rng) < TESTED;
}

static bool is_tested(const void *ctx, int32_t user, int32_t film)
{
    (void)ctx;
    return lb_notebook_tests(user, film);
}

/* The test ratings are moved to the end. */
static LbStatus split(LbTriplets *train, LbTriplets *test, LbTriplets *triplets, LbError *err)
{
    LbStatus st     = lb_triplets_part(train, triplets, is_tested, NULL, err);
    *test           = lb_triplets_head(triplets, triplets->n - train->n);
    test->elsewhere = triplets->elsewhere - train->elsewhere;
    if (test->n == 0) return st; /* there may be no arrays */
    test->user += train->n;
    test->film += train->n;
    test->stars += train->n;
    return st;
}

/* Ratings by user: all, or whole rows of this rank's own users. */
static LbStatus gather_rows(LbCsr *by_user, const LbTriplets *triplets, LbPool *pool, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LbCsr     here = {0}, by_film = {0};
    *by_user = (LbCsr){0};
    LB_TRY(lb_matrix_build(&matrix, triplets, pool, err));
    LB_TRY(lb_matrix_take(&here, matrix, err));
    if (triplets->spread == NULL || !lb_rows_are_films(here.n_rows, here.n_cols)) {
        *by_user = here;
        here     = (LbCsr){0};
        goto cleanup;
    }
    LB_TRY(lb_turn_here(&by_film, &here, err));
    lb_csr_clear(&here);
    LB_TRY(lb_turn_ranks(by_user, &by_film, triplets->spread, err));
cleanup:
    lb_csr_clear(&here);
    lb_csr_clear(&by_film);
    lb_matrix_free(matrix);
    return st;
}

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

static void add_error(Sums *sums, int32_t film, double error)
{
    sums->n++;
    sums->squared += error * error;
    sums->absolute += fabs(error);
    if (film >= FIRST_FILMS) return;
    sums->n50++;
    sums->squared50 += error * error;
    sums->absolute50 += fabs(error);
}

static const float *factors_of(const LbFit *fit, int32_t film)
{
    return fit->taste.factors + (size_t)film * (size_t)fit->taste.rank;
}

/* Each test rating from the user's training row times V, times the film's row of V. */
static void score_user(Sums *sums, double *latent, const Scoring *scoring, int32_t user)
{
    const LbCsr *given = &scoring->given, *tested = &scoring->tested;
    const LbFit *fit  = scoring->fit;
    size_t       rank = (size_t)fit->taste.rank;
    memset(latent, 0, rank * sizeof *latent);
    for (int64_t e = given->start[user]; e < given->start[user + 1]; e++)
        add_film(latent, factors_of(fit, given->col[e]), z_of(fit, given->value[e]), rank);
    for (int64_t e = tested->start[user]; e < tested->start[user + 1]; e++) {
        int32_t film = tested->col[e];
        double  z    = z_of(fit, tested->value[e]);
        add_error(sums, film, multiply(latent, factors_of(fit, film), rank) - z);
    }
}

static void score_block(void *ctx, int64_t i, int thread)
{
    const Scoring *scoring = ctx;
    double        *latent  = scoring->latent + (size_t)thread * (size_t)scoring->fit->taste.rank;
    int32_t        user    = scoring->own.first + (int32_t)i;
    for (; user < scoring->given.n_rows; user += LB_BLOCKS)
        score_user(&scoring->sums[i], latent, scoring, user);
}

static LbNotebookFigure figure_of(const Sums *all)
{
    double n = all->n > 0 ? all->n : (double)NAN, n50 = all->n50 > 0 ? all->n50 : (double)NAN;
    return (LbNotebookFigure){.n              = (int64_t)all->n,
                              .n_first50      = (int64_t)all->n50,
                              .rmse_z         = sqrt(all->squared / n),
                              .mae_z          = all->absolute / n,
                              .rmse_z_first50 = sqrt(all->squared50 / n50),
                              .mae_z_first50  = all->absolute50 / n50};
}

static LbStatus score(LbNotebookFigure *out, const LbFit *fit, const LbTriplets *train,
                      const LbTriplets *test, LbPool *pool, LbError *err)
{
    LbStatus st      = LB_OK;
    Scoring  scoring = {.fit = fit, .own = lb_block_sum_range(pool, LB_BLOCKS)};
    int      own     = scoring.own.end - scoring.own.first;
    LB_TRY(gather_rows(&scoring.given, train, pool, err));
    LB_TRY(gather_rows(&scoring.tested, test, pool, err));
    LB_ALLOC_ZEROED(scoring.sums, (size_t)own + 1);
    LB_ALLOC(scoring.latent, (size_t)lb_pool_threads(pool) * (size_t)fit->taste.rank);
    lb_pool_run(pool, own, score_block, &scoring);
    LB_TRY(
        lb_block_sum((double *)scoring.sums, LB_BLOCKS, sizeof(Sums) / sizeof(double), pool, err));
    *out = figure_of(scoring.sums);
cleanup:
    lb_csr_clear(&scoring.given);
    lb_csr_clear(&scoring.tested);
    free(scoring.sums);
    free(scoring.latent);
    return st;
}

LbStatus lb_notebook_measure(LbNotebookFigure *out, LbTriplets *triplets,
                             const LbFitSettings *settings, LbPool *pool,
                             const LbReporter *reporter, LbError *err)
{
    LbStatus      st  = LB_OK;
    LbFit        *fit = NULL;
    LbFitSettings set = *settings;
    LbTriplets    train, test;
    *out              = (LbNotebookFigure){0};
    set.svd.tolerance = fmax(set.svd.tolerance, TOLERANCE);
    LB_TRY(split(&train, &test, triplets, err));
    LB_TRY(lb_zscore_fit(&fit, &train, &set, pool, reporter, err));
    LB_TRY(score(out, fit, &train, &test, pool, err));
cleanup:
    lb_fit_free(fit);
    return st;
}
