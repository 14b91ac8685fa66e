/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

static void report_table__fits_the_width(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "#  Film          Year  Min  Stars\n"
                              "1  Amélie        2001  122    4.5  on your watchlist\n"
                              "2  Face/Off      1997  138    3.2\n"
                              "3  8½            1963  138    0.5\n"
                              "4  a,\"b\" [31m                   -\n");
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 44, .has_many = true});
    assert_string_equal(text, "ann\n"
                              "#  Film          Year  Min  Stars  Watchlist\n"
                              "1  Amélie        2001  122    4.5  yes\n"
                              "2  Face/Off      1997  138    3.2\n"
                              "3  8½            1963  138    0.5\n"
                              "4  a,\"b\" [31m                   -\n\n");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 43});
    assert_string_equal(text, "#  Film          Year  Stars  Watchlist\n"
                              "1  Amélie        2001    4.5  yes\n"
                              "2  Face/Off      1997    3.2\n"
                              "3  8½            1963    0.5\n"
                              "4  a,\"b\" [31m              -\n");
    lb_profile_free(scene.profile);
}

static void report_table__cuts_long_titles_at_a_character(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    static const char long_name[] = "Längst-möglicher-Tïtel";
    scene.candidate_text[0]       = (LbSlice){long_name, sizeof long_name - 1};
    scene.items[0]                = scene.items[3];
    scene.picks.n                 = 1;
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 20});
    assert_string_equal(text, "#  Film          Stars\n"
                              "1  Längst-mögl…      -\n");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 80, .has_many = true});
    assert_string_equal(text, "");
    lb_profile_free(scene.profile);
}

/* A pick that is explained: the sentence stands under its title, wrapped at the width. */
static void report_table__says_why(void **state)
{
    (void)state;
    Scene          scene;
    char           text[65536];
    static int32_t film[]  = {4, 5};
    static float   stars[] = {4.5F, 1};
    int32_t        liked[] = {0};
    LbBecause      because = {.grounds = {.liked = liked, .n_liked = 1, .disliked = 1}};
    set_scene(&scene, "ann");
    scene.resolved         = (LbResolved){.film = film, .stars = stars, .n = 2, .n_rated = 2};
    scene.items[0].because = &because;
    scene.picks.n          = 2;
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "\n   because you rated Alien 4.5 stars, although you rated 8½ 1 "
                                 "star\n2  "));
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 30});
    assert_non_null(strstr(text, "\n   because you rated Alien 4.5\n   stars, although you rated\n "
                                 "  8½ 1 star\n2  "));
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "<p class=\"because\">because you rated Alien 4.5 stars, although "
                                 "you rated 8½ 1 star</p>"));
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 1});
    assert_non_null(strstr(text, "\n   because you\n   rated Alien\n"));
    lb_profile_free(scene.profile);
}

static void report_table__colour_only_when_asked(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_null(strchr(text, '\033'));
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 80, .color = true});
    assert_non_null(strstr(text, "\033[32mon your watchlist\033[0m"));
    assert_null(strstr(text, "\033[31m"));
    lb_profile_free(scene.profile);
}

static void report_table__wide_titles_keep_the_columns(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    static const char wide[] = "千と千尋の神隠しと千尋の神隠し";
    scene.candidate_text[0]  = (LbSlice){wide, sizeof wide - 1};
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 43});
    assert_non_null(strstr(text, "1  Amélie            2001    4.5  yes\n"));
    assert_non_null(strstr(text, "4  千と千尋の神隠…             -\n"));
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_table__fits_the_width),
        cmocka_unit_test(report_table__cuts_long_titles_at_a_character),
        cmocka_unit_test(report_table__says_why),
        cmocka_unit_test(report_table__colour_only_when_asked),
        cmocka_unit_test(report_table__wide_titles_keep_the_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
