/* SPDX-License-Identifier: MIT */
/** @file service.h
 *  lbrec-query --serve: the command line's answers over HTTP, from a model that stays open. */
#ifndef LB_QUERY_SERVE_SERVICE_H
#define LB_QUERY_SERVE_SERVICE_H

#include "common/base/reporter.h"
#include "query/options/options.h"
#include "query/serve/listener.h"

/** Texts are borrowed as long as the service runs. */
typedef struct LbServiceSettings {
    const LbQueryOptions *given; /**< the command line: what requests start from */
    const char           *model_path;
    const char           *cache_folder; /**< of members' profiles; NULL: nothing is kept */
    const char           *dismissals;   /**< a file of films that the people who are given are not
                                           interested in, there or not; NULL: none */
    LbListener            listener;     /**< taken over: closed at the end */
    const char           *token;        /**< NULL: nobody is asked for one */
    int                   threads;      /**< answers at once; 0 = processors */
    int32_t (*today)(void);             /**< yyyymmdd; 0 unknown */
} LbServiceSettings;

/** Answer until the reporter says that it is interrupted, and then let what runs come to its end for
 *  5 seconds. Messages go to the reporter, from any thread, one at a time.
 *  @retval LB_EINTR     stopped: the usual end
 *  @retval LB_EUSAGE    reachable from other machines, and no token
 *  @retval LB_ENOINPUT, LB_EDATA  the model, or a file of people who are given, at the start
 *  @retval LB_ENET, LB_ENOMEM */
LB_NODISCARD LbStatus lb_service_run(const LbServiceSettings *settings, const LbReporter *reporter,
                                     LbError *err);

#endif
