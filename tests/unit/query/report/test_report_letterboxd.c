/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

static void report_letterboxd__imports_by_address_or_title(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_letterboxd, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "LetterboxdURI,Title,Year\n"
                              "https://letterboxd.com/film/amelie/,Amélie,2001\n"
                              "https://letterboxd.com/film/face-off/,Face/Off,1997\n"
                              "https://letterboxd.com/film/8-half/,8½,1963\n"
                              ",\"a,\"\"b\"\" [31m\",\n");
    scene.candidate_text[0] = (LbSlice){"new-film", 8};
    scene.items[0]          = scene.items[3];
    scene.picks.n           = 1;
    print(text, sizeof text, &lb_report_letterboxd, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "LetterboxdURI,Title,Year\n"
                              "https://letterboxd.com/film/new-film/,,\n");
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_letterboxd__imports_by_address_or_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
