/* SPDX-License-Identifier: MIT */
#include "query/serve/metrics.h"

#include "tests/lb_test.h"

static void metrics__counts_by_endpoint_class_and_time(void **state)
{
    LbError    err     = {0};
    LbMetrics *metrics = NULL;
    LbBuf      text    = {0};
    (void)state;
    lb_buf_init(&text, 1 << 20);
    LB_ASSERT_OK(lb_metrics_new(&metrics, &err));
    lb_metrics_count(metrics, LB_ENDPOINT_FILMS, 200, 0.003);
    lb_metrics_count(metrics, LB_ENDPOINT_FILMS, 304, 0.03);
    lb_metrics_count(metrics, LB_ENDPOINT_FILMS, 404, 100);
    LB_ASSERT_OK(lb_metrics_write(&text, metrics, &err));
    static const char *const lines[] = {
        "\nlbrec_requests_total{endpoint=\"films\",code=\"2xx\"} 1\n",
        "\nlbrec_requests_total{endpoint=\"films\",code=\"4xx\"} 1\n",
        "\nlbrec_request_seconds_bucket{endpoint=\"films\",le=\"0.0025\"} 0\n",
        "\nlbrec_request_seconds_bucket{endpoint=\"films\",le=\"0.005\"} 1\n",
        "\nlbrec_request_seconds_bucket{endpoint=\"films\",le=\"10\"} 2\n",
        "\nlbrec_request_seconds_bucket{endpoint=\"films\",le=\"+Inf\"} 3\n",
        "\nlbrec_request_seconds_count{endpoint=\"films\"} 3\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strstr(text.data, lines[i]) == NULL) fail_msg("lacks %s in %s", lines[i], text.data);
    assert_null(strstr(text.data, "endpoint=\"model\""));
    lb_buf_clear(&text);
    lb_metrics_free(metrics);
}

static void metrics__survives_lack_of_memory(void **state)
{
    LbError    err     = {0};
    LbMetrics *metrics = NULL;
    (void)state;
    LB_ASSERT_SURVIVES_NOMEM(lb_metrics_new(&metrics, &err), lb_metrics_free(metrics));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics__counts_by_endpoint_class_and_time),
        cmocka_unit_test(metrics__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
