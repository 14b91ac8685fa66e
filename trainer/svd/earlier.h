/* SPDX-License-Identifier: MIT */
/** @file earlier.h
 *  Singular vectors of a matrix that was much like this one, a panel at a time: they may be many,
 *  and lie in a file. */
#ifndef LB_TRAINER_SVD_EARLIER_H
#define LB_TRAINER_SVD_EARLIER_H

#include "common/base/error.h"

#include <stdint.h>

typedef struct LbEarlier {
    int32_t n_panels; /**< whole ones, the leading vectors first */
    int32_t cost;     /**< products that a panel takes to make */
    /** Write panel p, row-major [rows x LB_PANEL], 0 where nothing is known. Collective. */
    LbStatus (*read)(void *ctx, double *panel, int32_t p, LbError *err);
    void *ctx;
} LbEarlier;

#endif
