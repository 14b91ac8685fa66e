/* SPDX-License-Identifier: MIT */
#include "common/predict/likeness.h"

#include "common/predict/factor_rows.h"

#include <math.h>

bool lb_likeness_exists(const LbModel *model)
{
    return model->taste.rank + model->stars.rank > 0;
}

/* What a coordinate counts for: g s. */
static double weight_of(const LbTaste *taste, int32_t i)
{
    double s = taste->singular_values[i];
    return s > 0 ? s * s * s / (s * s + taste->soft_value * taste->soft_value) : 0;
}

float lb_likeness(const LbModel *model, int32_t a, int32_t b)
{
    const LbTaste *taste    = &model->taste;
    const bool     by_taste = taste->rank > 0;
    const int32_t  rank     = by_taste ? taste->rank : model->stars.rank;
    LbFactorRows   rows =
        by_taste ? lb_factor_rows_of_taste(taste) : lb_factor_rows_of_stars(&model->stars);
    float        room_x[LB_RANK_MAX], room_y[LB_RANK_MAX];
    const float *x  = lb_factor_rows_get(&rows, a, 1, room_x);
    const float *y  = lb_factor_rows_get(&rows, b, 1, room_y);
    double       xx = 0, xy = 0, yy = 0;
    for (int32_t i = 0; i < rank; i++) {
        double weight = by_taste ? weight_of(taste, i) : 1;
        xx += weight * (double)x[i] * (double)x[i];
        xy += weight * (double)x[i] * (double)y[i];
        yy += weight * (double)y[i] * (double)y[i];
    }
    double size   = sqrt(xx * yy);
    double cosine = size > 0 ? xy / size : size;                   /* 0, or NAN */
    return isnan(cosine) ? NAN : (float)fmax(-1, fmin(1, cosine)); /* rounding may lead beyond */
}
