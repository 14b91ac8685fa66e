/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_parts(const char *path, const char *folder, const char *base)
{
    char *part = lb_path_folder(path);
    assert_string_equal(part, folder);
    assert_string_equal(lb_path_base(path), base);
    free(part);
}

static void path__has_a_folder_and_a_base(void **state)
{
    (void)state;
    assert_parts("model.h5", ".", "model.h5");
    assert_parts("/model.h5", "/", "model.h5");
    assert_parts("a/b/model.h5", "a/b", "model.h5");
    assert_parts("a/", "a", "");
    assert_parts("", ".", "");
}

static LbPathKind kind_of(const char *path)
{
    LbError    err  = {0};
    LbPathKind kind = LB_PATH_SPECIAL;
    LB_ASSERT_OK(lb_path_look(&kind, path, &err));
    return kind;
}

static void path__devices_and_fifos_are_special(void **state)
{
    (void)state;
    LbError    err = {0};
    LbPathKind kind;
    char       folder[] = "/tmp/lb_path_XXXXXX", fifo[64];
    assert_non_null(mkdtemp(folder));
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(kind_of("/dev/null"), LB_PATH_SPECIAL);
    assert_int_equal(kind_of(fifo), LB_PATH_SPECIAL);
    assert_int_equal(kind_of(folder), LB_PATH_FOLDER);
    assert_int_equal(kind_of("/nonexistent"), LB_PATH_NOTHING);
    assert_int_equal(kind_of("/etc/passwd"), LB_PATH_FILE);
    assert_true(lb_path_is_pipe(fifo) && lb_path_is_pipe("/dev/null"));
    assert_false(lb_path_is_pipe(folder) || lb_path_is_pipe("/nonexistent") ||
                 lb_path_is_pipe("/etc/passwd"));
    LB_ASSERT_FAILS(lb_path_look(&kind, "/etc/passwd/x", &err), LB_ECREATE, "/etc/passwd/x");
    unlink(fifo);
    assert_int_equal(rmdir(folder), 0);
}

static void assert_resolved(const char *path, const char *expected)
{
    LbError err  = {0};
    char   *file = NULL;
    LB_ASSERT_OK(lb_path_resolve(&file, path, &err));
    assert_string_equal(file, expected);
    free(file);
}

static void path__links_are_followed_to_their_end(void **state)
{
    (void)state;
    LbError err      = {0};
    char    folder[] = "/tmp/lb_path_XXXXXX", *file = NULL;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("disk", 0700), 0);
    assert_int_equal(symlink("disk/real.h5", "one"), 0);
    assert_int_equal(symlink("../one", "disk/two"), 0);
    assert_int_equal(symlink("/tmp/../tmp/none", "far"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_resolved("disk/real.h5", "disk/real.h5"); /* there or not */
    assert_resolved("one", "disk/real.h5");
    assert_resolved("disk/two", "disk/../disk/real.h5");
    assert_resolved("./disk/../one", "./disk/../disk/real.h5");
    assert_resolved("far", "/tmp/../tmp/none");
    assert_resolved("disk", "disk");
    LB_ASSERT_FAILS(lb_path_resolve(&file, "loop", &err), LB_ECREATE, "loop");
    assert_null(file);
    assert_int_equal(unlink("one") + unlink("disk/two") + unlink("far") + unlink("loop"), 0);
    assert_int_equal(rmdir("disk"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void path__folders_are_made_with_their_parents(void **state)
{
    (void)state;
    LbError err      = {0};
    char    folder[] = "/tmp/lb_path_XXXXXX";
    char    deep[300];
    assert_non_null(mkdtemp(folder));
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    LB_ASSERT_OK(lb_path_create_folder(deep, 0700, &err));
    LB_ASSERT_OK(lb_path_create_folder(deep, 0700, &err));
    LB_ASSERT_OK(lb_path_sync_folder(deep, &err));
    assert_int_equal(rmdir(deep), 0);
    snprintf(deep, sizeof deep, "%s/a", folder);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(folder), 0);
    LB_ASSERT_FAILS(lb_path_create_folder("/dev/null/sub", 0700, &err), LB_ECREATE, "/dev/null");
    LB_ASSERT_FAILS(lb_path_sync_folder("/nonexistent/x", &err), LB_EIO, "/nonexistent");
}

static void path__survives_failed_allocations(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_SURVIVES_NOMEM(lb_path_create_folder("/tmp", 0700, &err), (void)0);
    LB_ASSERT_SURVIVES_NOMEM(lb_path_sync_folder("/tmp/x", &err), (void)0);
    char *file = NULL;
    LB_ASSERT_SURVIVES_NOMEM(lb_path_resolve(&file, "/proc/self/exe", &err), (void)0);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path__has_a_folder_and_a_base),
        cmocka_unit_test(path__devices_and_fifos_are_special),
        cmocka_unit_test(path__links_are_followed_to_their_end),
        cmocka_unit_test(path__folders_are_made_with_their_parents),
        cmocka_unit_test(path__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
