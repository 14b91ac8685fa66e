/* SPDX-License-Identifier: MIT */
/** @file context.h
 *  What an endpoint works with: the service's settings, the model of this request, its counts. */
#ifndef LB_QUERY_SERVE_CONTEXT_H
#define LB_QUERY_SERVE_CONTEXT_H

#include "query/options/options.h"
#include "query/serve/metrics.h"
#include "query/serve/model_holder.h"
#include "query/serve/web.h"

typedef struct LbServeContext {
    const LbQueryOptions *given;
    const char           *cache_folder;
    const char           *dismissals; /**< a file, which need not be there; NULL: none */
    const char           *token;      /**< NULL: none is asked for */
    const LbHeldModel    *model;      /**< held for this request */
    LbModelHolder        *holder;
    LbMetrics            *metrics;
    const LbReporter     *reporter;
    int32_t               today; /**< yyyymmdd; 0 unknown */
    int64_t               now;   /**< seconds since 1970 */
    double                up_seconds;
} LbServeContext;

/** One endpoint. A failure is told by the status and the error; the caller makes the reply of it.
 *  @param tail  what stands in the path for its placeholder, as "parasite-2019"; "" else */
typedef LbStatus (*LbEndpointFn)(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err);

#endif
