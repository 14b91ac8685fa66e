/* SPDX-License-Identifier: MIT */
/** @file fit_settings.h
 *  LbFitSettings as JSON, as reports and model files keep them: "taste.rank": 96, ... */
#ifndef LB_TRAINER_METHODS_FIT_SETTINGS_H
#define LB_TRAINER_METHODS_FIT_SETTINGS_H

#include "common/base/json.h"
#include "trainer/methods/fit.h"

/** Put those that concern the method under their names into an object. */
void lb_fit_settings_put(LbJson *doc, LbJsonValue *object, const LbFitSettings *settings,
                         LbMethod method);

/** Read them back over defaults; what is absent or no number stays. @return how many were there */
int lb_fit_settings_get(LbFitSettings *settings, const LbJsonValue *object);

#endif
