/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/report/report_group.h"
#include "tests/unit/query/scene.h"

/* Ann and Bob agree on Amélie, and disagree about Alien, which Bob has not rated. */
typedef struct Pair {
    SmallModel    small;
    LbGroupMember members[2];
    LbMatch       match;
    LbMatchFilm   unite[1], divide[1];
    LbGroup       group;
} Pair;

static void set_pair(Pair *pair)
{
    static int32_t wished[] = {5};
    static float   stars[]  = {4.5F, 3, 3, 3, 4, 3.25F, 3, 3};
    LbError        err      = {0};
    *pair                   = (Pair){
                          .match = {.percent = 62.5, .difference = -0.5, .common = 1, .n_unite = 1, .n_divide = 1}};
    pair->unite[0]     = (LbMatchFilm){.film = 0, .stars = {4.5F, 5}};
    pair->divide[0]    = (LbMatchFilm){.film = 4, .stars = {1, 4}, .is_predicted = {false, true}};
    pair->match.unite  = pair->unite;
    pair->match.divide = pair->divide;
    for (int i = 0; i < 2; i++) {
        LbGroupMember *member = &pair->members[i];
        *member               = (LbGroupMember){.weight = 1 + i};
        snprintf(member->name, sizeof member->name, "%s", i == 0 ? "ann" : "bob");
        LB_ASSERT_OK(lb_profile_new(&member->profile, member->name, LB_SOURCE_EXPORT, &err));
    }
    const LbEntry rated = {.slug = "amelie", .title = "", .stars = 4.5F};
    LB_ASSERT_OK(lb_profile_add(pair->members[0].profile, &rated, &err));
    pair->members[0].stars    = stars;
    pair->members[0].resolved = (LbResolved){.watchlist = wished, .n_watchlist = 1, .n_rated = 2};
    pair->group               = (LbGroup){.model   = small_model(&pair->small),
                                          .members = pair->members,
                                          .n       = 2,
                                          .matches = &pair->match,
                                          .by      = LB_BLEND_LEAST_MISERY};
}

static void clear_pair(Pair *pair)
{
    lb_profile_free(pair->members[0].profile);
    lb_profile_free(pair->members[1].profile);
}

static void print(char *text, size_t cap, const Pair *pair,
                  LbStatus (*report)(const LbReportSettings *, const LbGroup *, LbError *))
{
    LbError          err      = {0};
    LbReportSettings settings = {.out = tmpfile(), .width = 80};
    assert_non_null(settings.out);
    LB_ASSERT_OK(report(&settings, &pair->group, &err));
    scene_written(text, cap, settings.out);
}

static void report_group__tells_the_match_to_people(void **state)
{
    (void)state;
    Pair pair;
    char text[4096];
    set_pair(&pair);
    print(text, sizeof text, &pair, lb_report_group_match_table);
    assert_string_equal(text, "ann + bob\n"
                              "Taste match 62 %: 1 film rated by both, bob gives 0.5 stars more\n"
                              "  Films that unite                   ann    bob\n"
                              "  Amélie (2001)                      4.5    5.0\n"
                              "  Films that divide (~ predicted)    ann    bob\n"
                              "  Alien (1979)                       1.0   ~4.0\n");
    pair.match = (LbMatch){.percent = NAN, .difference = NAN};
    print(text, sizeof text, &pair, lb_report_group_match_table);
    assert_string_equal(text, "ann + bob\nTaste match unknown: 0 films rated by both\n");
    clear_pair(&pair);
}

static void report_group__tells_the_match_to_programs(void **state)
{
    (void)state;
    Pair pair;
    char text[4096];
    set_pair(&pair);
    print(text, sizeof text, &pair, lb_report_group_match_json);
    assert_string_equal(
        text,
        "{\"schema\":1,\"match\":{\"people\":[{\"user\":\"ann\",\"source\":\"export\",\"ratings\":"
        "1}"
        ",{\"user\":\"bob\",\"source\":\"export\",\"ratings\":0}],\"pairs\":[{\"users\":[\"ann\","
        "\"bob\"],\"percent\":62.5,\"common\":1,\"difference\":-0.5,\"unite\":[{\"film\":"
        "\"amelie\",\"title\":\"Amélie\",\"year\":2001,\"stars\":[4.5,5.0],\"predicted\":[false,"
        "false]}],\"divide\":[{\"film\":\"alien\",\"title\":\"Alien\",\"year\":1979,\"stars\":"
        "[1.0,4.0],\"predicted\":[false,true]}]}]}}\n");
    clear_pair(&pair);
}

static void report_group__names_the_stars_of_each(void **state)
{
    (void)state;
    LbError err = {0};
    Pair    pair;
    char   *text = NULL;
    LbJson *doc  = lb_json_new();
    assert_non_null(doc);
    set_pair(&pair);
    lb_report_group_people_json(doc, lb_json_root(doc), &pair.group, 5);
    lb_report_group_json(doc, lb_json_root(doc), &pair.group);
    LB_ASSERT_OK(lb_json_dump(doc, false, &text, &err));
    assert_non_null(strstr(text, "\"people\":[{\"user\":\"ann\",\"stars\":3.25,\"watchlist\":true},"
                                 "{\"user\":\"bob\",\"stars\":null,\"watchlist\":false}]"));
    assert_non_null(strstr(text, "\"by\":\"least-misery\""));
    assert_non_null(strstr(text, "\"weight\":2.0"));
    free(text);
    lb_json_free(doc);
    clear_pair(&pair);
}

static void report_group__the_line_of_matches_fits_the_width(void **state)
{
    (void)state;
    Pair pair;
    char text[4096];
    set_pair(&pair);
    LbReportSettings settings = {.out = tmpfile(), .width = 80};
    assert_non_null(settings.out);
    lb_report_group_match_line(&settings, &pair.group);
    scene_written(text, sizeof text, settings.out);
    assert_string_equal(text, "Taste match: ann + bob 62 %\n\n");
    clear_pair(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_group__tells_the_match_to_people),
        cmocka_unit_test(report_group__tells_the_match_to_programs),
        cmocka_unit_test(report_group__names_the_stars_of_each),
        cmocka_unit_test(report_group__the_line_of_matches_fits_the_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
