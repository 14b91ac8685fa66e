/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/text/json.h"
#include "tests/unit/trainer/report/example_summary.h"
#include "trainer/report/report.h"

#include <stdio.h>
#include <stdlib.h>

static void report__has_the_promised_keys(void **state)
{
    static const char *const keys[] = {
        "schema",  "rows",    "users",           "films",     "duplicates", "skipped",  "scale",
        "mean",    "std",     "method",          "rank",      "tolerance",  "products", "residual",
        "seconds", "peak_mb", "singular_values", "evaluation"};
    static const char *const seconds[]    = {"read", "matrix", "svd", "evaluate", "write", "total"};
    static const char *const evaluation[] = {"users",    "rmse_stars", "mae_stars", "ndcg10",
                                             "recall20", "pairwise",   "baselines"};
    (void)state;
    LbError        err     = {0};
    LbTrainSummary summary = example_summary();
    char          *text    = NULL;
    LbJson        *doc     = NULL;
    LB_ASSERT_OK(lb_report_json(&text, &summary, &err));
    assert_null(strchr(text, '\n'));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *root = lb_json_root(doc);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (lb_json_get(root, keys[i]) == NULL) fail_msg("key %s is missing", keys[i]);
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
        assert_non_null(lb_json_get(lb_json_get(root, "seconds"), seconds[i]));
    const LbJsonValue *measured = lb_json_get(root, "evaluation");
    for (size_t i = 0; i < sizeof evaluation / sizeof *evaluation; i++)
        assert_non_null(lb_json_get(measured, evaluation[i]));
    assert_int_equal(lb_json_get_int(root, "rows", 0), 1234567);
    assert_string_equal(lb_json_get_text(root, "method", ""), "zscore");
    assert_true(lb_json_as_real(lb_json_at(lb_json_get(root, "singular_values"), 1), 0) == 2.25);
    assert_true(lb_json_as_real(lb_json_at(lb_json_get(root, "scale"), 1), 0) == 10);
    assert_true(lb_json_get_real(measured, "ndcg10", 0) == 0.125);
    assert_true(lb_json_get_real(measured, "recall20", -1) == -1); /* null: not measured */
    const LbJsonValue *baselines = lb_json_get(measured, "baselines");
    assert_true(lb_json_get_real(lb_json_get(baselines, "biases"), "rmse_stars", 0) == 0.75);
    const LbJsonValue *notebook = lb_json_get(measured, "notebook");
    assert_true(lb_json_get_real(notebook, "mae_z_first50", 0) == 0.625);
    lb_json_free(doc);
    free(text);
}

static void report__leaves_out_what_was_not_measured(void **state)
{
    (void)state;
    LbError        err     = {0};
    LbTrainSummary summary = example_summary();
    char          *text    = NULL;
    summary.is_evaluated   = false;
    LB_ASSERT_OK(lb_report_json(&text, &summary, &err));
    assert_null(strstr(text, "evaluation"));
    free(text);
    LB_ASSERT_OK(lb_report_evaluation(&text, &summary, &err));
    assert_string_equal(text, "");
    free(text);
}

static void report__is_not_written_to_a_full_device(void **state)
{
    (void)state;
    LbError        err     = {0};
    LbTrainSummary summary = example_summary();
    LB_ASSERT_FAILS(lb_report_write("/nonexistent/r.json", NULL, &summary, NULL, &err), LB_ECREATE,
                    "/nonexistent");
    LB_ASSERT_FAILS(lb_report_write("/dev/full", NULL, &summary, NULL, &err), LB_EIO, "/dev/full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__has_the_promised_keys),
        cmocka_unit_test(report__leaves_out_what_was_not_measured),
        cmocka_unit_test(report__is_not_written_to_a_full_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
