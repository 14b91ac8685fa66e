/* SPDX-License-Identifier: MIT */
/** @file run.h
 *  One run of the program, from the model and the people to the reports. */
#ifndef LB_QUERY_ANSWER_RUN_H
#define LB_QUERY_ANSWER_RUN_H

#include "query/answer/group_run.h"

/** All that a run depends on; texts and arrays are borrowed. */
typedef struct LbRunSettings {
    const char           *model_path;
    LbPeopleSettings      people;
    LbRequestSettings     request;
    LbGroupSettings       group;
    const char           *similar; /**< a film; NULL: recommend for people */
    const LbReportFormat *format;
    LbReportSettings      report;  /**< has_many and names are filled in by the run */
    int                   threads; /**< 0 = all processors */
} LbRunSettings;

/** Answer everybody, in order; model_path is not looked at. From any number of threads at once.
 *  Memory and time: people of a ratings file are answered in parallel, a few hundred at a time. When one member of several cannot be read, the others are answered all
 *  the same, and that failure is the result.
 *  @retval LB_ENONE   ran, and there was nothing to recommend to anybody: the message says why
 *  @retval LB_EUSAGE  several people in a format that is for one
 *  @retval LB_EIO     the output cannot be written
 *  @retval others     as session.h, request.h, group_run.h, similar_run.h and source/people.h */
LB_NODISCARD LbStatus lb_run_session(const LbSession *session, const LbRunSettings *settings,
                                     const LbReporter *reporter, LbError *err);

/** The same with the model at settings->model_path, opened for this run. */
LB_NODISCARD LbStatus lb_run(const LbRunSettings *settings, const LbReporter *reporter,
                             LbError *err);

#endif
