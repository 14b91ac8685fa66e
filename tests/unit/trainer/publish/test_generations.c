/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/publish/generations.h"

#include "common/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_generations_XXXXXX";
static char model[64];

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/lb_generations_XXXXXX");
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(model, sizeof model, "%s/m.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

static const char *path_of(const char *suffix)
{
    static char path[80];
    snprintf(path, sizeof path, "%s%s", model, suffix);
    return path;
}

static void put_text(const char *suffix, const char *text)
{
    FILE *file = fopen(path_of(suffix), "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

#define HEAD "\x89HDF\r\n\x1a\n lbrec-model "

/* What looks like a model. */
static void put(const char *suffix, const char *text)
{
    char whole[100];
    snprintf(whole, sizeof whole, HEAD "%s", text);
    put_text(suffix, whole);
}

static void hold(const char *suffix, const char *expected)
{
    LbError err = {0};
    LbBuf   buf;
    lb_buf_init(&buf, 100);
    if (expected == NULL) {
        assert_int_not_equal(access(path_of(suffix), F_OK), 0);
        return;
    }
    LB_ASSERT_OK(lb_buf_read_file(&buf, path_of(suffix), &err));
    const char *text = lb_buf_text(&buf);
    if (strncmp(text, HEAD, sizeof HEAD - 1) == 0) text += sizeof HEAD - 1;
    assert_string_equal(text, expected);
    lb_buf_clear(&buf);
}

static void give_second_name(const char *from, const char *to)
{
    char old[80];
    snprintf(old, sizeof old, "%s", path_of(from));
    assert_int_equal(link(old, path_of(to)), 0);
}

static void expect(int32_t n, const int32_t *numbers)
{
    LbError       err = {0};
    LbGenerations list;
    LB_ASSERT_OK(lb_generations_find(&list, model, &err));
    assert_int_equal(list.n, n);
    for (int32_t i = 0; i < n; i++)
        assert_int_equal(list.number[i], numbers[i]);
}

static void generations__are_found_by_number(void **state)
{
    (void)state;
    static const char *const not_ours[] = {".0", ".01", ".1x", ".-1", ".1.bak", "1", ".1234567890"};
    put("", "now");
    put(".10", "c");
    put(".2", "b");
    put(".1", "a");
    for (size_t i = 0; i < sizeof not_ours / sizeof *not_ours; i++)
        put(not_ours[i], "x");
    give_second_name("", ".3");
    expect(3, (const int32_t[]){1, 2, 10});
}

static void generations__move_on_when_one_is_added(void **state)
{
    (void)state;
    LbError err = {0};
    put(".new", "first");
    LB_ASSERT_OK(lb_generations_replace(model, path_of(".new"), false, &err));
    for (int i = 0; i < 3; i++) {
        char text[2] = {(char)('a' + i), '\0'}, fresh[80];
        put(".new", text);
        snprintf(fresh, sizeof fresh, "%s", path_of(".new"));
        LB_ASSERT_OK(lb_generations_replace(model, fresh, true, &err));
        hold("", text);
        LB_ASSERT_OK(lb_generations_prune(model, 2, &err));
    }
    hold(".1", "b");
    hold(".2", "a");
    expect(2, (const int32_t[]){1, 2});
    LB_ASSERT_OK(lb_generations_prune(model, 0, &err));
    expect(0, NULL);
    hold("", "c");
}

/* What a kill between two renames may leave: every gap is closed, nothing is overwritten. */
static void generations__survive_gaps(void **state)
{
    (void)state;
    LbError err = {0};
    put("", "now");
    put(".2", "a");
    put(".5", "b");
    put(".6", "c");
    put(".tmp.7", "new");
    char fresh[80];
    snprintf(fresh, sizeof fresh, "%s", path_of(".tmp.7"));
    LB_ASSERT_OK(lb_generations_replace(model, fresh, true, &err));
    hold("", "new");
    hold(".1", "now");
    hold(".2", "a");
    hold(".3", "b");
    hold(".4", "c");
    expect(4, (const int32_t[]){1, 2, 3, 4});
}

static void generations__are_tidied(void **state)
{
    (void)state;
    LbError                  err    = {0};
    static const char *const stay[] = {".lock",  ".new",       ".tmp",
                                       ".tmp.x", ".tmp.1.tmp", ".tmp.1.old"};
    put("", "now");
    put(".2", "a");
    give_second_name("", ".1");
    put(".tmp.123", "x");
    put(".tmp.123.tmp.123", "x");
    for (size_t i = 0; i < sizeof stay / sizeof *stay; i++)
        put(stay[i], "mine");
    LB_ASSERT_OK(lb_generations_tidy(model, &err));
    hold("", "now");
    hold(".1", NULL);
    hold(".2", "a");
    hold(".tmp.123", NULL);
    hold(".tmp.123.tmp.123", NULL);
    for (size_t i = 0; i < sizeof stay / sizeof *stay; i++)
        hold(stay[i], "mine");
    LB_ASSERT_OK(lb_generations_close_gaps(model, &err));
    hold(".1", "a");
}

static void generations__say_what_is_in_the_way(void **state)
{
    (void)state;
    LbError       err = {0};
    LbGenerations list;
    put("", "now");
    LB_ASSERT_FAILS(lb_generations_replace(model, path_of(".gone"), false, &err), LB_ECREATE,
                    "cannot rename");
    hold("", "now");
    LB_ASSERT_FAILS(lb_generations_find(&list, "/nonexistent/m.h5", &err), LB_ECREATE,
                    "/nonexistent");
    LB_ASSERT_FAILS(lb_generations_tidy("/nonexistent/m.h5", &err), LB_ECREATE, "/nonexistent");
}

/* Files of somebody else that have such names: never removed, renumbered or replaced. */
static void generations__leave_other_files_alone(void **state)
{
    (void)state;
    LbError err = {0};
    char    fresh[80];
    snprintf(fresh, sizeof fresh, "%s", path_of(".new"));
    put("", "now");
    put(".2", "ours");
    put_text(".1", "user,film,rating\n");
    put_text(".3", "");
    assert_int_equal(mkdir(path_of(".4"), 0700), 0);
    put_text(".tmp.5", "notes\n");
    expect(1, (const int32_t[]){2});
    LB_ASSERT_FAILS(lb_generations_check(model, &err), LB_ECREATE, "m.h5.1' is in the way");
    put(".new", "new");
    LB_ASSERT_FAILS(lb_generations_replace(model, fresh, true, &err), LB_ECREATE,
                    "m.h5.1' is in the way");
    hold("", "now");
    hold(".2", "ours");
    LB_ASSERT_FAILS(lb_generations_close_gaps(model, &err), LB_ECREATE, "is in the way");
    LB_ASSERT_OK(lb_generations_prune(model, 0, &err));
    LB_ASSERT_OK(lb_generations_tidy(model, &err));
    hold(".1", "user,film,rating\n");
    hold(".2", NULL);
    hold(".3", "");
    hold(".tmp.5", "notes\n");
    put(".new", "new");
    LB_ASSERT_OK(lb_generations_replace(model, fresh, false, &err));
    hold("", "new");
    assert_int_equal(unlink(path_of(".1")), 0);
    LB_ASSERT_OK(lb_generations_check(model, &err));
    put(".1", "ours");
    put(".2", "ours");
    LB_ASSERT_FAILS(lb_generations_check(model, &err), LB_ECREATE, "m.h5.3' is in the way");
}

/* In the place of the model a link to it would lead to itself: the model would be gone. */
static void generations__take_no_link_for_a_model(void **state)
{
    (void)state;
    LbError err     = {0};
    char    to[80]  = "";
    char    link[2] = "";
    put("", "now");
    put(".2", "older");
    snprintf(to, sizeof to, "%s", path_of(""));
    assert_int_equal(symlink(to, path_of(".1")), 0);
    expect(1, (const int32_t[]){2});
    LB_ASSERT_FAILS(lb_generations_check(model, &err), LB_ECREATE, "m.h5.1' is in the way");
    put(".new", "new");
    snprintf(to, sizeof to, "%s", path_of(".new"));
    LB_ASSERT_FAILS(lb_generations_replace(model, to, true, &err), LB_ECREATE,
                    "m.h5.1' is in the way");
    LB_ASSERT_OK(lb_generations_prune(model, 0, &err));
    LB_ASSERT_OK(lb_generations_tidy(model, &err));
    hold("", "now");
    assert_true(readlink(path_of(".1"), link, sizeof link) > 0);
}

/* A model that cannot be put in place: the one that is there has one name, the others their own. */
static void generations__are_as_before_after_a_failure(void **state)
{
    (void)state;
    LbError     err = {0};
    char        fresh[80];
    struct stat info;
    snprintf(fresh, sizeof fresh, "%s", path_of(".gone"));
    put("", "now");
    put(".1", "a");
    put(".2", "b");
    LB_ASSERT_FAILS(lb_generations_replace(model, fresh, true, &err), LB_ECREATE, "cannot rename");
    hold("", "now");
    hold(".1", "a");
    hold(".2", "b");
    expect(2, (const int32_t[]){1, 2});
    assert_int_equal(stat(model, &info), 0);
    assert_int_equal(info.st_nlink, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(generations__are_found_by_number, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__move_on_when_one_is_added, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__survive_gaps, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__are_tidied, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__say_what_is_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__leave_other_files_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__take_no_link_for_a_model, setup, teardown),
        cmocka_unit_test_setup_teardown(generations__are_as_before_after_a_failure, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
