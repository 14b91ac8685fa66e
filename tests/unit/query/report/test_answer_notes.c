/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

#include "query/report/answer_notes.h"

static void check_why(const Scene *scene, const LbRecommendSettings *settings, const char *expected)
{
    char text[LB_MESSAGE_MAX];
    lb_answer_notes_empty(text, sizeof text, &scene->answer, settings);
    if (strstr(text, expected) == NULL) fail_msg("\"%s\" lacks \"%s\"", text, expected);
}

static void answer_notes__tells_why_there_is_nothing(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbRecommendSettings settings = lb_recommend_defaults();
    set_scene(&scene, "ann");
    scene.answer.candidates = NULL;
    scene.resolved.n_rated  = 0;
    check_why(&scene, &settings, "knows none of the 1 films that ann rated");
    scene.small.model.films.titles = (LbStrings){0};
    check_why(&scene, &settings, "--films FILMS.csv");
    scene.resolved.n_rated  = 1;
    scene.resolved.n        = 0;
    settings.watchlist_only = true;
    check_why(&scene, &settings, "the watchlist of ann is empty");
    LbEntry wish = {.slug = "gone", .title = "", .watchlist = true};
    LB_ASSERT_OK(lb_profile_add(scene.profile, &wish, &err));
    check_why(&scene, &settings, "none of the 1 films on the watchlist");
    settings.watchlist_only = false;
    scene.answer.candidates = &scene.candidates;
    scene.candidates.n      = 0;
    check_why(&scene, &settings, "names no film for ann");
    scene.answer.candidates = NULL;
    LbFilterSettings year   = lb_filter_defaults();
    LbFilter        *filter = NULL;
    year.year_lo            = 2030;
    LB_ASSERT_OK(lb_filter_new(&filter, &scene.small.model.films, &year, &err));
    settings.filter = filter;
    check_why(&scene, &settings, "of 8 films --year leaves out 8, none remains");
    lb_filter_free(filter);
    lb_profile_free(scene.profile);
    LB_ASSERT_OK(lb_profile_new(&scene.profile, "", LB_SOURCE_EXPORT, &err));
    scene.answer.profile = scene.profile;
    check_why(&scene, &settings, "this member has rated no film (0 watched)");
    lb_profile_free(scene.profile);
}

/* The gaps of a profile, what the model does not know of it, and how sure that leaves the picks. */
static void answer_notes__tells_what_the_answer_rests_on(void **state)
{
    (void)state;
    LbError       err = {0};
    Scene         scene;
    Heard         heard;
    LbReporter    reporter  = scene_reporter(&heard);
    int32_t       unknown[] = {1};
    const LbEntry gone = {.slug = "gone", .title = "Gone\033[2J", .year = 2001, .watched = true};
    set_scene(&scene, "ann");
    LB_ASSERT_OK(lb_profile_add(scene.profile, &gone, &err));
    LB_ASSERT_OK(lb_profile_add_gap(scene.profile, "page 1 of 6 read", &err));
    scene.resolved = (LbResolved){.n = 1, .n_rated = 1, .unknown = unknown, .n_unknown = 1};
    lb_answer_notes_report(&scene.answer, &reporter);
    assert_non_null(strstr(heard.text, "ann (export): 1 ratings, 2 watched, 0 on the watchlist\n"));
    assert_non_null(strstr(heard.text, "ann: page 1 of 6 read\n"));
    assert_non_null(strstr(heard.text, "films that the model does not know: 1 (-v lists them)\n"));
    assert_non_null(strstr(heard.text, "not in the model: Gone"));
    assert_non_null(strstr(heard.text, "(2001), watched\n"));
    assert_non_null(strstr(heard.text, "few rated films are known to the model (1): take the "
                                       "picks as a rough guess\n"));
    assert_null(strstr(heard.text, "no year"));
    const LbEntry yearless = {.title = "Heat", .watched = true};
    unknown[0]             = lb_profile_count(scene.profile);
    LB_ASSERT_OK(lb_profile_add(scene.profile, &yearless, &err));
    reporter               = scene_reporter(&heard);
    scene.resolved.n_rated = 50;
    lb_answer_notes_report(&scene.answer, &reporter);
    assert_non_null(strstr(heard.text, "1 of them have a title and no year"));
    assert_non_null(strstr(heard.text, "50 rated films are known to the model: that is plenty\n"));
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer_notes__tells_why_there_is_nothing),
        cmocka_unit_test(answer_notes__tells_what_the_answer_rests_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
