/* SPDX-License-Identifier: MIT */
/** @file settings.h
 *  Everything that training may be told. */
#ifndef LB_TRAINER_JOB_SETTINGS_H
#define LB_TRAINER_JOB_SETTINGS_H

#include "trainer/ingest/ratings.h"
#include "trainer/methods/fit.h"
#include "trainer/publish/gate.h"

#include <stdio.h>

/** Start from lb_settings_defaults(). Texts are borrowed. */
typedef struct LbTrainSettings {
    LbPaths            inputs; /**< files of ratings; "-" = standard input */
    const char        *model_path;
    int64_t            date; /**< of training, seconds since 1970; -1 = when the model is written */
    bool               creates_folder; /**< make the model's folder when it is missing */
    const char *const *films_paths;    /**< [n_films_paths] files of facts about films */
    int                n_films_paths;
    const char *const *reports; /**< [n_reports] paths, as lb_report_write() takes them */
    int                n_reports;
    FILE              *out;        /**< where a report called "-" goes; borrowed */
    const char        *warm_path;  /**< an earlier model to start from; NULL = none */
    bool               warm_auto;  /**< start from the current model when there is one */
    bool               if_changed; /**< do nothing when the current model is made from the same */
    int32_t            keep;       /**< earlier models; -1 = leave them alone (default) */
    LbGateSettings     gate;
    LbRatingsSettings  ratings;
    LbMethod           method;
    int32_t            rank;    /**< 0 = what the method thinks best (zscore: svd.rank) */
    LbSvdSettings      svd;     /**< tolerance, seed, restarts */
    int                threads; /**< 0 = as many as the machine offers */
    LbComm            *comm;    /**< the ranks that train together; NULL = this process alone */
    bool    tune; /**< look for better settings first; the current model's are tried too */
    bool    evaluate;
    double  evaluate_fraction;
    int32_t known[LB_KNOWN_MAX]; /**< evaluate with so many ratings told as well */
    int     n_known;
} LbTrainSettings;

LbTrainSettings lb_settings_defaults(void);

/** What the method is told: its defaults, but for what was asked for. */
LbFitSettings lb_settings_for_fit(const LbTrainSettings *settings);

#endif
