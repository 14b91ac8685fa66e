/* SPDX-License-Identifier: MIT */
#include "query/serve/listener.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void listener__takes_every_way_to_say_where(void **state)
{
    static const char *const places[] = {"127.0.0.1:0", "localhost:0", ":0", "0", "127.0.0.2:0"};
    LbError                  err      = {0};
    LbListener               listener;
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        LB_ASSERT_OK(lb_listener_open(&listener, places[i], -1, &err));
        assert_true(listener.is_loopback);
        assert_int_equal(strncmp(listener.host, "127.0.0.", 8), 0);
        assert_null(strstr(listener.host, ":0"));
        lb_listener_close(&listener);
    }
}

static void listener__knows_what_others_can_reach(void **state)
{
    LbError    err = {0};
    LbListener listener;
    (void)state;
    LB_ASSERT_OK(lb_listener_open(&listener, "0.0.0.0:0", -1, &err));
    assert_false(listener.is_loopback);
    lb_listener_close(&listener);
}

static void listener__refuses_what_is_no_place(void **state)
{
    static const char *const wrong[] = {"127.0.0.1:70000", "127.0.0.1:x", "[::1",          "a:b:c",
                                        "films.example:1", "unix:",       "127.0.0.1:1:1", "-1"};
    LbError                  err     = {0};
    LbListener               listener;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        LB_ASSERT_FAILS(lb_listener_open(&listener, wrong[i], -1, &err), LB_EUSAGE, "--serve");
        assert_int_equal(listener.fd, -1);
    }
}

static void listener__says_when_a_place_is_taken(void **state)
{
    LbError    err = {0};
    LbListener first, second;
    (void)state;
    LB_ASSERT_OK(lb_listener_open(&first, "127.0.0.1:0", -1, &err));
    LB_ASSERT_FAILS(lb_listener_open(&second, first.host, -1, &err), LB_ECREATE, first.host);
    lb_listener_close(&first);
}

/* A socket left behind gives way, a file does not. */
static void listener__replaces_a_dead_socket_but_no_file(void **state)
{
    LbError     err = {0};
    LbListener  listener;
    char        folder[] = "/tmp/lbrec-listener-XXXXXX", path[64], where[80];
    struct stat about;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    snprintf(where, sizeof where, "unix:%s", path);
    LB_ASSERT_OK(lb_listener_open(&listener, where, -1, &err));
    assert_true(listener.is_loopback);
    close(listener.fd); /* as a killed process leaves it */
    LB_ASSERT_OK(lb_listener_open(&listener, where, -1, &err));
    LB_ASSERT_FAILS(lb_listener_open(&(LbListener){.fd = -1}, where, -1, &err), LB_ECREATE, path);
    lb_listener_close(&listener);
    assert_int_not_equal(stat(path, &about), 0);
    FILE *file = fopen(path, "w");
    fclose(file);
    LB_ASSERT_FAILS(lb_listener_open(&listener, where, -1, &err), LB_ECREATE, path);
    assert_int_equal(stat(path, &about), 0);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listener__takes_every_way_to_say_where),
        cmocka_unit_test(listener__knows_what_others_can_reach),
        cmocka_unit_test(listener__refuses_what_is_no_place),
        cmocka_unit_test(listener__says_when_a_place_is_taken),
        cmocka_unit_test(listener__replaces_a_dead_socket_but_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
