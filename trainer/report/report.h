/* SPDX-License-Identifier: MIT */
/** @file report.h
 *  What training has to say: as JSON for programs, or as a page to look at. */
#ifndef LB_TRAINER_REPORT_REPORT_H
#define LB_TRAINER_REPORT_REPORT_H

#include "trainer/job/summary.h"

/** The report as one JSON object with a final newline; malloc()ed. Keys are never renamed.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_report_json(char **out, const LbTrainSummary *summary, LbError *err);

/** Its member "evaluation" alone, without newline: what the model file keeps. "" when not
 *  evaluated; malloc()ed. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_report_evaluation(char **out, const LbTrainSummary *summary, LbError *err);

/** Write a report to a file that appears whole or not at all: a page (report_html.h) when its name
 *  ends in .html or .htm, else JSON, which needs no model. "-" is `out`, which is not flushed.
 *  @retval LB_ECREATE, LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_report_write(const char *path, FILE *out, const LbTrainSummary *summary,
                                      const LbModel *model, LbError *err);

#endif
