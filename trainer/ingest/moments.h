/* SPDX-License-Identifier: MIT */
/** @file moments.h
 *  Range, mean and standard deviation of many values. */
#ifndef LB_TRAINER_INGEST_MOMENTS_H
#define LB_TRAINER_INGEST_MOMENTS_H

#include "common/base/pool.h"

typedef struct LbMoments {
    int64_t low, high; /**< index of the first of the least and of the greatest values */
    double  mean, std; /**< std with n - 1; 0 for a single value */
} LbMoments;

/** Of value [n], n >= 1, none NaN. Sums run in double over fixed parts: the same bits for any
 *  threads, and exact as long as values are whole or half numbers. Two passes. */
LbMoments lb_moments_of(const float *value, int64_t n, LbPool *pool);

#endif
