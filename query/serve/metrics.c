/* SPDX-License-Identifier: MIT */
#include "query/serve/metrics.h"

#include "common/base/mem.h"

#include <pthread.h>

enum { CLASSES = 6, BOUNDS = 10 };

static const char *const names[LB_ENDPOINTS] = {[LB_ENDPOINT_RECOMMEND] = "recommendations",
                                                [LB_ENDPOINT_GROUP]     = "group",
                                                [LB_ENDPOINT_FILMS]     = "films",
                                                [LB_ENDPOINT_LISTS]     = "lists",
                                                [LB_ENDPOINT_MODEL]     = "model",
                                                [LB_ENDPOINT_PAGE]      = "page",
                                                [LB_ENDPOINT_OTHER]     = "other"};

static const double bounds[BOUNDS] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2, 10};

typedef struct Counts {
    int64_t by_class[CLASSES]; /* 2xx at 2, ... */
    int64_t within[BOUNDS];    /* that took no longer */
    int64_t n;
    double  seconds;
} Counts;

struct LbMetrics {
    pthread_mutex_t lock;
    Counts          counts[LB_ENDPOINTS];
};

LbStatus lb_metrics_new(LbMetrics **out, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbMetrics *metrics = NULL;
    LB_ALLOC_ZEROED(metrics, 1);
    pthread_mutex_init(&metrics->lock, NULL);
cleanup:
    *out = metrics;
    return st;
}

void lb_metrics_free(LbMetrics *metrics)
{
    if (metrics == NULL) return;
    pthread_mutex_destroy(&metrics->lock);
    free(metrics);
}

void lb_metrics_count(LbMetrics *metrics, LbEndpoint endpoint, int status, double seconds)
{
    Counts *counts = &metrics->counts[endpoint];
    int class      = status / 100;
    pthread_mutex_lock(&metrics->lock);
    counts->by_class[class > 0 && class < CLASSES ? class : 5]++;
    counts->n++;
    counts->seconds += seconds;
    for (int b = 0; b < BOUNDS; b++)
        counts->within[b] += seconds <= bounds[b];
    pthread_mutex_unlock(&metrics->lock);
}

static LbStatus write_requests(LbBuf *out, const Counts *all, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_buf_puts(out,
                       "# HELP lbrec_requests_total Requests answered.\n"
                       "# TYPE lbrec_requests_total counter\n",
                       err));
    for (int e = 0; e < LB_ENDPOINTS; e++)
        for (int c = 1; c < CLASSES; c++)
            if (all[e].by_class[c] > 0)
                LB_TRY(lb_buf_printf(out, err,
                                     "lbrec_requests_total{endpoint=\"%s\",code=\"%dxx\"} %lld\n",
                                     names[e], c, (long long)all[e].by_class[c]));
cleanup:
    return st;
}

static LbStatus write_seconds(LbBuf *out, const Counts *counts, const char *name, LbError *err)
{
    LbStatus st = LB_OK;
    for (int b = 0; b < BOUNDS; b++)
        LB_TRY(lb_buf_printf(out, err,
                             "lbrec_request_seconds_bucket{endpoint=\"%s\",le=\"%g\"} %lld\n", name,
                             bounds[b], (long long)counts->within[b]));
    LB_TRY(lb_buf_printf(out, err,
                         "lbrec_request_seconds_bucket{endpoint=\"%s\",le=\"+Inf\"} %lld\n"
                         "lbrec_request_seconds_sum{endpoint=\"%s\"} %.6f\n"
                         "lbrec_request_seconds_count{endpoint=\"%s\"} %lld\n",
                         name, (long long)counts->n, name, counts->seconds, name,
                         (long long)counts->n));
cleanup:
    return st;
}

LbStatus lb_metrics_write(LbBuf *out, LbMetrics *metrics, LbError *err)
{
    LbStatus st = LB_OK;
    Counts   all[LB_ENDPOINTS];
    pthread_mutex_lock(&metrics->lock);
    for (int e = 0; e < LB_ENDPOINTS; e++)
        all[e] = metrics->counts[e];
    pthread_mutex_unlock(&metrics->lock);
    LB_TRY(write_requests(out, all, err));
    LB_TRY(lb_buf_puts(out,
                       "# HELP lbrec_request_seconds Time from a complete request to its reply.\n"
                       "# TYPE lbrec_request_seconds histogram\n",
                       err));
    for (int e = 0; e < LB_ENDPOINTS; e++)
        if (all[e].n > 0) LB_TRY(write_seconds(out, &all[e], names[e], err));
cleanup:
    return st;
}
