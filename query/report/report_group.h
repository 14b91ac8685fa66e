/* SPDX-License-Identifier: MIT */
/** @file report_group.h
 *  What a report says about people who watch together. */
#ifndef LB_QUERY_REPORT_REPORT_GROUP_H
#define LB_QUERY_REPORT_REPORT_GROUP_H

#include "common/text/json.h"
#include "query/report/report.h"

/** All pairs with their films, for people. @return LB_OK always: a format's `match` may fail. */
LB_NODISCARD LbStatus lb_report_group_match_table(const LbReportSettings *settings,
                                                  const LbGroup *group, LbError *err);

/** {"schema":1,"match":{"people":[{"user","source","ratings"}],"pairs":[PAIR]}}, where PAIR is
 *  {"users":[A,B],"percent":X|null,"common":N,"difference":X|null,"unite":[FILM],"divide":[FILM]},
 *  difference that of the mean ratings of the common films, A less B, and FILM
 *  {"film","title","year","stars":[X,X],"predicted":[BOOL,BOOL]}.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_report_group_match_json(const LbReportSettings *settings,
                                                 const LbGroup *group, LbError *err);

/** The matches of a group in a line or two: "Taste match: ann + bob 73 %". */
void lb_report_group_match_line(const LbReportSettings *settings, const LbGroup *group);

/** "blend" and "match" of an answer: PAIR without films. */
void lb_report_group_json(LbJson *doc, LbJsonValue *root, const LbGroup *group);

/** "people" of one pick. */
void lb_report_group_people_json(LbJson *doc, LbJsonValue *object, const LbGroup *group,
                                 int32_t film);

#endif
