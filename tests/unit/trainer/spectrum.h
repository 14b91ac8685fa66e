/* SPDX-License-Identifier: MIT */
/** @file spectrum.h
 *  A symmetric operator with chosen eigenvalues, whose eigenvectors are far from the axes: a
 *  reflection of a diagonal matrix, (I - 2hh') D (I - 2hh'). */
#ifndef LB_TESTS_UNIT_TRAINER_SPECTRUM_H
#define LB_TESTS_UNIT_TRAINER_SPECTRUM_H

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/operator.h"

#include <math.h>

typedef struct Spectrum {
    int32_t n;
    double *value;      /* [n] eigenvalues */
    double *reflection; /* [n] unit vector h */
    int     fails_at;   /* product at which it fails; 0 = never */
    int     products, rough_products;
} Spectrum;

static inline void spectrum_init(Spectrum *spectrum, int32_t n)
{
    double norm = 0;
    LbRng  rng;
    *spectrum            = (Spectrum){.n = n};
    spectrum->value      = calloc((size_t)n, sizeof *spectrum->value);
    spectrum->reflection = calloc((size_t)n, sizeof *spectrum->reflection);
    lb_rng_init(&rng, 77, 0);
    for (int32_t i = 0; i < n; i++) {
        spectrum->reflection[i] = lb_rng_normal(&rng);
        norm += spectrum->reflection[i] * spectrum->reflection[i];
    }
    for (int32_t i = 0; i < n; i++)
        spectrum->reflection[i] /= sqrt(norm);
}

static inline void spectrum_clear(Spectrum *spectrum)
{
    free(spectrum->value);
    free(spectrum->reflection);
}

/* x -= 2 h <h, x>, where x has this stride. */
static inline void spectrum_reflect(const Spectrum *spectrum, double *x, size_t stride)
{
    double share = 0;
    for (size_t i = 0; i < (size_t)spectrum->n; i++)
        share += spectrum->reflection[i] * x[i * stride];
    for (size_t i = 0; i < (size_t)spectrum->n; i++)
        x[i * stride] -= 2 * share * spectrum->reflection[i];
}

static inline LbStatus spectrum_multiply(Spectrum *spectrum, const double *x, double *y,
                                         size_t stride, LbError *err)
{
    if (++spectrum->products == spectrum->fails_at)
        return lb_error_set(err, LB_EIO, 0, "a rank went away");
    memcpy(y, x, (size_t)spectrum->n * stride * sizeof *y);
    for (size_t c = 0; c < stride; c++) {
        spectrum_reflect(spectrum, y + c, stride);
        for (size_t i = 0; i < (size_t)spectrum->n; i++)
            y[i * stride + c] *= spectrum->value[i];
        spectrum_reflect(spectrum, y + c, stride);
    }
    return LB_OK;
}

static inline LbStatus spectrum_apply(void *ctx, const double *x, double *y, LbError *err)
{
    return spectrum_multiply(ctx, x, y, 1, err);
}

static inline LbStatus spectrum_apply_panel(void *ctx, const double *x, double *y, LbError *err)
{
    return spectrum_multiply(ctx, x, y, LB_PANEL, err);
}

/* Two panels, what comes of them as floats. */
static inline LbStatus spectrum_apply_rough(void *ctx, const double *x, double *y, LbError *err)
{
    Spectrum *spectrum = ctx;
    size_t    size     = (size_t)spectrum->n * LB_PANEL;
    LbStatus  st       = LB_OK;
    for (size_t p = 0; p < LB_ROUGH_PANELS && st == LB_OK; p++)
        st = spectrum_multiply(spectrum, x + p * size, y + p * size, LB_PANEL, err);
    for (size_t i = 0; i < LB_ROUGH_PANELS * size; i++)
        y[i] = (double)(float)y[i];
    spectrum->products -= LB_ROUGH_PANELS;
    spectrum->rough_products++;
    return st;
}

static inline LbOperator spectrum_operator(Spectrum *spectrum)
{
    return (LbOperator){.n           = spectrum->n,
                        .apply       = spectrum_apply,
                        .apply_panel = spectrum_apply_panel,
                        .apply_rough = spectrum_apply_rough,
                        .ctx         = spectrum};
}

#endif
