/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

#include "common/text/json.h"

static void report_json__says_why_and_how_sure(void **state)
{
    (void)state;
    LbError        err = {0};
    Scene          scene;
    char           text[8192];
    LbJson        *doc     = NULL;
    static int32_t film[]  = {4, 5};
    static float   stars[] = {4.5F, NAN};
    LbReason       items[] = {{0, 1, 0.8}, {1, -0.25, -0.2}};
    LbBecause      because = {.items = items, .n = 2, .base = 0.375, .others = 0.125};
    set_scene(&scene, "ann");
    scene.resolved         = (LbResolved){.film = film, .stars = stars, .n = 2, .n_rated = 1};
    scene.items[0].because = &because;
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *sure = lb_json_get(lb_json_root(doc), "confidence");
    assert_int_equal(lb_json_get_int(sure, "ratings", 0), 1);
    assert_string_equal(lb_json_get_text(sure, "level", ""), "low");
    const LbJsonValue *picks = lb_json_get(lb_json_root(doc), "recommendations");
    const LbJsonValue *pick  = lb_json_at(picks, 0);
    const LbJsonValue *array = lb_json_get(pick, "because");
    assert_int_equal(lb_json_count(array), 2);
    LB_ASSERT_NEAR(lb_json_get_real(pick, "base", 0), 0.375, 0);
    LB_ASSERT_NEAR(lb_json_get_real(pick, "others", 0), 0.125, 0);
    assert_string_equal(lb_json_get_text(lb_json_at(array, 0), "film", ""), "alien");
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 0), "stars", 0), 4.5, 0);
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "stars", -1), -1, 0); /* null */
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "points", 0), -0.25, 0);
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "weight", 0), -0.2, 0);
    assert_null(lb_json_get(lb_json_at(picks, 1), "because"));
    lb_json_free(doc);
    lb_profile_free(scene.profile);
}

static void report_json__keeps_to_the_schema(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    LbJson *doc = NULL;
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    assert_non_null(strstr(text,
                           "{\"schema\":1,\"user\":\"ann\",\"source\":\"export\",\"profile\":{"
                           "\"ratings\":1,\"watched\":1,\"watchlist\":0,\"unknown\":0},"
                           "\"confidence\":{\"ratings\":1,\"level\":\"low\",\"error_stars\":null},"
                           "\"model\":{\"trained\":\"2026-11-24T13:00:00Z\",\"method\":"
                           "\"zscore\",\"films\":8},\"recommendations\":[{\"rank\":1,"
                           "\"film\":\"amelie\",\"title\":\"Amélie\",\"year\":2001,"));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *picks = lb_json_get(lb_json_root(doc), "recommendations");
    assert_int_equal(lb_json_count(picks), 4);
    const LbJsonValue *first = lb_json_at(picks, 0), *last = lb_json_at(picks, 3);
    LB_ASSERT_NEAR(lb_json_get_real(first, "score", 0), 1.25, 0);
    LB_ASSERT_NEAR(lb_json_get_real(first, "stars", 0), 4.5, 0);
    assert_true(lb_json_get_bool(first, "watchlist", false));
    assert_string_equal(lb_json_get_text(last, "film", ""), "a,\"b\" [31m");
    assert_non_null(strstr(text, "\"title\":null,\"year\":null,\"score\":null,\"stars\":null,"));
    assert_int_equal(lb_json_get_int(last, "rank", 0), 4);
    lb_json_free(doc);
    lb_profile_free(scene.profile);
    set_scene(&scene, "");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "\"user\":null"));
    assert_non_null(strstr(text, "\"recommendations\":[]}\n"));
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_json__says_why_and_how_sure),
        cmocka_unit_test(report_json__keeps_to_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
