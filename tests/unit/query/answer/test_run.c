/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_file.h"
#include "query/answer/run.h"
#include "tests/unit/query/scene.h"

/* A run that writes CSV, on the small model in a file. */
typedef struct Scene {
    char          model[SCENE_PATH], ratings[SCENE_PATH];
    Heard         heard;
    LbRunSettings settings;
} Scene;

static void open_scene(Scene *scene, const char *ratings)
{
    LbError    err = {0};
    SmallModel small;
    scene_file(scene->model, "");
    scene_file(scene->ratings, ratings);
    LB_ASSERT_OK(lb_model_file_write(scene->model, small_model(&small), &err));
    scene->settings =
        (LbRunSettings){.model_path = scene->model,
                        .people     = {.http = lb_http_defaults(), .member = lb_member_defaults()},
                        .request    = lb_request_defaults(),
                        .format     = &lb_report_csv,
                        .threads    = 2};
}

static void close_scene(const Scene *scene)
{
    unlink(scene->model);
    unlink(scene->ratings);
}

static LbStatus run(Scene *scene, char *text, size_t cap, LbError *err)
{
    LbReporter reporter        = scene_reporter(&scene->heard);
    scene->settings.report.out = tmpfile();
    assert_non_null(scene->settings.report.out);
    LbStatus st = lb_run(&scene->settings, &reporter, err);
    scene_written(text, cap, scene->settings.report.out);
    return st;
}

static void run__answers_everybody_in_order(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    open_scene(&scene, "user,film,rating\nzoe,amelie,10\nann,alien,10\nbob,gone,5\n");
    scene.settings.people.ratings          = scene.ratings;
    scene.settings.request.recommend.count = 1;
    LB_ASSERT_OK(run(&scene, text, sizeof text, &err));
    assert_non_null(strstr(text, "\nzoe,1,face-off,"));
    assert_non_null(strstr(text, "\nann,1,8-half,"));
    assert_true(strstr(text, "\nzoe,") < strstr(text, "\nann,"));
    assert_null(strstr(text, "\nbob,"));
    assert_non_null(
        strstr(scene.heard.text, "the model knows none of the 1 films that bob rated\n"));
    close_scene(&scene);
}

/* The scale is the model's, 1 to 10, unless one is given. */
static void run__reads_ratings_on_the_scale_it_is_told(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    open_scene(&scene, "film,rating\namelie,0.5\n");
    scene.settings.people.ratings = scene.ratings;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_EDATA, "outside the scale 1..10");
    scene.settings.people.scale          = (LbScale){.lo = 0.5, .hi = 5};
    scene.settings.people.scale_is_given = true;
    LB_ASSERT_OK(run(&scene, text, sizeof text, &err));
    close_scene(&scene);
}

static void run__goes_on_when_one_member_cannot_be_read(void **state)
{
    (void)state;
    LbError           err = {0};
    Scene             scene;
    char              text[4096];
    const char *const users[]  = {"nobody"};
    const char *const export[] = {LB_TEST_DATA "/export", "/nowhere.zip"};
    open_scene(&scene, "");
    scene.settings.people.users     = users;
    scene.settings.people.n_users   = 1;
    scene.settings.people.offline   = true;
    scene.settings.people.exports   = export;
    scene.settings.people.n_exports = 2;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_ENOINPUT, "/nowhere.zip");
    assert_non_null(strstr(scene.heard.text, "nowhere.zip"));
    assert_non_null(strstr(scene.heard.text, "; going on with the others\n"));
    assert_non_null(strstr(scene.heard.text, "nobody: nobody: nothing is kept of this member"));
    scene.settings.people.n_exports = 0;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_ENOINPUT, "nothing is kept");
    assert_string_equal(scene.heard.text, "");
    close_scene(&scene);
}

static void run__one_list_is_for_one_person(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    open_scene(&scene, "user,film,rating\nzoe,amelie,10\nann,alien,10\n");
    scene.settings.people.ratings = scene.ratings;
    scene.settings.format         = &lb_report_letterboxd;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_EUSAGE,
                    "makes one list, and 2 people are to be answered");
    assert_string_equal(text, "");
    scene.settings.group.task = LB_GROUP_BLEND;
    LB_ASSERT_OK(run(&scene, text, sizeof text, &err));
    assert_non_null(strstr(text, "LetterboxdURI,Title,Year\n"));
    close_scene(&scene);
}

static void run__says_why_nobody_is_answered(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    open_scene(&scene, "user,film,rating\n");
    scene.settings.people.ratings = scene.ratings;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_ENONE,
                    "the ratings file names nobody");
    close_scene(&scene);
    open_scene(&scene, "user,film,rating\nann,gone,3\n");
    scene.settings.people.ratings = scene.ratings;
    LB_ASSERT_FAILS(run(&scene, text, sizeof text, &err), LB_ENONE,
                    "the model knows none of the 1 films that ann rated");
    close_scene(&scene);
}

static void run__answers_about_a_film_without_people(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    open_scene(&scene, "");
    scene.settings.similar                 = "amelie";
    scene.settings.request.recommend.count = 1;
    LB_ASSERT_OK(run(&scene, text, sizeof text, &err));
    assert_non_null(strstr(text, ",1,face-off,"));
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run__answers_everybody_in_order),
        cmocka_unit_test(run__reads_ratings_on_the_scale_it_is_told),
        cmocka_unit_test(run__goes_on_when_one_member_cannot_be_read),
        cmocka_unit_test(run__one_list_is_for_one_person),
        cmocka_unit_test(run__says_why_nobody_is_answered),
        cmocka_unit_test(run__answers_about_a_film_without_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
