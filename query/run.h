/* SPDX-License-Identifier: MIT */
/** @file run.h
 *  The whole of lbrec-query behind its command line: for each person profile -> model's terms ->
 *  ranking -> report. */
#ifndef LB_QUERY_RUN_H
#define LB_QUERY_RUN_H

#include "common/base/reporter.h"
#include "query/options.h"
#include "query/report/report.h"

typedef struct LbRunSettings {
    const LbQueryOptions *options;
    const char *const    *users; /**< [n_users] operands */
    int                   n_users;
    const char           *model_path;
    const char           *cache_folder; /**< NULL: nothing is kept */
    FILE                 *out;
    int                   width; /**< of the table */
    bool                  color;
    int32_t               today; /**< yyyymmdd; 0 unknown */
} LbRunSettings;

/** Answer everybody, in order. Memory and time: people of a ratings file are answered in parallel,
 *  a few hundred at a time. When one member of several cannot be read, the others are answered all
 *  the same, and that failure is the result.
 *  @retval LB_ENONE  ran, and there was nothing to recommend to anybody: the message says why
 *  @retval LB_EIO    the output cannot be written
 *  @retval others as session.h and people.h */
LB_NODISCARD LbStatus lb_run(const LbRunSettings *settings, const LbReporter *reporter,
                             LbError *err);

#endif
