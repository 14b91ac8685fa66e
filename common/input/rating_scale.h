/* SPDX-License-Identifier: MIT */
/** @file rating_scale.h
 *  Rating scales of files, and stars: the unit of every rating inside the programs. */
#ifndef LB_COMMON_INPUT_RATING_SCALE_H
#define LB_COMMON_INPUT_RATING_SCALE_H

#include "common/base/error.h"

/** The affine map from a file's own rating scale to stars. */
typedef struct LbScale {
    double lo; /**< rating that means half a star; 0 = not known yet */
    double hi; /**< rating that means five stars */
} LbScale;

/** Stars 0.5..5 of a rating in the file's scale, and back. 1..10 and 0.5..5 map exactly. */
double lb_rating_scale_to_stars(LbScale scale, double rating);
double lb_rating_scale_from_stars(LbScale scale, double stars);

/** The scale that fits ratings between lo and hi: 0.5..5 when all are within it, else 1..10.
 *  @retval LB_EDATA  neither fits; the message names --scale */
LB_NODISCARD LbStatus lb_rating_scale_detect(LbScale *out, double lo, double hi, LbError *err);

#endif
