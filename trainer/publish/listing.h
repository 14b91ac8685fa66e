/* SPDX-License-Identifier: MIT */
/** @file listing.h
 *  The present model and those before it, for --list. */
#ifndef LB_TRAINER_PUBLISH_LISTING_H
#define LB_TRAINER_PUBLISH_LISTING_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Print one line a model to `out`, or one JSON object {"schema":1,"models":[...]} whose members
 *  are those of lb_model_about_json() with "path" and "generation" (0 = the present one). Every
 *  byte is checked: a damaged model is listed with what is wrong with it ("error"). Needs no lock;
 *  a model that another run moves meanwhile is left out.
 *  @param now  seconds since 1970
 *  @retval LB_ENOINPUT  there is no model at all   @retval LB_ECREATE, LB_ENOMEM */
LB_NODISCARD LbStatus lb_listing_print(FILE *out, const char *model, bool as_json, int64_t now,
                                       LbError *err);

#endif
