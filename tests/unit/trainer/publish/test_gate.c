/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/publish/gate.h"

#include <stdio.h>

static const char settings_json[] =
    "{\"evaluate\":0.1,\"columns\":[\"user_id\",\"movie_id\",\"rating_val\"],"
    "\"user\":\"user_id\",\"film\":\"movie_id\",\"rating\":\"rating_val\"}";

/* What was said on the way. */
typedef struct Heard {
    int  n;
    char text[4096];
} Heard;

static void listen_to(void *ctx, LbLevel level, const char *text)
{
    Heard *heard = ctx;
    size_t len   = strlen(heard->text);
    (void)level;
    heard->n++;
    snprintf(heard->text + len, sizeof heard->text - len, "%s\n", text);
}

/* A model of 1,000 ratings by 100 users of 50 films. */
static LbCurrentModel current_of(const char *settings, const char *evaluation)
{
    LbError        err     = {0};
    LbCurrentModel current = {.is_there = true, .n_films = 50};
    current.info =
        (LbModelInfo){.scale = {1, 10}, .mean_stars = 3.5, .n_ratings = 1000, .n_users = 100};
    if (settings != NULL)
        LB_ASSERT_OK(lb_json_parse(&current.settings, settings, strlen(settings), &err));
    if (evaluation != NULL)
        LB_ASSERT_OK(lb_json_parse(&current.evaluation, evaluation, strlen(evaluation), &err));
    return current;
}

static LbRatingHeader plain_header(void)
{
    return (LbRatingHeader){.n      = 3,
                            .name   = {"user_id", "movie_id", "rating_val"},
                            .user   = "user_id",
                            .film   = "movie_id",
                            .rating = "rating_val"};
}

typedef struct Setting {
    const char    *what;
    LbGateInput    input;
    LbGateSettings settings;
    LbStatus       expected;
    const char    *said; /* in the message or a warning; NULL = nothing is said */
} Setting;

static void gate__looks_at_the_input(void **state)
{
    (void)state;
    const LbGateSettings off = {.margin = -1}, on = {.margin = 0.05};
    const LbGateSettings shrink = {.margin = 0.05, .allow_shrink = true};
    const LbGateSettings scale  = {.margin = 0.05, .scale_is_given = true};
    const LbScale        ten = {1, 10}, five = {0.5, 5};
    const Setting        cases[] = {
               {"the same", {1000, 100, 50, ten, 3.5, NULL}, on, LB_OK, NULL},
               {"more", {9000, 900, 900, ten, 3.6, NULL}, on, LB_OK, NULL},
               {"80 %", {800, 80, 40, ten, 3.5, NULL}, on, LB_OK, NULL},
               {"few ratings", {799, 100, 50, ten, 3.5, NULL}, on, LB_EGATE, "799 ratings are 79.9 %"},
               {"few users", {1000, 10, 50, ten, 3.5, NULL}, on, LB_EGATE, "10 users are 10.0 %"},
               {"few films", {1000, 100, 4, ten, 3.5, NULL}, on, LB_EGATE, "--allow-shrink"},
               {"few, allowed", {100, 10, 4, ten, 3.5, NULL}, shrink, LB_OK, "4 films are 8.0 %"},
               {"few, no gate", {100, 10, 4, ten, 3.5, NULL}, off, LB_OK, "100 ratings are 10.0 %"},
               {"scale", {1000, 100, 50, five, 3.5, NULL}, on, LB_EGATE, "is 0.5 to 5, the present"},
               {"scale, given", {1000, 100, 50, five, 3.5, NULL}, scale, LB_OK, "is 1 to 10"},
               {"scale, no gate", {1000, 100, 50, five, 3.5, NULL}, off, LB_OK, "is 1 to 10"},
               {"mean", {1000, 100, 50, ten, 2.1, NULL}, on, LB_OK, "2.10 stars"},
    };
    LbRatingHeader header  = plain_header();
    LbCurrentModel current = current_of(settings_json, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Heard       heard    = {0};
        LbReporter  reporter = {.message = listen_to, .ctx = &heard};
        LbError     err      = {0};
        LbGateInput input    = cases[i].input;
        input.header         = &header;
        assert_int_equal(lb_gate_input(&current, &input, &cases[i].settings, &reporter, &err),
                         cases[i].expected);
        const char *said = cases[i].expected == LB_OK ? heard.text : err.message;
        if (cases[i].said == NULL ? heard.n > 0 : strstr(said, cases[i].said) == NULL)
            fail_msg("%s: \"%s\"", cases[i].what, said);
    }
    lb_current_clear(&current);
}

static void gate__writes_small_shares_as_people_do(void **state)
{
    (void)state;
    LbError        err     = {0};
    LbRatingHeader header  = plain_header();
    LbCurrentModel current = current_of(settings_json, NULL);
    LbGateInput    input   = {10, 100, 50, {1, 10}, 3.5, &header};
    LbGateSettings on      = {.margin = 0.05};
    current.info.n_ratings = 100000000;
    LB_ASSERT_FAILS(lb_gate_input(&current, &input, &on, NULL, &err), LB_EGATE,
                    "10 ratings are 0.0 % of the present model's 100000000");
    lb_current_clear(&current);
}

static void gate__looks_at_the_columns(void **state)
{
    (void)state;
    LbError        err      = {0};
    Heard          heard    = {0};
    LbReporter     reporter = {.message = listen_to, .ctx = &heard};
    LbCurrentModel current  = current_of(settings_json, NULL);
    LbRatingHeader header   = {.n      = 4,
                               .name   = {"rating_val", "user_id", "movie_id", "liked"},
                               .user   = "user_id",
                               .film   = "movie_id",
                               .rating = "rating_val"};
    LbGateInput    input    = {1000, 100, 50, {1, 10}, 3.5, &header};
    LbGateSettings on       = {.margin = 0.05};
    LB_ASSERT_OK(lb_gate_input(&current, &input, &on, &reporter, &err));
    assert_string_equal(heard.text,
                        "the ratings have a column 'liked' that the present model's had not\n");
    lb_current_clear(&current);
}

static void gate__looks_at_which_column_is_what(void **state)
{
    (void)state;
    LbError        err      = {0};
    Heard          heard    = {0};
    LbReporter     reporter = {.message = listen_to, .ctx = &heard};
    LbCurrentModel current  = current_of(settings_json, NULL);
    LbRatingHeader header   = plain_header();
    LbGateInput    input    = {1000, 100, 50, {1, 10}, 3.5, &header};
    LbGateSettings on       = {.margin = 0.05};
    (void)snprintf(header.rating, sizeof header.rating, "liked");
    LB_ASSERT_FAILS(lb_gate_input(&current, &input, &on, &reporter, &err), LB_EGATE,
                    "the rating is the column 'liked', for the present model it was 'rating_val'");
    on.columns_are_given = true;
    LB_ASSERT_OK(lb_gate_input(&current, &input, &on, &reporter, &err));
    header = plain_header();
    header.n--;
    (void)snprintf(header.name[1], sizeof header.name[1], "date");
    heard = (Heard){0};
    LB_ASSERT_OK(lb_gate_input(&current, &input, &on, &reporter, &err));
    assert_non_null(strstr(heard.text, "'date'"));
    lb_current_clear(&current);
    assert_false(current.is_there);
    LB_ASSERT_OK(lb_gate_input(&current, &input, &on, &reporter, &err));
}

static void gate__compares_accuracy(void **state)
{
    (void)state;
    static const char good[] = "{\"ndcg10\":0.2,\"rmse_stars\":0.8,\"min_ratings\":20}";
    static const struct {
        const char *settings, *evaluation;
        double      ndcg, rmse, margin;
        LbStatus    expected;
        const char *said;
    } cases[] = {
        {settings_json, good, 0.2, 0.8, 0.05, LB_OK, "passed"},
        {settings_json, good, 0.191, 0.83, 0.05, LB_OK, "passed"},
        {settings_json, good, 0.189, 0.8, 0.05, LB_EGATE, "NDCG@10 0.1890 is more than 5 % below"},
        {settings_json, good, 0.3, 0.85, 0.05, LB_EGATE, "0.8500 stars is more than 5 % above"},
        {settings_json, good, 0.19, 0.8, 0, LB_EGATE, "present model's 0.2000"},
        {settings_json, good, (double)NAN, 0.8, 0.05, LB_EGATE, "NDCG@10"},
        {settings_json, good, 0.01, 9, -1, LB_OK, NULL},
        {settings_json, NULL, 0.01, 9, 0.05, LB_OK, "was not evaluated"},
        {NULL, good, 0.01, 9, 0.05, LB_OK, "another draw"},
        {"{\"evaluate\":0.2}", good, 0.01, 9, 0.05, LB_OK, "another draw"},
        {settings_json, "{\"ndcg10\":0.2,\"min_ratings\":5}", 0.01, 9, 0.05, LB_OK, "another draw"},
        {settings_json, "{\"min_ratings\":20}", 0.01, 9, 0.05, LB_OK, "no figures"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Heard          heard    = {0};
        LbReporter     reporter = {.message = listen_to, .ctx = &heard};
        LbError        err      = {0};
        LbCurrentModel current  = current_of(cases[i].settings, cases[i].evaluation);
        LbGateSettings settings = {.margin = cases[i].margin};
        LbEvaluation   now      = {.min_ratings = 20};
        now.model.ndcg10        = cases[i].ndcg;
        now.model.rmse_stars    = cases[i].rmse;
        assert_int_equal(lb_gate_accuracy(&current, &now, 0.1, &settings, &reporter, &err),
                         cases[i].expected);
        const char *said = cases[i].expected == LB_OK ? heard.text : err.message;
        if (cases[i].said == NULL ? heard.n > 0 : strstr(said, cases[i].said) == NULL)
            fail_msg("case %d: \"%s\"", (int)i, said);
        lb_current_clear(&current);
    }
}

static void gate__looks_at_the_facts(void **state)
{
    (void)state;
    const LbGateSettings off = {.margin = -1}, on = {.margin = 0.05};
    const LbGateSettings shrink = {.margin = 0.05, .allow_shrink = true};
    const struct {
        int32_t               titled, with_id; /* of the current model */
        int32_t               now, now_with_id;
        const LbGateSettings *settings;
        LbStatus              expected;
        const char           *said;
    } cases[] = {
        {0, 0, 0, 0, &on, LB_OK, NULL},
        {0, 0, 40, 40, &on, LB_OK, NULL},
        {40, 30, 40, 30, &on, LB_OK, NULL},
        {40, 30, 32, 24, &on, LB_OK, NULL},
        {40, 30, 0, 0, &on, LB_EGATE, "--films"},
        {40, 30, 0, 0, &off, LB_OK, "titles of 40"},
        {40, 30, 0, 0, &shrink, LB_OK, "titles of 40"},
        {40, 30, 31, 30, &on, LB_EGATE, "31 films with facts are 77.5 %"},
        {40, 30, 40, 23, &on, LB_EGATE, "23 films with a Letterboxd id"},
        {40, 30, 40, 0, &off, LB_OK, "0 films with a Letterboxd id"},
        {40, 0, 40, 0, &on, LB_OK, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError        err      = {0};
        Heard          heard    = {0};
        LbReporter     reporter = {.message = listen_to, .ctx = &heard};
        LbCurrentModel current  = current_of(NULL, NULL);
        current.n_titled        = cases[i].titled;
        current.n_with_id       = cases[i].with_id;
        LbStatus st = lb_gate_facts(&current, cases[i].now, cases[i].now_with_id, cases[i].settings,
                                    &reporter, &err);
        if (st != cases[i].expected) fail_msg("case %zu: status %d", i, st);
        const char *text = st == LB_OK ? heard.text : err.message;
        if (cases[i].said == NULL ? text[0] != '\0' : strstr(text, cases[i].said) == NULL)
            fail_msg("case %zu: said '%s'", i, text);
        lb_current_clear(&current);
    }
}

/* Nothing can be compared with a damaged model, which is no reason to let everything pass. */
static void gate__refuses_to_compare_with_damage(void **state)
{
    (void)state;
    LbError              err    = {0};
    LbRatingHeader       header = plain_header();
    const LbGateInput    input  = {1000, 100, 50, {1, 10}, 3.5, &header};
    const LbGateSettings off = {.margin = -1}, on = {.margin = 0.05};
    LbCurrentModel       current = {.is_damaged = true};
    LB_ASSERT_FAILS(lb_gate_input(&current, &input, &on, NULL, &err), LB_EGATE, "--rollback");
    LB_ASSERT_OK(lb_gate_input(&current, &input, &off, NULL, &err));
    current.is_damaged = false; /* none at all */
    LB_ASSERT_OK(lb_gate_input(&current, &input, &on, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate__looks_at_the_input),
        cmocka_unit_test(gate__writes_small_shares_as_people_do),
        cmocka_unit_test(gate__looks_at_the_columns),
        cmocka_unit_test(gate__looks_at_which_column_is_what),
        cmocka_unit_test(gate__compares_accuracy),
        cmocka_unit_test(gate__looks_at_the_facts),
        cmocka_unit_test(gate__refuses_to_compare_with_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
