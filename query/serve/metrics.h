/* SPDX-License-Identifier: MIT */
/** @file metrics.h
 *  Counts of a running service, in the text format of Prometheus. */
#ifndef LB_QUERY_SERVE_METRICS_H
#define LB_QUERY_SERVE_METRICS_H

#include "common/base/buf.h"

#include <stdint.h>

/** What is counted apart. */
typedef enum LbEndpoint {
    LB_ENDPOINT_RECOMMEND,
    LB_ENDPOINT_GROUP,
    LB_ENDPOINT_FILMS,
    LB_ENDPOINT_LISTS,
    LB_ENDPOINT_MODEL,
    LB_ENDPOINT_PAGE,
    LB_ENDPOINT_OTHER,
    LB_ENDPOINTS
} LbEndpoint;

typedef struct LbMetrics LbMetrics;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_metrics_new(LbMetrics **out, LbError *err);
void                  lb_metrics_free(LbMetrics *metrics);

/** Count a request; from any thread. @param status  HTTP */
void lb_metrics_count(LbMetrics *metrics, LbEndpoint endpoint, int status, double seconds);

/** lbrec_requests_total{endpoint,code}, and lbrec_request_seconds, a histogram by endpoint.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_metrics_write(LbBuf *out, LbMetrics *metrics, LbError *err);

#endif
