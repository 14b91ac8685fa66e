/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_about.h"
#include "tests/lb_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static const int64_t noon = 1795608000; /* 2026-11-25T12:00:00Z */

static void model_about__tells_the_age(void **state)
{
    (void)state;
    static const struct {
        const char *trained;
        double      age;
        const char *text;
    } cases[] = {
        {"2026-11-25T12:00:00Z", 0, "0 seconds"},
        {"2026-11-25T11:59:59Z", 1, "1 second"},
        {"2026-11-25T11:58:01Z", 119, "119 seconds"},
        {"2026-11-25T09:00:00Z", 10800, "3 hours"},
        {"2026-11-13T11:00:00Z", 12 * 86400 + 3600, "12 days"},
        {"2024-02-29T12:00:00Z", 1000 * 86400.0, "1000 days"},
        {"2026-11-25T12:00:01Z", -1, "in the future: was the clock set back?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char   text[LB_AGE_TEXT];
        double age = lb_model_about_age(cases[i].trained, noon);
        LB_ASSERT_NEAR(age, cases[i].age, 0);
        lb_model_about_age_text(text, age);
        assert_string_equal(text, cases[i].text);
    }
}

static void model_about__does_not_guess_a_date(void **state)
{
    (void)state;
    static const char *const cases[] = {"",
                                        "2026-11-25",
                                        "2026-11-25T12:00:00",
                                        "2026-13-25T12:00:00Z",
                                        "2026-11-25T24:00:00Z",
                                        "2026-11-25T12:60:00Z",
                                        "2026-11-25T12:00:0xZ",
                                        "2026-11-25 12:00:00Z",
                                        "2026-11-25T12:00:00Z "};
    char                     text[LB_AGE_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(isnan(lb_model_about_age(cases[i], noon)));
    lb_model_about_age_text(text, (double)NAN);
    assert_string_equal(text, "unknown");
}

static void model_about__puts_what_monitors_need(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "\"films\":7",           "\"rank\":3",          "\"age_seconds\":3600",
        "\"source\":",           "\"ratings\":",        "\"input_hash\":",
        "\"method\":\"hybrid\"", "\"evaluation\":null", "\"settings\":{\"a\":1}"};
    LbError    err     = {0};
    char      *text    = NULL;
    LbFixture *fixture = lb_fixture_new(7, 3, 2);
    LbJson    *doc     = lb_json_new();
    assert_non_null(doc);
    fixture->model.info.method     = LB_METHOD_HYBRID;
    fixture->model.info.settings   = "{\"a\":1}";
    fixture->model.info.evaluation = "";
    (void)snprintf(fixture->model.info.trained, sizeof fixture->model.info.trained,
                   "2026-11-25T11:00:00Z");
    lb_model_about_json(doc, lb_json_root(doc), &fixture->model, noon);
    LB_ASSERT_OK(lb_json_dump(doc, false, &text, &err));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(text, parts[i]) == NULL) fail_msg("\"%s\" is not in:\n%s", parts[i], text);
    fixture->model.taste.rank = 0;
    assert_int_equal(lb_model_about_rank(&fixture->model), 2);
    free(text);
    lb_json_free(doc);
    lb_fixture_free(fixture);
}

static void model_about__parses_what_is_there(void **state)
{
    (void)state;
    LbError err = {0};
    LbJson *doc = NULL;
    LB_ASSERT_OK(lb_model_about_parse(&doc, "", &err));
    assert_null(doc);
    LB_ASSERT_OK(lb_model_about_parse(&doc, "{\"a\":", &err));
    assert_null(doc);
    LB_ASSERT_OK(lb_model_about_parse(&doc, "{\"a\":2}", &err));
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_root(doc), "a", 0), 2, 0);
    lb_json_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_about__tells_the_age),
        cmocka_unit_test(model_about__does_not_guess_a_date),
        cmocka_unit_test(model_about__puts_what_monitors_need),
        cmocka_unit_test(model_about__parses_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
