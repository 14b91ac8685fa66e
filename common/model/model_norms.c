/* SPDX-License-Identifier: MIT */
#include "common/model/model_norms.h"

#include "common/base/mem.h"
#include "common/dense/half.h"
#include "common/dense/simd.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { ABREAST = 8 }; /* films whose products are added to the sums in one pass over these */

/* Relative; a norm is rounded to a float, and its sum was one of doubles. */
static const double ROUNDING = 1e-6;

/* Films as rows [1, bias, scale * factors]; bias and scale may be NULL, and are then left out. */
typedef struct Films {
    const float    *bias, *scale;
    const float    *whole;
    const uint16_t *half;
    int32_t         n, rank;
} Films;

static Films taste_of(const LbModel *model)
{
    const LbTaste *taste = &model->taste;
    return (Films){.scale = taste->output_scale,
                   .whole = taste->factors,
                   .half  = taste->half,
                   .n     = model->films.n_films,
                   .rank  = taste->rank};
}

static Films stars_of(const LbModel *model)
{
    const LbStarsHead *stars = &model->stars;
    return (Films){.bias  = stars->film_bias,
                   .whole = stars->factors,
                   .half  = stars->half,
                   .n     = model->films.n_films,
                   .rank  = stars->rank};
}

static size_t width_of(const Films *films)
{
    return (films->bias != NULL ? 2U : 1U) + (size_t)films->rank;
}

/* Row `film`, nothing but 0 behind the last one. @return its factors */
static double *fill_row(double *row, const Films *films, int32_t film)
{
    const size_t at      = (size_t)film * (size_t)films->rank;
    double      *factors = row + width_of(films) - films->rank;
    float        room[LB_RANK_MAX];
    const float *values = room;
    if (film >= films->n) {
        memset(row, 0, width_of(films) * sizeof *row);
        return factors;
    }
    row[0] = 1;
    if (films->bias != NULL) row[1] = (double)films->bias[film];
    if (films->half != NULL)
        lb_half_expand(room, films->half + at, films->rank);
    else if (films->rank > 0)
        values = films->whole + at;
    const float scale = films->scale != NULL ? films->scale[film] : 1;
    for (int32_t i = 0; i < films->rank; i++)
        factors[i] = (double)(values[i] * scale);
    return factors;
}

static float norm_of(const double *factors, int32_t rank)
{
    double sum = 0;
    for (int32_t i = 0; i < rank; i++)
        sum += factors[i] * factors[i];
    return (float)sqrt(sum);
}

/* gram[i][j] += sum of rows[.][i] rows[.][j], j <= i, for ABREAST rows of `width`. */
LB_CLONES static void add_products(double *restrict gram, const double *restrict rows, size_t width)
{
    const double *a = rows, *b = a + width, *c = b + width, *d = c + width;
    const double *e = d + width, *f = e + width, *g = f + width, *h = g + width;
    for (size_t i = 0; i < width; i++, gram += width)
        for (size_t j = 0; j <= i; j++)
            gram[j] += ((a[i] * a[j] + b[i] * b[j]) + (c[i] * c[j] + d[i] * d[j])) +
                       ((e[i] * e[j] + f[i] * f[j]) + (g[i] * g[j] + h[i] * h[j]));
}

static void mirror(double *gram, size_t width)
{
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j < i; j++)
            gram[j * width + i] = gram[i * width + j];
}

/* @param[out] norm  [films->n]   @param[out] gram  NULL, or an array of [width^2] */
static LbStatus measure(float **norm, double **gram, const Films *films, LbError *err)
{
    LbStatus     st    = LB_OK;
    const size_t width = width_of(films);
    double      *rows  = NULL;
    LB_ALLOC(*norm, films->n);
    if (gram != NULL) LB_ALLOC_ZEROED(*gram, width * width);
    LB_ALLOC(rows, ABREAST * width);
    for (int32_t first = 0; first < films->n; first += ABREAST) {
        for (int32_t i = 0; i < ABREAST; i++) {
            const double *factors = fill_row(rows + (size_t)i * width, films, first + i);
            if (first + i < films->n) (*norm)[first + i] = norm_of(factors, films->rank);
        }
        if (gram != NULL) add_products(*gram, rows, width);
    }
    if (gram != NULL) mirror(*gram, width);
cleanup:
    free(rows);
    return st;
}

LbStatus lb_model_norms_new(LbModelNorms *out, const LbModel *model, LbError *err)
{
    LbStatus     st    = LB_OK;
    const Films  taste = taste_of(model), stars = stars_of(model);
    const bool   is_mixed = model->stars.film_bias != NULL;
    LbModelNorms norms    = {0};
    *out                  = norms;
    if (taste.rank > 0)
        LB_TRY(measure(&norms.taste_norm, is_mixed ? &norms.taste_gram : NULL, &taste, err));
    if (is_mixed) LB_TRY(measure(&norms.stars_norm, &norms.stars_gram, &stars, err));
    *out  = norms;
    norms = (LbModelNorms){0};
cleanup:
    lb_model_norms_clear(&norms);
    return st;
}

void lb_model_norms_clear(LbModelNorms *norms)
{
    free(norms->taste_norm);
    free(norms->stars_norm);
    free(norms->taste_gram);
    free(norms->stars_gram);
    *norms = (LbModelNorms){0};
}

static LbStatus check_norms(const float *norm, const Films *films, const char *name, LbError *err)
{
    LbStatus st  = LB_OK;
    double  *row = NULL;
    if (norm == NULL) return LB_OK;
    LB_ALLOC(row, width_of(films));
    for (int32_t film = 0; film < films->n; film++) {
        double length = (double)norm_of(fill_row(row, films, film), films->rank);
        if (!(fabs((double)norm[film] - length) <= ROUNDING * length))
            LB_FAIL(LB_EDATA, 0, "%s: entry %" PRId32 " is not the length of the film's factors",
                    name, film);
    }
cleanup:
    free(row);
    return st;
}

LbStatus lb_model_norms_check(const LbModel *model, LbError *err)
{
    const Films taste = taste_of(model), stars = stars_of(model);
    LbStatus    st = check_norms(model->taste.norm, &taste, "taste/norm", err);
    return st == LB_OK ? check_norms(model->stars.norm, &stars, "stars/norm", err) : st;
}
