/* SPDX-License-Identifier: MIT */
/** @file group_run.h
 *  One answer for several people: --blend and --match. */
#ifndef LB_QUERY_ANSWER_GROUP_RUN_H
#define LB_QUERY_ANSWER_GROUP_RUN_H

#include "query/answer/request.h"
#include "query/report/report.h"
#include "query/source/people.h"

typedef enum LbGroupTask {
    LB_GROUP_NONE, /**< each person has an answer */
    LB_GROUP_BLEND,
    LB_GROUP_MATCH
} LbGroupTask;

typedef struct LbGroupSettings {
    LbGroupTask        task;
    LbBlendBy          by;
    const char *const *weights; /**< [n_weights] "NAME=W", as lb_group_weigh(); borrowed */
    int                n_weights;
} LbGroupSettings;

/** Add a person, with the request's own lists, and tell what is to be known of the profile. The
 *  group, which must not be full, takes the profile in any case.
 *  @retval LB_ENOMEM, LB_EDATA  as lb_profile_add() */
LB_NODISCARD LbStatus lb_group_run_add(LbGroup *group, const LbRequest *request, LbProfile *profile,
                                       const LbReporter *reporter, LbError *err);

/** Answer those who were added. Whoever has rated nothing that the model knows takes no part in the
 *  scores; their watched films are left out all the same.
 *  @retval LB_EUSAGE  a weight for nobody; LB_GROUP_MATCH in a format that has none
 *  @retval LB_ENONE   no film is left, or no taste is known: the message says why
 *  @retval LB_EIO     the output cannot be written   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_group_run_answer(LbGroup *group, const LbRequest *request,
                                          const LbGroupSettings  *settings,
                                          const LbReportFormat   *format,
                                          const LbReportSettings *report, LbError *err);

/** Read everybody and answer them together.
 *  @retval LB_EUSAGE  fewer than two people, more than LB_GROUP_MAX
 *  @retval others     as source/people.h, where one person who cannot be read ends it, and as
 *                     lb_group_run_answer() */
LB_NODISCARD LbStatus lb_group_run(const LbRequest *request, LbPeople *people,
                                   const LbGroupSettings *settings, const LbReportFormat *format,
                                   const LbReportSettings *report, const LbReporter *reporter,
                                   LbError *err);

#endif
