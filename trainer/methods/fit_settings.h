/* SPDX-License-Identifier: MIT */
/** @file fit_settings.h
 *  The one table of the members of LbFitSettings: what reports and model files record of them
 *  ("taste.rank": 96, ...), and where a search finds them. */
#ifndef LB_TRAINER_METHODS_FIT_SETTINGS_H
#define LB_TRAINER_METHODS_FIT_SETTINGS_H

#include "common/text/json.h"
#include "trainer/methods/fit.h"

/** A member. What comes from elsewhere has no row: the SVD's tolerance, seed and start, which are
 *  settings of the training, means, which come from the data, and what the methods
 *  set themselves: the parts to learn, and from how many ratings of a row a sweep does. */
typedef struct LbFitSetting {
    const char *name;     /**< its path, as "taste.rank" */
    unsigned    methods;  /**< bits 1 << LbMethod: those that read it */
    bool        is_whole; /**< an int32_t, else a double */
    size_t      offset;   /**< in LbFitSettings */
} LbFitSetting;

/** All of them. @param[out] n  how many */
const LbFitSetting *lb_fit_settings_table(size_t *n);

/** By name; NULL when there is none. */
const LbFitSetting *lb_fit_settings_find(const char *name);

double lb_fit_settings_value(const LbFitSettings *settings, const LbFitSetting *setting);
/** A whole one is rounded. */
void lb_fit_settings_assign(LbFitSettings *settings, const LbFitSetting *setting, double value);

/** Put those that concern the method under their names into an object. */
void lb_fit_settings_put(LbJson *doc, LbJsonValue *object, const LbFitSettings *settings,
                         LbMethod method);

/** Read them back over defaults; what is absent or no number stays. @return how many were there */
int lb_fit_settings_get(LbFitSettings *settings, const LbJsonValue *object);

#endif
