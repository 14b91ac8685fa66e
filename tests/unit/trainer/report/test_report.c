/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/json.h"
#include "trainer/report/report.h"

#include <stdio.h>
#include <stdlib.h>

static double values[] = {3.5, 2.25};

static LbTrainSummary example(void)
{
    LbTrainSummary summary = {
        .rows            = 1234567,
        .ratings         = 1234560,
        .duplicates      = 7,
        .users           = 1000,
        .films           = 2000,
        .scale           = {1, 10},
        .mean            = 7.5,
        .std             = 2,
        .method          = LB_METHOD_ZSCORE,
        .rank            = 2,
        .n_values        = 2,
        .tolerance       = 1e-4,
        .svd             = {.products = 206, .residual = 1e-9},
        .singular_values = values,
        .is_evaluated    = true,
        .peak_mb         = 99.5,
    };
    LbMeasures nothing                        = {(double)NAN, (double)NAN, (double)NAN, (double)NAN,
                                                 (double)NAN, (double)NAN, 0,           (double)NAN};
    summary.evaluation                        = (LbEvaluation){.users      = 100,
                                                               .ratings    = 2500,
                                                               .model      = nothing,
                                                               .mean       = nothing,
                                                               .biases     = nothing,
                                                               .popularity = nothing,
                                                               .rmse_z     = 0.9,
                                                               .mae_z      = 0.7};
    summary.evaluation.model.ndcg10           = 0.125;
    summary.evaluation.biases.rmse_stars      = 0.75;
    summary.evaluation.notebook.mae_z_first50 = 0.625;
    summary.seconds.total                     = 4.5;
    return summary;
}

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
    LbTrainSummary summary = example();
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
    LbTrainSummary summary = example();
    char          *text    = NULL;
    summary.is_evaluated   = false;
    LB_ASSERT_OK(lb_report_json(&text, &summary, &err));
    assert_null(strstr(text, "evaluation"));
    free(text);
    LB_ASSERT_OK(lb_report_evaluation(&text, &summary, &err));
    assert_string_equal(text, "");
    free(text);
}

static void report__prints_for_people(void **state)
{
    (void)state;
    LbTrainSummary summary = example();
    char           text[4096];
    FILE          *out = tmpfile();
    assert_non_null(out);
    lb_report_print(out, &summary, "my model.h5");
    rewind(out);
    text[fread(text, 1, sizeof text - 1, out)] = '\0';
    fclose(out);
    static const char *const parts[] = {
        "1,234,560 ratings by 1,000 users of 2,000 films", "mean 7.5",    "7 rows replaced",
        "singular values 3.5 2.25; 206 products",          "my model.h5", "notebook's own figure",
        "100 users kept out of training, 2,500",           "0.125",       "biases        0.750"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(text, parts[i]) == NULL) fail_msg("\"%s\" is not in:\n%s", parts[i], text);
    assert_null(strstr(text, "nan"));
}

static void report__is_not_written_to_a_full_device(void **state)
{
    (void)state;
    LbError        err     = {0};
    LbTrainSummary summary = example();
    LB_ASSERT_FAILS(lb_report_write("/nonexistent/r.json", &summary, NULL, &err), LB_ECREATE,
                    "/nonexistent");
    LB_ASSERT_FAILS(lb_report_write("/dev/full", &summary, NULL, &err), LB_EIO, "/dev/full");
}

static void report__fits_in_a_line(void **state)
{
    (void)state;
    LbTrainSummary summary = example();
    char           text[512], cut[20];
    lb_report_line(text, sizeof text, &summary, "my model.h5");
    assert_non_null(strstr(text, "1234560 ratings by 1000 users of 2000 films; zscore, rank 2; "
                                 "NDCG@10 0.1250"));
    assert_non_null(strstr(text, "; model: my model.h5"));
    assert_null(strchr(text, '\n'));
    lb_report_line(cut, sizeof cut, &summary, "m");
    assert_string_equal(cut, "1234560 ratings by ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__has_the_promised_keys),
        cmocka_unit_test(report__leaves_out_what_was_not_measured),
        cmocka_unit_test(report__prints_for_people),
        cmocka_unit_test(report__is_not_written_to_a_full_device),
        cmocka_unit_test(report__fits_in_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
