/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/report/answer.h"
#include "tests/unit/query/small_model.h"

/* A person with 8½ (film 5) on the watchlist since the first of March, and The Office, undated. */
typedef struct Scene {
    SmallModel small;
    LbProfile *profile;
    LbResolved resolved;
    LbAnswer   answer;
} Scene;

static void open_scene(Scene *scene)
{
    static int32_t film[] = {5, 6}, entry[] = {0, 1};
    LbError        err   = {0};
    const LbEntry  dated = {
         .slug = "8-half", .title = "", .watchlist = true, .watchlist_date = 20260301};
    const LbEntry undated = {.slug = "the-office", .title = "", .watchlist = true};
    LB_ASSERT_OK(lb_profile_new(&scene->profile, "ann", LB_SOURCE_EXPORT, &err));
    LB_ASSERT_OK(lb_profile_add(scene->profile, &dated, &err));
    LB_ASSERT_OK(lb_profile_add(scene->profile, &undated, &err));
    scene->resolved = (LbResolved){.watchlist = film, .watchlist_entry = entry, .n_watchlist = 2};
    scene->answer   = (LbAnswer){.model    = small_model(&scene->small),
                                 .profile  = scene->profile,
                                 .resolved = &scene->resolved};
}

static void answer__knows_the_facts_of_a_film(void **state)
{
    (void)state;
    Scene  scene;
    char   name[64], link[LB_LINK_MAX];
    LbPick pick = {.film = 5, .candidate = -1};
    open_scene(&scene);
    assert_true(lb_slice_is(lb_answer_film(&scene.answer, &pick), "8-half"));
    assert_true(lb_slice_is(lb_answer_title(&scene.answer, &pick), "8½"));
    lb_answer_name(name, sizeof name, &scene.answer, &pick);
    assert_string_equal(name, "8½");
    assert_int_equal(lb_answer_year(&scene.answer, &pick), 1963);
    assert_int_equal(lb_answer_runtime(&scene.answer, &pick), 138);
    assert_true(lb_answer_link(link, &scene.answer, &pick));
    assert_string_equal(link, "https://letterboxd.com/film/8-half/");
    lb_profile_free(scene.profile);
}

static void answer__knows_little_of_a_film_outside_the_model(void **state)
{
    (void)state;
    Scene        scene;
    char         name[64], link[LB_LINK_MAX];
    int32_t      film       = -1;
    LbSlice      text       = {"gone\033[1m", 8};
    LbCandidates candidates = {.film = &film, .text = &text, .n = 1};
    LbPick       pick       = {.film = -1, .candidate = 0};
    open_scene(&scene);
    scene.answer.candidates = &candidates;
    assert_int_equal(lb_answer_film(&scene.answer, &pick).len, 8);
    assert_int_equal(lb_answer_title(&scene.answer, &pick).len, 0);
    lb_answer_name(name, sizeof name, &scene.answer, &pick);
    assert_string_equal(name, "gone [1m");
    assert_int_equal(lb_answer_year(&scene.answer, &pick), LB_NO_YEAR);
    assert_int_equal(lb_answer_runtime(&scene.answer, &pick), 0);
    assert_false(lb_answer_link(link, &scene.answer, &pick));
    assert_null(lb_answer_wish(&scene.answer, &pick));
    lb_profile_free(scene.profile);
}

static void answer__counts_the_days_on_the_watchlist(void **state)
{
    (void)state;
    Scene  scene;
    LbPick dated = {.film = 5}, undated = {.film = 6}, other = {.film = 0};
    open_scene(&scene);
    assert_string_equal(lb_answer_wish(&scene.answer, &dated)->slug, "8-half");
    assert_null(lb_answer_wish(&scene.answer, &other));
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &dated, 20260301), 0);
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &dated, 20260401), 31);
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &dated, 20260228), 0);
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &dated, 0), -1);
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &undated, 20260401), -1);
    assert_int_equal(lb_answer_waiting_days(&scene.answer, &other, 20260401), -1);
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer__knows_the_facts_of_a_film),
        cmocka_unit_test(answer__knows_little_of_a_film_outside_the_model),
        cmocka_unit_test(answer__counts_the_days_on_the_watchlist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
