/* SPDX-License-Identifier: MIT */
/** @file group_run.h
 *  One answer for several people: --blend and --match. */
#ifndef LB_QUERY_GROUP_RUN_H
#define LB_QUERY_GROUP_RUN_H

#include "query/report/report.h"
#include "query/session.h"
#include "query/source/people.h"

/** Read everybody and answer them together. Whoever has rated nothing that the model knows takes no
 *  part in the scores, and that is said; their watched films are left out all the same.
 *  @retval LB_EUSAGE  fewer than two people, more than LB_GROUP_MAX; a weight for nobody
 *  @retval LB_ENONE   no film is left, or no taste is known: the message says why
 *  @retval others     as query/people.h: one person who cannot be read ends it */
LB_NODISCARD LbStatus lb_group_run(const LbSession *session, LbPeople *people,
                                   const LbReportFormat *format, const LbReportSettings *settings,
                                   const LbReporter *reporter, LbError *err);

#endif
