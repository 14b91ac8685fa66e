/* SPDX-License-Identifier: MIT */
#include "trainer/report/report_text.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/report/example_summary.h"

#include <stdlib.h>

static void report_text__prints_for_people(void **state)
{
    (void)state;
    LbTrainSummary summary = example_summary();
    char           text[4096];
    FILE          *out = tmpfile();
    assert_non_null(out);
    lb_report_text_print(out, &summary, "my model.h5");
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

/* The notebook's figure is one of z-scores. */
static void report_text__leaves_out_what_was_not_measured(void **state)
{
    (void)state;
    LbTrainSummary summary        = example_summary();
    char           text[4096]     = "";
    FILE          *out            = tmpfile();
    summary.evaluation.notebook.n = 0;
    assert_non_null(out);
    lb_report_text_print(out, &summary, "my model.h5");
    rewind(out);
    text[fread(text, 1, sizeof text - 1, out)] = '\0';
    fclose(out);
    assert_non_null(strstr(text, "100 users kept out"));
    assert_null(strstr(text, "notebook"));
}

static void report_text__fits_in_a_line(void **state)
{
    (void)state;
    LbTrainSummary summary = example_summary();
    char           text[512], cut[20];
    lb_report_text_line(text, sizeof text, &summary, "my model.h5");
    assert_non_null(strstr(text, "1234560 ratings by 1000 users of 2000 films; zscore, rank 2; "
                                 "NDCG@10 0.1250"));
    assert_non_null(strstr(text, "; model: my model.h5"));
    assert_null(strchr(text, '\n'));
    lb_report_text_line(cut, sizeof cut, &summary, "m");
    assert_string_equal(cut, "1234560 ratings by ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_text__prints_for_people),
        cmocka_unit_test(report_text__leaves_out_what_was_not_measured),
        cmocka_unit_test(report_text__fits_in_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
