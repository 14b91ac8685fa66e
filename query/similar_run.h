/* SPDX-License-Identifier: MIT */
/** @file similar_run.h
 *  One answer about a film: --similar. */
#ifndef LB_QUERY_SIMILAR_RUN_H
#define LB_QUERY_SIMILAR_RUN_H

#include "query/report/report.h"

/** Answer for one film, in any format.
 *  @retval LB_ENONE  nothing is left to recommend */
LB_NODISCARD LbStatus lb_similar_run(const LbReportFormat *format, const LbReportSettings *report,
                                     const LbModel *model, int32_t film,
                                     const LbRecommendSettings *settings, LbError *err);

#endif
