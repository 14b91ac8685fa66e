/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

/* The keys that Radarr's list readers look at: Custom Lists id, a number; StevenLu imdb_id, title. */
static void report_radarr__is_a_bare_array(void **state)
{
    (void)state;
    Scene      scene;
    Heard      heard;
    LbReporter reporter = scene_reporter(&heard);
    char       text[4096];
    set_scene(&scene, "ann");
    scene.answer.model  = small_model_with_ids(&scene.small);
    scene.items[2].film = 6; /* a series: its number is none of a film */
    print(text, sizeof text, &lb_report_radarr, &scene, (LbReportSettings){.reporter = &reporter});
    assert_string_equal(text, "[{\"id\":194,\"tmdb_id\":194,\"imdb_id\":\"tt0211915\","
                              "\"title\":\"Amélie\",\"year\":2001},\n"
                              " {\"id\":754,\"tmdb_id\":754,\"imdb_id\":\"tt0119094\","
                              "\"title\":\"Face/Off\",\"year\":1997}]\n");
    assert_string_equal(heard.text, "left out, having no TMDB id of a film: 2 of 4\n");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_radarr, &scene, (LbReportSettings){.reporter = &reporter});
    assert_string_equal(text, "[]\n");
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_radarr__is_a_bare_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
