/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/text/json.h"
#include "query/answer/similar_run.h"
#include "tests/unit/query/scene.h"

/* What comes out about a film, asked for by name. */
static LbStatus ask(char *text, size_t cap, const char *film, const LbRequestSettings *settings,
                    LbError *err)
{
    SmallModel small;
    LbSession  session;
    LbRequest  request = {0};
    FILE      *out     = tmpfile();
    assert_non_null(out);
    LbReportSettings report = {.out = out, .width = 80};
    scene_session(&session, &small);
    LbStatus st = lb_request_open(&request, &session, settings, NULL, err);
    if (st == LB_OK) st = lb_similar_run(&request, film, &lb_report_json, &report, err);
    scene_written(text, cap, out);
    lb_request_close(&request);
    lb_session_close(&session);
    return st;
}

static void similar_run__answers_for_a_film(void **state)
{
    (void)state;
    LbError           err = {0};
    char              text[4096];
    LbJson           *doc      = NULL;
    LbRequestSettings settings = lb_request_defaults();
    settings.recommend.count   = 2;
    LB_ASSERT_OK(ask(text, sizeof text, "Face/Off (1997)", &settings, &err));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *root = lb_json_root(doc);
    assert_string_equal(lb_json_get_text(lb_json_get(root, "similar"), "film", ""), "face-off");
    assert_null(lb_json_get(root, "user"));
    assert_null(lb_json_get(root, "profile"));
    const LbJsonValue *list = lb_json_get(root, "recommendations");
    assert_int_equal(lb_json_count(list), 2);
    assert_string_equal(lb_json_get_text(lb_json_at(list, 0), "film", ""), "amelie");
    lb_json_free(doc);
}

static void similar_run__nothing_left_is_told_and_written(void **state)
{
    (void)state;
    LbError           err = {0};
    char              text[1024];
    LbJson           *doc      = NULL;
    LbRequestSettings settings = lb_request_defaults();
    settings.filter.year_lo    = 2500;
    LB_ASSERT_FAILS(ask(text, sizeof text, "amelie", &settings, &err), LB_ENONE, "no film is left");
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *film = lb_json_get(lb_json_root(doc), "similar");
    assert_string_equal(lb_json_get_text(film, "film", ""), "amelie");
    assert_int_equal(lb_json_get_int(film, "year", 0), 2001);
    assert_int_equal(lb_json_count(lb_json_get(lb_json_root(doc), "recommendations")), 0);
    lb_json_free(doc);
}

static void similar_run__writes_nothing_of_an_unknown_film(void **state)
{
    (void)state;
    LbError           err = {0};
    char              text[1024];
    LbRequestSettings settings = lb_request_defaults();
    LB_ASSERT_FAILS(ask(text, sizeof text, "Alein", &settings, &err), LB_ENOINPUT,
                    "did you mean alien");
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similar_run__answers_for_a_film),
        cmocka_unit_test(similar_run__nothing_left_is_told_and_written),
        cmocka_unit_test(similar_run__writes_nothing_of_an_unknown_film),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
