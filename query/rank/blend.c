/* SPDX-License-Identifier: MIT */
#include "query/rank/blend.h"

#include <math.h>

const char *lb_blend_name(LbBlendBy by)
{
    static const char *const names[] = {[LB_BLEND_AVERAGE]       = "average",
                                        [LB_BLEND_LEAST_MISERY]  = "least-misery",
                                        [LB_BLEND_MOST_PLEASURE] = "most-pleasure"};
    return names[by];
}

void lb_blend_standardise(float *score, int32_t n_films)
{
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < n_films; i++)
        sum += (double)score[i];
    double mean = n_films > 0 ? sum / n_films : 0;
    for (int32_t i = 0; i < n_films; i++)
        squares += ((double)score[i] - mean) * ((double)score[i] - mean);
    double deviation = n_films > 0 ? sqrt(squares / n_films) : 0;
    for (int32_t i = 0; i < n_films; i++)
        score[i] = deviation > 0 ? (float)(((double)score[i] - mean) / deviation) : 0;
}

double lb_blend_score(const float *z, const double *weight, int32_t n, LbBlendBy by)
{
    double sum = 0, total = 0, largest = 0;
    for (int32_t p = 0; p < n; p++) {
        sum += weight[p] * (double)z[p];
        total += weight[p];
        largest = fmax(largest, weight[p]);
    }
    double average = sum / total;
    if (by == LB_BLEND_AVERAGE) return average;
    double extreme = average;
    for (int32_t p = 0; p < n; p++) {
        double said = average + weight[p] / largest * ((double)z[p] - average);
        /* By comparing: gcc 12 crashes on fmin() and fmax() in here, for arm64. */
        if (by == LB_BLEND_LEAST_MISERY ? said < extreme : said > extreme) extreme = said;
    }
    return extreme;
}

double lb_blend_boost(double boost, double share)
{
    return pow(boost, share);
}
