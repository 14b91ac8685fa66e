/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

static void report_markdown__is_a_list_of_links(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann_b");
    print(text, sizeof text, &lb_report_markdown, &scene, (LbReportSettings){0});
    assert_string_equal(
        text, "## Films to see next: ann\\_b\n\n"
              "1. [Amélie](https://letterboxd.com/film/amelie/) (2001), 122 min, 4.5 stars, on the "
              "watchlist\n"
              "2. [Face/Off](https://letterboxd.com/film/face-off/) (1997), 138 min, 3.2 stars\n"
              "3. [8½](https://letterboxd.com/film/8-half/) (1963), 138 min, 0.5 stars\n"
              "4. a,\"b\" \\[31m\n\n");
    lb_profile_free(scene.profile);
}

/* Nothing that comes from outside is markup. */
static void report_markdown__escapes_titles(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "<b>\n# x");
    scene.candidate_text[0] = (LbSlice){"](x) *a* `b` <c>\n|", 18};
    scene.picks.items += 3;
    scene.picks.n = 1;
    print(text, sizeof text, &lb_report_markdown, &scene, (LbReportSettings){0});
    assert_string_equal(text, "## Films to see next: \\<b\\> \\# x\n\n"
                              "1. \\]\\(x\\) \\*a\\* \\`b\\` \\<c\\> \\|\n\n");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_markdown, &scene, (LbReportSettings){0});
    assert_non_null(strstr(text, "There is nothing to recommend.\n"));
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_markdown__is_a_list_of_links),
        cmocka_unit_test(report_markdown__escapes_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
