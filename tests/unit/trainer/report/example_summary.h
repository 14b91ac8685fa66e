/* SPDX-License-Identifier: MIT */
/** @file example_summary.h
 *  What a training may have to say, for the tests of the reports. */
#ifndef LB_TESTS_UNIT_TRAINER_REPORT_EXAMPLE_SUMMARY_H
#define LB_TESTS_UNIT_TRAINER_REPORT_EXAMPLE_SUMMARY_H

#include "trainer/job/summary.h"

#include <math.h>

static inline LbTrainSummary example_summary(void)
{
    static double values[] = {3.5, 2.25};

    LbTrainSummary summary = {
        .rows            = 1234567,
        .ratings         = 1234560,
        .duplicates      = 7,
        .users           = 1000,
        .films           = 2000,
        .scale           = {1, 10},
        .mean            = 7.5,
        .std             = 2,
        .method          = LB_METHOD_ZSCORE,
        .rank            = 2,
        .n_values        = 2,
        .tolerance       = 1e-4,
        .svd             = {.products = 206, .residual = 1e-9},
        .singular_values = values,
        .is_evaluated    = true,
        .peak_mb         = 99.5,
    };
    LbMeasures nothing                        = {(double)NAN, (double)NAN, (double)NAN, (double)NAN,
                                                 (double)NAN, (double)NAN, 0,           (double)NAN};
    summary.evaluation                        = (LbEvaluation){.users      = 100,
                                                               .ratings    = 2500,
                                                               .model      = nothing,
                                                               .mean       = nothing,
                                                               .biases     = nothing,
                                                               .popularity = nothing,
                                                               .rmse_z     = 0.9,
                                                               .mae_z      = 0.7};
    summary.evaluation.model.ndcg10           = 0.125;
    summary.evaluation.biases.rmse_stars      = 0.75;
    summary.evaluation.notebook.n             = 40;
    summary.evaluation.notebook.mae_z_first50 = 0.625;
    summary.seconds.total                     = 4.5;
    return summary;
}

#endif
