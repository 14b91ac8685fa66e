/* SPDX-License-Identifier: MIT */
/** @file rating_options.h
 *  Values of the options --columns and --scale, which both programs have. */
#ifndef LB_COMMON_INPUT_RATING_OPTIONS_H
#define LB_COMMON_INPUT_RATING_OPTIONS_H

#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"

/** "MIN:MAX", the ratings that mean half a star and five stars. @retval LB_EUSAGE */
LB_NODISCARD LbStatus lb_rating_options_scale(LbScale *out, const char *value, LbError *err);

/** "USER,FILM,RATING": three header names; an empty one keeps the known names.
 *  @retval LB_EUSAGE  not three, or one is over 63 bytes */
LB_NODISCARD LbStatus lb_rating_options_columns(LbRatingColumns *out, const char *value,
                                                LbError *err);

#endif
