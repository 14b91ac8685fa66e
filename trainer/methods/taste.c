/* SPDX-License-Identifier: MIT */
#include "trainer/methods/taste.h"

#include "common/base/mem.h"

#include <math.h>

enum { LEAST_NUMBERS = 50, RANK_MAX = 180, NUMBERS_MAX = 1 << 24 };

LbTasteSettings lb_taste_defaults(void)
{
    return (LbTasteSettings){.shift          = 1.5,
                             .floor          = 0.1,
                             .user_power     = 0.6,
                             .film_power     = 0.6,
                             .soft           = 0.5,
                             .few_films      = 50,
                             .watched_weight = 1,
                             .tolerance      = 0.1};
}

int32_t lb_taste_numbers(int64_t n_ratings, int32_t n_films, int32_t most)
{
    int32_t n = (int32_t)lround(cbrt((double)n_ratings));
    if (n > NUMBERS_MAX / n_films) n = NUMBERS_MAX / n_films;
    if (n > most) n = most;
    return n < LEAST_NUMBERS ? LEAST_NUMBERS : n;
}

int32_t lb_taste_rank(int64_t n_ratings, int32_t n_films)
{
    return lb_taste_numbers(n_ratings, n_films, RANK_MAX);
}

static float weight_of(float stars, double factor, const LbTasteSettings *settings)
{
    return (float)(fmax((double)stars - settings->shift, settings->floor) * factor);
}

LbStatus lb_taste_weigh(LbCsr *by_user, LbCsr *by_film, const LbTasteSettings *settings,
                        LbError *err)
{
    LbStatus st     = LB_OK;
    double   mean   = (double)by_user->n / by_user->n_rows;
    double  *factor = NULL; /* [users] */
    LB_ALLOC(factor, by_user->n_rows);
    for (int32_t u = 0; u < by_user->n_rows; u++) {
        double n  = (double)(by_user->start[u + 1] - by_user->start[u]);
        factor[u] = n > 0 ? pow(n / mean, -settings->user_power / 2) : 1;
        for (int64_t i = by_user->start[u]; i < by_user->start[u + 1]; i++)
            by_user->value[i] = weight_of(by_user->value[i], factor[u], settings);
    }
    for (int64_t i = 0; i < by_film->n; i++)
        by_film->value[i] = weight_of(by_film->value[i], factor[by_film->col[i]], settings);
cleanup:
    free(factor);
    return st;
}

/* scale_f = norm_f^(d - 1); 1 for a film without ratings. */
static LbStatus scale_films(float *scale, const LbCsr *weighted, double power, LbError *err)
{
    LbStatus st      = LB_OK;
    double  *squares = NULL;
    LB_ALLOC_ZEROED(squares, weighted->n_cols);
    for (int64_t i = 0; i < weighted->n; i++)
        squares[weighted->col[i]] += (double)weighted->value[i] * (double)weighted->value[i];
    for (int32_t f = 0; f < weighted->n_cols; f++)
        scale[f] = squares[f] > 0 ? (float)pow(squares[f], (power - 1) / 2) : 1;
cleanup:
    free(squares);
    return st;
}

/* The singular value at the share `soft` of the rank. */
static double choose_soft_value(const LbFactors *factors, double soft)
{
    int32_t at = (int32_t)(soft * factors->rank) - 1;
    if (at < 0) at = 0;
    if (at >= factors->rank) at = factors->rank - 1;
    return factors->values[at];
}

/* In (I - V g V')-regression every film's own weight is taken out, and the rest made up for it. */
static LbStatus scale_output(LbTasteFit *taste, int32_t n_films, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   rank = (size_t)taste->factors.rank;
    double   half = taste->soft_value * taste->soft_value;
    LB_ALLOC(taste->output_scale, n_films);
    for (size_t f = 0; f < (size_t)taste->factors.n_films; f++) {
        const float *v   = taste->factors.factors + f * rank;
        double       own = 0;
        for (size_t j = 0; j < rank; j++) {
            double s = taste->factors.values[j];
            own += s * s / (s * s + half) * (double)v[j] * (double)v[j];
        }
        taste->output_scale[f] = (float)(1 / (1 - own)); /* own < 1: g < 1 and |v| <= 1 */
    }
cleanup:
    return st;
}

static LbStatus scaled_csr(LbCsr *csr, const LbCsr *weighted, const float *scale, LbError *err)
{
    LbStatus st = lb_csr_copy(csr, weighted, err);
    for (int64_t i = 0; st == LB_OK && i < csr->n; i++)
        csr->value[i] *= scale[csr->col[i]];
    return st;
}

LbStatus lb_taste_fit(LbTasteFit *out, const LbCsr *weighted, const LbTasteSettings *settings,
                      const LbFactorSettings *solver, LbPool *pool, const LbReporter *reporter,
                      LbError *err)
{
    LbStatus         st  = LB_OK;
    LbCsr            csr = {0};
    LbFactorSettings set = *solver;
    if (settings->rank > 0)
        set.svd.rank = settings->rank;
    else
        set.svd.rank = lb_taste_rank(weighted->n, weighted->n_cols);
    set.is_own_rank   = settings->rank <= 0;
    set.svd.tolerance = settings->tolerance;
    *out              = (LbTasteFit){0};
    LB_ALLOC(out->input_scale, weighted->n_cols);
    LB_TRY(scale_films(out->input_scale, weighted, settings->film_power, err));
    LB_TRY(scaled_csr(&csr, weighted, out->input_scale, err));
    LB_TRY(lb_factors_solve(&out->factors, &csr, &set, pool, reporter, err));
    out->soft_value = choose_soft_value(&out->factors, settings->soft);
    LB_TRY(scale_output(out, weighted->n_cols, err));
cleanup:
    lb_csr_clear(&csr);
    if (st != LB_OK) lb_taste_clear(out);
    return st;
}

void lb_taste_clear(LbTasteFit *taste)
{
    lb_factors_clear(&taste->factors);
    free(taste->input_scale);
    free(taste->output_scale);
    *taste = (LbTasteFit){0};
}
