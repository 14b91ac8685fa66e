/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/text/json.h"
#include "query/answer/group_run.h"
#include "tests/unit/query/scene.h"

typedef struct Person {
    const char *user, *film;
    float       stars; /* 0: on the watchlist */
} Person;

static const Person ANN = {"ann", "amelie", 5}, BOB = {"bob", "alien", 5},
                    CLEO = {"cleo", "amelie", 0};

/* What is written about these people, and said. */
static LbStatus ask(char *text, size_t cap, Heard *heard, const Person *people, int n,
                    const LbGroupSettings *settings, const LbReportFormat *format, LbError *err_out)
{
    LbError           err = {0};
    SmallModel        small;
    LbSession         session;
    LbRequest         request;
    LbGroup          *group    = NULL;
    FILE             *out      = tmpfile();
    LbRequestSettings usual    = lb_request_defaults();
    LbReportSettings  report   = {.out = out, .width = 80};
    LbReporter        reporter = scene_reporter(heard);
    assert_non_null(out);
    scene_session(&session, &small);
    LB_ASSERT_OK(lb_request_open(&request, &session, &usual, NULL, &err));
    LB_ASSERT_OK(lb_group_new(&group, session.model, n, &err));
    for (int i = 0; i < n; i++) {
        LbProfile *profile = NULL;
        LbEntry    entry   = {.slug      = people[i].film,
                              .title     = "",
                              .stars     = people[i].stars,
                              .watchlist = people[i].stars <= 0};
        LB_ASSERT_OK(lb_profile_new(&profile, people[i].user, LB_SOURCE_EXPORT, &err));
        LB_ASSERT_OK(lb_profile_add(profile, &entry, &err));
        LB_ASSERT_OK(lb_group_run_add(group, &request, profile, &reporter, &err));
    }
    LbStatus st = lb_group_run_answer(group, &request, settings, format, &report, err_out);
    scene_written(text, cap, out);
    lb_group_free(group);
    lb_request_close(&request);
    lb_session_close(&session);
    return st;
}

static void group_run__blends_those_whose_taste_is_known(void **state)
{
    (void)state;
    LbError         err = {0};
    Heard           heard;
    char            text[8192];
    LbJson         *doc      = NULL;
    const char     *weight[] = {"bob=9"};
    LbGroupSettings settings = {.task = LB_GROUP_BLEND, .weights = weight, .n_weights = 1};
    LB_ASSERT_OK(ask(text, sizeof text, &heard, (const Person[]){ANN, BOB, CLEO}, 3, &settings,
                     &lb_report_json, &err));
    assert_non_null(strstr(heard.text, "cleo has rated no film that the model knows, and cannot be "
                                       "taken into account\n"));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *root = lb_json_root(doc);
    assert_string_equal(lb_json_get_text(root, "user", ""), "ann + bob + cleo");
    assert_string_equal(lb_json_get_text(root, "source", ""), "blend");
    const LbJsonValue *first = lb_json_at(lb_json_get(root, "recommendations"), 0);
    assert_string_equal(lb_json_get_text(first, "film", ""), "8-half"); /* bob's next */
    assert_int_equal(lb_json_count(lb_json_get(first, "people")), 3);
    lb_json_free(doc);
}

static void group_run__matches_in_formats_that_can(void **state)
{
    (void)state;
    LbError         err = {0};
    Heard           heard;
    char            text[8192];
    const Person    people[] = {ANN, BOB};
    LbGroupSettings settings = {.task = LB_GROUP_MATCH};
    LB_ASSERT_OK(ask(text, sizeof text, &heard, people, 2, &settings, &lb_report_table, &err));
    assert_non_null(strstr(text, "ann"));
    assert_non_null(strstr(text, " %"));
    LB_ASSERT_OK(ask(text, sizeof text, &heard, people, 2, &settings, &lb_report_json, &err));
    assert_non_null(strstr(text, "\"pairs\":[{\"users\":[\"ann\",\"bob\"],\"percent\":"));
    LB_ASSERT_FAILS(ask(text, sizeof text, &heard, people, 2, &settings, &lb_report_csv, &err),
                    LB_EUSAGE, "--match has --format table and json only");
    assert_string_equal(text, "");
}

static void group_run__says_why_there_is_nothing(void **state)
{
    (void)state;
    LbError         err = {0};
    Heard           heard;
    char            text[8192];
    const char     *weight[] = {"zoe=2"};
    LbGroupSettings match = {.task = LB_GROUP_MATCH}, blend = {.task = LB_GROUP_BLEND};
    LB_ASSERT_FAILS(ask(text, sizeof text, &heard, (const Person[]){ANN, CLEO}, 2, &match,
                        &lb_report_json, &err),
                    LB_ENONE, "nothing to compare");
    LB_ASSERT_FAILS(ask(text, sizeof text, &heard, (const Person[]){CLEO, CLEO}, 2, &blend,
                        &lb_report_json, &err),
                    LB_ENONE, "cleo + cleo has rated no film");
    blend.weights   = weight;
    blend.n_weights = 1;
    LB_ASSERT_FAILS(ask(text, sizeof text, &heard, (const Person[]){ANN, BOB}, 2, &blend,
                        &lb_report_json, &err),
                    LB_EUSAGE, "nobody here is called 'zoe'");
}

static void group_run__takes_two_to_thirty_two(void **state)
{
    (void)state;
    LbError           err = {0};
    SmallModel        small;
    LbSession         session;
    LbRequest         request;
    LbPeople         *people = NULL;
    const char       *users[LB_GROUP_MAX + 1];
    LbRequestSettings usual    = lb_request_defaults();
    LbReportSettings  report   = {.width = 80};
    LbGroupSettings   settings = {.task = LB_GROUP_BLEND};
    scene_session(&session, &small);
    LB_ASSERT_OK(lb_request_open(&request, &session, &usual, NULL, &err));
    for (int i = 0; i <= LB_GROUP_MAX; i++)
        users[i] = "ann";
    LbPeopleSettings one = {.users = users, .n_users = 1};
    LB_ASSERT_OK(lb_people_open(&people, &one, NULL, &err));
    LB_ASSERT_FAILS(lb_group_run(&request, people, &settings, &lb_report_json, &report, NULL, &err),
                    LB_EUSAGE, "--blend: expected two people or more, got 1");
    lb_people_close(people);
    settings.task         = LB_GROUP_MATCH;
    LbPeopleSettings many = {.users = users, .n_users = LB_GROUP_MAX + 1};
    LB_ASSERT_OK(lb_people_open(&people, &many, NULL, &err));
    LB_ASSERT_FAILS(lb_group_run(&request, people, &settings, &lb_report_json, &report, NULL, &err),
                    LB_EUSAGE, "--match: expected at most 32 people, got 33");
    lb_people_close(people);
    lb_request_close(&request);
    lb_session_close(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(group_run__blends_those_whose_taste_is_known),
        cmocka_unit_test(group_run__matches_in_formats_that_can),
        cmocka_unit_test(group_run__says_why_there_is_nothing),
        cmocka_unit_test(group_run__takes_two_to_thirty_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
