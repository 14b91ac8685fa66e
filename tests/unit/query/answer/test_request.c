/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/answer/request.h"
#include "tests/unit/query/scene.h"

/* Settings with one file of each kind; the texts are kept for all tests. */
typedef struct Files {
    char              exclude[SCENE_PATH], watched[SCENE_PATH], watchlist[SCENE_PATH];
    char              candidates[SCENE_PATH];
    const char       *exclude_list[1], *watched_list[1], *watchlist_list[1];
    LbRequestSettings settings;
} Files;

static void open_files(Files *files)
{
    scene_file(files->exclude, "alien\ngone\nFace/Off (1997)\n");
    scene_file(files->watched, "8-half\n");
    scene_file(files->watchlist, "dracula-2025\nelsewhere\n");
    scene_file(files->candidates, "film\namelie\n");
    files->exclude_list[0]      = files->exclude;
    files->watched_list[0]      = files->watched;
    files->watchlist_list[0]    = files->watchlist;
    files->settings             = lb_request_defaults();
    files->settings.exclude     = files->exclude_list;
    files->settings.n_exclude   = 1;
    files->settings.watched     = files->watched_list;
    files->settings.n_watched   = 1;
    files->settings.watchlist   = files->watchlist_list;
    files->settings.n_watchlist = 1;
    files->settings.candidates  = files->candidates;
}

static void remove_files(const Files *files)
{
    unlink(files->exclude);
    unlink(files->watched);
    unlink(files->watchlist);
    unlink(files->candidates);
}

static void request__puts_its_files_into_the_terms_of_the_model(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbSession  session;
    LbRequest  request;
    Files      files;
    Heard      heard;
    LbReporter reporter = scene_reporter(&heard);
    scene_session(&session, &small);
    open_files(&files);
    LB_ASSERT_OK(lb_request_open(&request, &session, &files.settings, &reporter, &err));
    assert_int_equal(request.recommend.n_excluded, 2);
    assert_int_equal(request.recommend.excluded[0], 4);
    assert_int_equal(request.recommend.excluded[1], 1);
    assert_non_null(strstr(heard.text, "--exclude: 1 of 3 films are not in the model\n"));
    assert_ptr_equal(request.recommend.filter, request.filter);
    assert_int_equal(lb_filter_check(request.filter, 6), LB_FILTER_FILMS_ONLY);
    assert_non_null(request.candidates);
    LbProfile *profile = NULL;
    LB_ASSERT_OK(lb_profile_new(&profile, "ann", LB_SOURCE_EXPORT, &err));
    LB_ASSERT_OK(lb_request_add_lists(&request, profile, &err));
    assert_int_equal(lb_profile_count(profile), 3);
    assert_true(lb_profile_at(profile, 0)->watched && !lb_profile_at(profile, 0)->watchlist);
    assert_string_equal(lb_profile_at(profile, 1)->slug, "dracula-2025");
    assert_true(lb_profile_at(profile, 2)->watchlist && !lb_profile_at(profile, 2)->watched);
    lb_profile_free(profile);
    lb_request_close(&request);
    lb_session_close(&session);
    remove_files(&files);
}

static void request__without_filters_has_none(void **state)
{
    (void)state;
    LbError           err = {0};
    SmallModel        small;
    LbSession         session;
    LbRequest         request;
    LbRequestSettings settings = lb_request_defaults();
    settings.filter            = lb_filter_defaults();
    scene_session(&session, &small);
    LB_ASSERT_OK(lb_request_open(&request, &session, &settings, NULL, &err));
    assert_null(request.filter);
    assert_null(request.candidates);
    assert_int_equal(request.recommend.n_excluded, 0);
    lb_request_close(&request);
    lb_session_close(&session);
}

static void request__refuses_what_the_model_cannot_serve(void **state)
{
    (void)state;
    LbError           err = {0};
    SmallModel        small;
    LbSession         session;
    LbRequest         request;
    const char       *genre[] = {"western"}, *missing[] = {"/nowhere/list.txt"};
    LbRequestSettings settings = lb_request_defaults();
    settings.recommend.novelty = 1;
    scene_session(&session, &small);
    LB_ASSERT_FAILS(lb_request_open(&request, &session, &settings, NULL, &err), LB_EUSAGE,
                    "--novelty needs a model that knows the fame of films");
    assert_null(request.session);
    settings                 = lb_request_defaults();
    settings.filter.genres   = genre;
    settings.filter.n_genres = 1;
    LB_ASSERT_FAILS(lb_request_open(&request, &session, &settings, NULL, &err), LB_EUSAGE,
                    "--genre: the model has no 'western'");
    settings           = lb_request_defaults();
    settings.watched   = missing;
    settings.n_watched = 1;
    LB_ASSERT_FAILS(lb_request_open(&request, &session, &settings, NULL, &err), LB_ENOINPUT,
                    "/nowhere/list.txt");
    settings            = lb_request_defaults();
    settings.candidates = missing[0];
    LB_ASSERT_FAILS(lb_request_open(&request, &session, &settings, NULL, &err), LB_ENOINPUT,
                    "/nowhere/list.txt");
    lb_session_close(&session);
}

static void request__draws_only_when_asked(void **state)
{
    (void)state;
    LbError   err      = {0};
    LbRequest request  = {.pick = 0};
    LbPick    items[5] = {{.film = 0}, {.film = 1}, {.film = 2}, {.film = 3}, {.film = 4}};
    LbPicks   picks    = {.items = items, .n = 5};
    LB_ASSERT_OK(lb_request_draw(&request, &picks, "ann", &err));
    assert_int_equal(picks.n, 5);
    request.pick = 2;
    LB_ASSERT_OK(lb_request_draw(&request, &picks, "ann", &err));
    assert_int_equal(picks.n, 2);
    assert_true(items[0].film < items[1].film);
}

static LbStatus try_opening(const Files *files, LbError *err)
{
    SmallModel small;
    LbSession  session = {.model = small_model(&small)};
    LbRequest  request = {0};
    LbStatus   st      = lb_resolver_new(&session.resolver, &small.model.films, err);
    if (st == LB_OK) st = lb_request_open(&request, &session, &files->settings, NULL, err);
    lb_request_close(&request);
    lb_session_close(&session);
    return st;
}

static void request__survives_failing_allocations(void **state)
{
    (void)state;
    LbError err = {0};
    Files   files;
    open_files(&files);
    LB_ASSERT_SURVIVES_NOMEM(try_opening(&files, &err), (void)0);
    remove_files(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request__puts_its_files_into_the_terms_of_the_model),
        cmocka_unit_test(request__without_filters_has_none),
        cmocka_unit_test(request__refuses_what_the_model_cannot_serve),
        cmocka_unit_test(request__draws_only_when_asked),
        cmocka_unit_test(request__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
