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

static mode_t mode_of(const char *name)
{
    struct stat info;
    assert_int_equal(lstat(name, &info), 0);
    return info.st_mode & 0777;
}

/* A new file is as private as the one before it, whatever the mode asked for and the umask. */
static void atomic_file__keeps_the_mode(void **state)
{
    (void)state;
    static const mode_t modes[] = {0600, 0644, 0640, 0666, 0400};
    mode_t              before  = umask(027);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        (void)unlink(path);
        write_file("old");
        assert_int_equal(mode_of(path), 0600); /* as asked for */
        assert_int_equal(chmod(path, modes[i]), 0);
        write_file("new");
        assert_int_equal(mode_of(path), modes[i]);
        assert_content("new");
    }
    (void)unlink(path);
    (void)umask(before);
}

static void atomic_file__follows_links(void **state)
{
    (void)state;
    char real[300];
    snprintf(real, sizeof real, "%s/real.h5", folder);
    for (int is_there = 0; is_there < 2; is_there++) {
        (void)unlink(path);
        assert_int_equal(symlink("real.h5", path), 0);
        write_file(is_there ? "two" : "one");
        struct stat info;
        assert_true(lstat(path, &info) == 0 && S_ISLNK(info.st_mode));
        assert_content(is_there ? "two" : "one");
        assert_int_equal(mode_of(real), 0600);
    }
    assert_int_equal(unlink(path) + unlink(real), 0);
}

/* Another name of another file stands where the temporary file is to be made. */
static void atomic_file__never_writes_through_a_link(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    char         other[300], temporary[300];
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(temporary, sizeof temporary, "%s.tmp.%ld", path, (long)getpid());
    for (int is_symbolic = 0; is_symbolic < 2; is_symbolic++) {
        int fd = open(other, O_CREAT | O_TRUNC | O_WRONLY, 0600);
        assert_true(fd >= 0 && write(fd, "mine", 4) == 4 && close(fd) == 0);
        assert_int_equal(is_symbolic ? symlink(other, temporary) : link(other, temporary), 0);
        LB_ASSERT_OK(lb_atomic_file_open(&file, path, 0600, &err));
        LB_ASSERT_OK(lb_atomic_file_write(&file, "new", 3, &err));
        LB_ASSERT_OK(lb_atomic_file_publish(&file, &err));
        assert_content("new");
        struct stat info;
        assert_true(stat(other, &info) == 0 && info.st_size == 4 && info.st_nlink == 1);
    }
    assert_int_equal(unlink(other), 0);
}

/* Finished, and renamed by somebody else: nothing is removed. */
static void atomic_file__can_be_handed_over(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_OK(lb_atomic_file_open(&file, path, 0600, &err));
    LB_ASSERT_OK(lb_atomic_file_write(&file, "it", 2, &err));
    LB_ASSERT_OK(lb_atomic_file_finish(&file, &err));
    assert_int_equal(rename(file.temporary, path), 0);
    lb_atomic_file_release(&file);
    assert_content("it");
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
        cmocka_unit_test(atomic_file__keeps_the_mode),
        cmocka_unit_test(atomic_file__follows_links),
        cmocka_unit_test(atomic_file__never_writes_through_a_link),
        cmocka_unit_test(atomic_file__can_be_handed_over),
        cmocka_unit_test(atomic_file__a_full_disk_is_an_error),
        cmocka_unit_test(atomic_file__what_cannot_be_created_is_said),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
