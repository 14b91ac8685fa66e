/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/query/small_model.h"
#include "trainer/report/plot.h"
#include "trainer/report/report_html.h"

#include <stdlib.h>

static double values[] = {3.5, 2.25};

static LbTrainSummary example(void)
{
    LbTrainSummary summary = {.rows            = 1234567,
                              .ratings         = 1234560,
                              .users           = 1000,
                              .films           = SMALL_FILMS,
                              .scale           = {1, 10},
                              .method          = LB_METHOD_ZSCORE,
                              .rank            = 2,
                              .n_values        = 2,
                              .singular_values = values};
    summary.stars_count[0] = 300;
    summary.stars_count[9] = 100;
    return summary;
}

static char *page_of(const LbTrainSummary *summary, const LbModel *model)
{
    LbError err  = {0};
    char   *page = NULL;
    LB_ASSERT_OK(lb_report_html(&page, summary, model, &err));
    assert_non_null(strstr(page, "script-src 'none'"));
    assert_string_equal(page + strlen(page) - strlen("</html>\n"), "</html>\n");
    return page;
}

static void report_html__shows_what_was_learnt(void **state)
{
    (void)state;
    SmallModel     small;
    LbTrainSummary summary = example();
    char          *page    = page_of(&summary, small_model(&small));
    assert_non_null(strstr(page, "1,234,560 ratings by 1,000 users of 8 films; method zscore"));
    assert_non_null(strstr(page, ">75.0%</text>"));
    assert_non_null(strstr(page, ">25.0%</text>"));
    assert_non_null(strstr(page, "<polyline"));
    assert_non_null(strstr(page, "3.5 at first, 2.25 at the end"));
    assert_non_null(strstr(page, "Not measured: --evaluate does."));
    /* The films of taste 1, best first, and none that dislikes it. */
    const char *second = strstr(page, "Factor 2"), *amelie = strstr(page, "Amélie");
    const char *face = strstr(page, "Face/Off"), *alien = strstr(page, "Alien");
    assert_true(amelie < face && face < second && second < alien);
    assert_non_null(strstr(page, "<li>no film</li>"));
    assert_null(strstr(page, "Factor 3"));
    free(page);
}

static void report_html__sides_are_told_by_sign(void **state)
{
    (void)state;
    SmallModel     small;
    LbTrainSummary summary              = example();
    LbModel        model                = *small_model(&small);
    float          factors[SMALL_FILMS] = {0, -1, 0, 0, 0.5F, 0.75F, 0, -2};
    model.taste.rank                    = 1;
    model.taste.factors                 = factors;
    char       *page                    = page_of(&summary, &model);
    const char *half = strstr(page, "8½"), *alien = strstr(page, "Alien");
    const char *other = strstr(page, "On the other"), *oldest = strstr(page, "Old One");
    assert_true(half < alien && alien < other && other < oldest);
    assert_true(oldest < strstr(page, "Face/Off"));
    assert_null(strstr(page, "Dracula")); /* says nothing */
    free(page);
}

static void report_html__compares_what_was_measured(void **state)
{
    (void)state;
    SmallModel     small;
    LbTrainSummary summary              = example();
    const double   none                 = (double)NAN;
    LbMeasures     nothing              = {none, none, none, none, none, none, 0, none};
    summary.is_evaluated                = true;
    summary.n_values                    = 0;
    summary.evaluation                  = (LbEvaluation){.users      = 44,
                                                         .ratings    = 2500,
                                                         .model      = nothing,
                                                         .mean       = nothing,
                                                         .biases     = nothing,
                                                         .popularity = nothing};
    summary.evaluation.model.rmse_stars = 0.5;
    summary.evaluation.mean.rmse_stars  = 1;
    char *page                          = page_of(&summary, small_model(&small));
    assert_non_null(strstr(page, "For 44 users whom the model had not seen"));
    assert_non_null(strstr(page, "<rect class=\"ours\" x=\"92.0\" y=\"4.0\" width=\"131.0\""));
    assert_non_null(strstr(page, "<rect class=\"other\" x=\"92.0\" y=\"30.0\" width=\"262.0\""));
    assert_non_null(strstr(page, ">0.500</text>"));
    assert_null(strstr(page, "popularity</text>")); /* not measured */
    assert_null(strstr(page, "\"nan"));
    assert_null(strstr(page, ">nan"));
    assert_null(strstr(page, "<polyline"));
    free(page);
}

static void report_html__lets_nothing_become_markup(void **state)
{
    (void)state;
    SmallModel     small;
    LbTrainSummary summary = example();
    LbModel        model   = *small_model(&small);
    memcpy(small.title_text, "<i>Am'", 7); /* over "Amélie" */
    memcpy(model.info.source, "<b>.csv", 8);
    model.info.settings = "{\"a\":\"</dd><script>\"}";
    char *page          = page_of(&summary, &model);
    assert_non_null(strstr(page, "<li>&lt;i&gt;Am&#39;"));
    assert_non_null(strstr(page, "<dd>&lt;b&gt;.csv</dd>"));
    assert_null(strstr(page, "<i>"));
    assert_null(strstr(page, "<script"));
    free(page);
}

static void report_html__survives_want_of_memory(void **state)
{
    (void)state;
    SmallModel     small;
    LbTrainSummary summary = example();
    const LbModel *model   = small_model(&small);
    LbError        err     = {0};
    char          *page    = NULL;
    LB_ASSERT_SURVIVES_NOMEM(lb_report_html(&page, &summary, model, &err), free(page));
}

static void plot__draws_flat_and_single_values(void **state)
{
    (void)state;
    static const double flat[] = {0, 0, 0}, one[] = {1000};
    char                text[4096];
    FILE               *out = tmpfile();
    assert_non_null(out);
    lb_plot_curve(out, "flat", flat, 3);
    lb_plot_curve(out, "<one>", one, 1);
    lb_plot_bars(out, "zero", &(LbBar){"a", 0, true}, 1, 1);
    lb_plot_columns(out, "zero", &(LbBar){"a", 0, true}, 1);
    rewind(out);
    text[fread(text, 1, sizeof text - 1, out)] = '\0';
    fclose(out);
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf"));
    assert_non_null(strstr(text, "aria-label=\"&lt;one&gt;\""));
    assert_non_null(strstr(text, ">1000</text>"));
    assert_non_null(strstr(text, ">0.0%</text>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_html__shows_what_was_learnt),
        cmocka_unit_test(report_html__sides_are_told_by_sign),
        cmocka_unit_test(report_html__compares_what_was_measured),
        cmocka_unit_test(report_html__lets_nothing_become_markup),
        cmocka_unit_test(report_html__survives_want_of_memory),
        cmocka_unit_test(plot__draws_flat_and_single_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
