/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/atomic_file.h"
#include "common/base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_atomic_XXXXXX";
static char path[256];

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(path, sizeof path, "%s/model.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void assert_content(const char *expected)
{
    LbError err = {0};
    LbBuf   buf;
    lb_buf_init(&buf, 1000);
    LB_ASSERT_OK(lb_buf_read_file(&buf, path, &err));
    assert_string_equal(lb_buf_text(&buf), expected);
    lb_buf_clear(&buf);
}

static void write_file(const char *text)
{
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_OK(lb_atomic_file_open(&file, path, 0600, &err));
    LB_ASSERT_OK(lb_atomic_file_write(&file, text, strlen(text), &err));
    LB_ASSERT_OK(lb_atomic_file_publish(&file, &err));
}

static void atomic_file__a_file_appears_whole(void **state)
{
    (void)state;
    struct stat info;
    write_file("one");
    assert_content("one");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void atomic_file__a_discarded_file_leaves_the_old_one(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    char         temporary[300];
    write_file("old");
    LB_ASSERT_OK(lb_atomic_file_open(&file, path, 0600, &err));
    snprintf(temporary, sizeof temporary, "%s", file.temporary);
    LB_ASSERT_OK(lb_atomic_file_write(&file, "new", 3, &err));
    assert_content("old");
    lb_atomic_file_discard(&file);
    lb_atomic_file_discard(&file);
    assert_content("old");
    assert_int_equal(access(temporary, F_OK), -1);
}

static void atomic_file__temporaries_of_dead_processes_are_removed(void **state)
{
    (void)state;
    pid_t dead = fork();
    if (dead == 0) _exit(0);
    assert_int_equal(waitpid(dead, NULL, 0), dead);
    char stale[300], live[300];
    snprintf(stale, sizeof stale, "%s.tmp.%ld", path, (long)dead);
    snprintf(live, sizeof live, "%s.tmp.%ld", path, (long)getppid());
    close(open(stale, O_CREAT | O_WRONLY, 0600));
    close(open(live, O_CREAT | O_WRONLY, 0600));
    write_file("x");
    assert_int_equal(access(stale, F_OK), -1);
    assert_int_equal(access(live, F_OK), 0);
    unlink(live);
}

static void atomic_file__a_full_disk_is_an_error(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_OK(lb_atomic_file_open(&file, "/dev/full", 0600, &err));
    LB_ASSERT_FAILS(lb_atomic_file_write(&file, "x", 1, &err), LB_EIO, "/dev/full");
    lb_atomic_file_discard(&file);
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void atomic_file__what_cannot_be_created_is_said(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_FAILS(lb_atomic_file_open(&file, "/nonexistent/x.h5", 0600, &err), LB_ECREATE,
                    "/nonexistent/x.h5");
    LB_ASSERT_FAILS(lb_atomic_file_open(&file, folder, 0600, &err), LB_ECREATE, "folder");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(atomic_file__a_file_appears_whole),
        cmocka_unit_test(atomic_file__a_discarded_file_leaves_the_old_one),
        cmocka_unit_test(atomic_file__temporaries_of_dead_processes_are_removed),
        cmocka_unit_test(atomic_file__a_full_disk_is_an_error),
        cmocka_unit_test(atomic_file__what_cannot_be_created_is_said),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
