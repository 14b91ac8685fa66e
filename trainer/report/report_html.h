/* SPDX-License-Identifier: MIT */
/** @file report_html.h
 *  What was learnt, as a page to look at. */
#ifndef LB_TRAINER_REPORT_REPORT_HTML_H
#define LB_TRAINER_REPORT_REPORT_HTML_H

#include "trainer/job/summary.h"

/** The report as one page that stands alone (common/text/html.h) and runs no script: how the
 *  ratings are spread, the singular values, accuracy beside the baselines, the most telling films
 *  of the first factors, settings and provenance. malloc()ed.
 *  @param model  as it was written: films, parts and info
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_report_html(char **out, const LbTrainSummary *summary,
                                     const LbModel *model, LbError *err);

#endif
