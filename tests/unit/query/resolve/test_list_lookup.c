/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/list_lookup.h"
#include "tests/unit/query/scene.h"

typedef struct Files {
    SmallModel  small;
    LbSession   session;
    char        path[2][SCENE_PATH];
    const char *paths[3];
} Files;

static void open_files(Files *files)
{
    scene_session(&files->session, &files->small);
    scene_file(files->path[0], "alien\nDracula (2025)\nNobody Knows It (1901)\n");
    scene_file(files->path[1], "title,year\nFace/Off,1997\n");
    files->paths[0] = files->path[0];
    files->paths[1] = ""; /* no file */
    files->paths[2] = files->path[1];
}

static void close_files(Files *files)
{
    lb_session_close(&files->session);
    unlink(files->path[0]);
    unlink(files->path[1]);
}

static LbStatus look_up(int32_t **films, int32_t *n, const Files *files, const LbReporter *reporter,
                        LbError *err)
{
    LbListFiles list = {files->paths, 3, "--exclude"};
    return lb_list_lookup_files(films, n, &list, files->session.resolver,
                                &files->session.model->films, reporter, err);
}

static void list_lookup__finds_the_films_of_files(void **state)
{
    (void)state;
    Files      files;
    LbError    err = {0};
    Heard      heard;
    LbReporter reporter = scene_reporter(&heard);
    int32_t   *films = NULL, n = 0;
    open_files(&files);
    LB_ASSERT_OK(look_up(&films, &n, &files, &reporter, &err));
    assert_int_equal(n, 2);
    assert_int_equal(films[0], 4);
    assert_int_equal(films[1], 1);
    assert_non_null(strstr(heard.text, "--exclude: 2 of 4 films are not in the model"));
    assert_non_null(strstr(heard.text, "dracula-2025 and dracula-2025-1"));
    free(films);
    files.paths[1] = "/nonexistent/list";
    LB_ASSERT_FAILS(look_up(&films, &n, &files, NULL, &err), LB_ENOINPUT, "/nonexistent/list");
    assert_null(films);
    assert_int_equal(n, 0);
    close_files(&files);
}

static void list_lookup__survives_failing_allocations(void **state)
{
    (void)state;
    Files    files;
    LbError  err   = {0};
    int32_t *films = NULL, n = 0;
    open_files(&files);
    LB_ASSERT_OK(look_up(&films, &n, &files, NULL, &err)); /* the resolver learns titles */
    free(films);
    LB_ASSERT_SURVIVES_NOMEM(look_up(&films, &n, &files, NULL, &err), free(films));
    close_files(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_lookup__finds_the_films_of_files),
        cmocka_unit_test(list_lookup__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
