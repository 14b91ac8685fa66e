/* SPDX-License-Identifier: MIT */
/** @file similar_run.h
 *  One answer about a film: --similar. Nobody's ratings are needed. */
#ifndef LB_QUERY_ANSWER_SIMILAR_RUN_H
#define LB_QUERY_ANSWER_SIMILAR_RUN_H

#include "query/answer/request.h"
#include "query/report/report.h"

/** Find the film that `text` names, and report the films like it.
 *  @retval LB_ENOINPUT  unknown or ambiguous: as lb_lookup_film()
 *  @retval LB_EDATA     the model has no components to compare films by
 *  @retval LB_ENONE     nothing is left to recommend
 *  @retval LB_EIO       the output cannot be written   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_similar_run(const LbRequest *request, const char *text,
                                     const LbReportFormat *format, const LbReportSettings *report,
                                     LbError *err);

#endif
