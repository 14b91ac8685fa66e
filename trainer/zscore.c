/* SPDX-License-Identifier: MIT */
#include "trainer/zscore.h"

#include "common/mem.h"
#include "trainer/clock.h"
#include "trainer/operator.h"

#include <math.h>

/* Stars; below it a standard deviation is the rounding of equal ratings. */
static const double SPREAD_MIN = 1e-6;

/* The standardised ratings of all users, as the caller's CSR arrays. */
static LbStatus build(LbCsr *csr, const LbTrainingSet *train, const LbFit *fit, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LB_TRY(lb_matrix_build(&matrix, train->n_users, train->n_films, &train->entries, err));
    LB_TRY(lb_matrix_unpack(matrix, csr, err));
    for (int64_t i = 0; i < csr->n; i++)
        csr->value[i] = (float)(((double)csr->value[i] - fit->mean_stars) / fit->std_stars);
cleanup:
    lb_matrix_free(matrix);
    return st;
}

/* A start vector on the side that the solver works on, from one on the film side. NULL when there
 * is none, or it has nothing in common with the matrix. */
static LbStatus warm_start(double **out, const LbCsr *csr, const double *warm, LbError *err)
{
    LbStatus st       = LB_OK;
    bool     is_users = csr->n_cols > csr->n_rows;
    int32_t  n        = is_users ? csr->n_rows : csr->n_cols;
    double  *start = NULL, norm = 0;
    if (warm == NULL) return LB_OK;
    LB_ALLOC_ZEROED(start, n);
    for (int32_t r = 0; is_users && r < n; r++)
        for (uint64_t i = csr->start[r]; i < csr->start[r + 1]; i++)
            start[r] += (double)csr->value[i] * warm[csr->col[i]];
    for (int32_t i = 0; i < n; i++) {
        if (!is_users) start[i] = warm[i];
        norm += fabs(start[i]);
    }
    if (norm > 0 && isfinite(norm)) {
        *out  = start;
        start = NULL;
    }
cleanup:
    free(start);
    return st;
}

/* In each column of V [n x k] row-major make the entry of largest magnitude positive. */
static void fix_signs(float *v, int32_t n, int32_t k)
{
    for (size_t j = 0; j < (size_t)k; j++) {
        float largest = 0;
        for (size_t i = 0; i < (size_t)n; i++)
            if (fabsf(v[i * (size_t)k + j]) > fabsf(largest)) largest = v[i * (size_t)k + j];
        for (size_t i = 0; largest < 0 && i < (size_t)n; i++)
            v[i * (size_t)k + j] = -v[i * (size_t)k + j];
    }
}

/* The film factors: the solver's own vectors when it worked on the films, else A'U / s. */
static LbStatus film_factors(float *factors, LbGram *gram, bool is_transposed, const LbSvd *svd,
                             LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n = (size_t)svd->n, k = (size_t)svd->rank;
    double  *scaled = NULL;
    if (!is_transposed) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < k; j++)
                factors[i * k + j] = (float)svd->vectors[j * n + i];
        return LB_OK;
    }
    LB_ALLOC(scaled, n * k);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < k; j++)
            scaled[i * k + j] = svd->vectors[j * n + i] / svd->values[j];
    LB_TRY(lb_gram_multiply(gram, scaled, svd->rank, factors, err));
cleanup:
    free(scaled);
    return st;
}

static LbStatus fill_taste(LbFit *fit, LbGram *gram, bool is_transposed, const LbSvd *svd,
                           LbError *err)
{
    LbStatus st      = LB_OK;
    size_t   rank    = (size_t)svd->rank;
    float   *factors = lb_fit_array(fit, (size_t)fit->n_films * rank, sizeof *factors);
    double  *values  = lb_fit_array(fit, rank, sizeof *values);
    if (factors == NULL || values == NULL)
        return lb_error_set(err, LB_ENOMEM, 0, "no memory for %d factors of %d films", svd->rank,
                            fit->n_films);
    LB_TRY(film_factors(factors, gram, is_transposed, svd, err));
    fix_signs(factors, fit->n_films, svd->rank);
    for (size_t j = 0; j < rank; j++)
        values[j] = svd->values[j];
    fit->taste = (LbTaste){.rank            = svd->rank,
                           .factors         = factors,
                           .singular_values = values,
                           .shift           = fit->mean_stars,
                           .gain            = 1 / fit->std_stars,
                           .floor           = (double)-INFINITY};
cleanup:
    return st;
}

static LbStatus check_spread(const LbFit *fit, LbError *err)
{
    if (fit->std_stars > SPREAD_MIN) return LB_OK;
    if (fit->n_ratings == 1)
        return lb_error_set(err, LB_EDATA, 0,
                            "there is a single rating: nothing can be learnt from it");
    return lb_error_set(err, LB_EDATA, 0,
                        "all %lld ratings are equal (%g stars): nothing can be learnt from ratings "
                        "that do not differ",
                        (long long)fit->n_ratings, fit->mean_stars);
}

LbStatus lb_zscore_fit(LbFit **out, const LbTrainingSet *train, const LbFitSettings *settings,
                       LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus      st            = LB_OK;
    LbCsr         csr           = {0};
    LbFit        *fit           = NULL;
    LbGram       *gram          = NULL;
    LbSvd        *svd           = NULL;
    double       *start         = NULL;
    LbSvdSettings set           = settings->svd;
    bool          is_transposed = false;
    double        begin         = lb_clock_seconds();
    *out                        = NULL;
    lb_progress(reporter, "matrix", 0, 1);
    LB_TRY(lb_fit_new(&fit, LB_METHOD_ZSCORE, train, err));
    LB_TRY(check_spread(fit, err));
    LB_TRY(build(&csr, train, fit, err));
    LB_TRY(warm_start(&start, &csr, settings->warm, err));
    LB_TRY(lb_gram_new(&gram, &is_transposed, &csr, pool, err));
    lb_csr_clear(&csr);
    lb_progress(reporter, "matrix", 1, 1);
    fit->matrix_seconds = lb_clock_seconds() - begin;

    begin         = lb_clock_seconds();
    set.rank      = lb_fit_clamp_rank(set.rank, train->n_users, train->n_films, reporter);
    set.start     = start;
    LbOperator op = lb_gram_operator(gram);
    LB_TRY(lb_svd_solve(&svd, &fit->svd, &op, &set, reporter, err));
    if (svd->rank < set.rank)
        lb_report(reporter, LB_LEVEL_WARNING,
                  "the ratings have rank %d: %d of %d factors are left out", svd->rank,
                  set.rank - svd->rank, set.rank);
    LB_TRY(fill_taste(fit, gram, is_transposed, svd, err));
    fit->svd_seconds = lb_clock_seconds() - begin;
    *out             = fit;
    fit              = NULL;
cleanup:
    lb_svd_free(svd);
    lb_gram_free(gram);
    free(start);
    lb_csr_clear(&csr);
    lb_fit_free(fit);
    return st;
}
