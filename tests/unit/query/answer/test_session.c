/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_file.h"
#include "query/resolve/lookup.h"
#include "tests/unit/query/scene.h"

static void session__opens_a_model(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbSession  session;
    char       path[SCENE_PATH];
    int32_t    film = -1;
    scene_file(path, "");
    LB_ASSERT_OK(lb_model_file_write(path, small_model(&small), &err));
    LB_ASSERT_OK(lb_session_open(&session, path, false, &err));
    unlink(path); /* what is open stays */
    assert_int_equal(session.model->films.n_films, SMALL_FILMS);
    LB_ASSERT_OK(
        lb_lookup_film(&film, session.resolver, &session.model->films, "Alien (1979)", &err));
    assert_int_equal(film, 4);
    lb_session_close(&session);
    assert_null(session.model);
    lb_session_close(&session);
}

static void session__says_what_is_no_model(void **state)
{
    (void)state;
    LbError   err = {0};
    LbSession session;
    char      path[SCENE_PATH];
    LB_ASSERT_FAILS(lb_session_open(&session, "/nowhere/m.h5", false, &err), LB_ENOINPUT,
                    "lbrec-train");
    assert_null(session.model);
    scene_file(path, "not a model");
    LB_ASSERT_FAILS(lb_session_open(&session, path, false, &err), LB_EDATA, "HDF5");
    assert_null(session.model);
    assert_null(session.resolver);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session__opens_a_model),
        cmocka_unit_test(session__says_what_is_no_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
