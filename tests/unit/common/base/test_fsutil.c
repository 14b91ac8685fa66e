/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/fsutil.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_fsutil_XXXXXX";
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
    char other[300];
    unlink(path);
    snprintf(other, sizeof other, "%s.lock", path);
    unlink(other);
    return rmdir(folder);
}

static void assert_content(const char *expected)
{
    LbError err = {0};
    LbBuf   buf;
    lb_buf_init(&buf, 1000);
    LB_ASSERT_OK(lb_file_read(path, &buf, &err));
    assert_string_equal(lb_buf_text(&buf), expected);
    lb_buf_clear(&buf);
}

static void write_file(const char *text)
{
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_OK(lb_atomic_open(&file, path, 0600, &err));
    LB_ASSERT_OK(lb_atomic_write(&file, text, strlen(text), &err));
    LB_ASSERT_OK(lb_atomic_publish(&file, &err));
}

static void fsutil__a_file_appears_whole(void **state)
{
    (void)state;
    struct stat info;
    write_file("one");
    assert_content("one");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void fsutil__a_discarded_file_leaves_the_old_one(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    char         temporary[300];
    write_file("old");
    LB_ASSERT_OK(lb_atomic_open(&file, path, 0600, &err));
    snprintf(temporary, sizeof temporary, "%s", file.temporary);
    LB_ASSERT_OK(lb_atomic_write(&file, "new", 3, &err));
    assert_content("old");
    lb_atomic_discard(&file);
    lb_atomic_discard(&file);
    assert_content("old");
    assert_int_equal(access(temporary, F_OK), -1);
}

static void fsutil__temporaries_of_dead_processes_are_removed(void **state)
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

static void fsutil__a_full_disk_is_an_error(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_OK(lb_atomic_open(&file, "/dev/full", 0600, &err));
    LB_ASSERT_FAILS(lb_atomic_write(&file, "x", 1, &err), LB_EIO, "/dev/full");
    lb_atomic_discard(&file);
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void fsutil__what_cannot_be_created_is_said(void **state)
{
    (void)state;
    LbError      err = {0};
    LbAtomicFile file;
    LB_ASSERT_FAILS(lb_atomic_open(&file, "/nonexistent/x.h5", 0600, &err), LB_ECREATE,
                    "/nonexistent/x.h5");
    LB_ASSERT_FAILS(lb_atomic_open(&file, folder, 0600, &err), LB_ECREATE, "folder");
    LB_ASSERT_FAILS(lb_folder_create("/dev/null/sub", 0700, &err), LB_ECREATE, "/dev/null");
    LbBuf buf;
    lb_buf_init(&buf, 10);
    LB_ASSERT_FAILS(lb_file_read("/nonexistent/x", &buf, &err), LB_ENOINPUT, "/nonexistent/x");
    LB_ASSERT_FAILS(lb_file_read("/dev/zero", &buf, &err), LB_EDATA, "10 bytes");
    lb_buf_clear(&buf);
}

static void fsutil__folders_are_made_with_their_parents(void **state)
{
    (void)state;
    LbError err = {0};
    char    deep[300];
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    LB_ASSERT_OK(lb_folder_create(deep, 0700, &err));
    LB_ASSERT_OK(lb_folder_create(deep, 0700, &err));
    assert_int_equal(rmdir(deep), 0);
    snprintf(deep, sizeof deep, "%s/a", folder);
    assert_int_equal(rmdir(deep), 0);
    char *part = lb_path_folder("/model.h5");
    assert_string_equal(part, "/");
    free(part);
    part = lb_path_folder("model.h5");
    assert_string_equal(part, ".");
    free(part);
}

static void fsutil__a_lock_names_its_holder(void **state)
{
    (void)state;
    LbError err = {0};
    char    lock[300], pid[40];
    int     first, second;
    snprintf(lock, sizeof lock, "%s.lock", path);
    LB_ASSERT_OK(lb_lock_acquire(&first, lock, &err));
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    LB_ASSERT_FAILS(lb_lock_acquire(&second, lock, &err), LB_ETEMPFAIL, pid);
    assert_int_equal(second, -1);
    lb_lock_release(first, lock);
    LB_ASSERT_OK(lb_lock_acquire(&second, lock, &err));
    lb_lock_release(second, lock);
}

/* A lock whose owner was killed: the file is there, the lock is not. */
static void fsutil__a_lock_left_behind_is_taken_over(void **state)
{
    (void)state;
    LbError err = {0};
    char    lock[300];
    int     held = -1;
    snprintf(lock, sizeof lock, "%s.lock", path);
    int fd = open(lock, O_RDWR | O_CREAT, 0644);
    assert_true(fd >= 0 && write(fd, "1\n", 2) == 2);
    close(fd);
    LB_ASSERT_OK(lb_lock_acquire(&held, lock, &err));
    lb_lock_release(held, lock);
    assert_int_not_equal(access(lock, F_OK), 0);
    lb_lock_release(-1, lock);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, "/nonexistent/lock", &err), LB_ECREATE, "/nonexistent");
    assert_int_equal(held, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fsutil__a_file_appears_whole),
        cmocka_unit_test(fsutil__a_discarded_file_leaves_the_old_one),
        cmocka_unit_test(fsutil__temporaries_of_dead_processes_are_removed),
        cmocka_unit_test(fsutil__a_full_disk_is_an_error),
        cmocka_unit_test(fsutil__what_cannot_be_created_is_said),
        cmocka_unit_test(fsutil__folders_are_made_with_their_parents),
        cmocka_unit_test(fsutil__a_lock_names_its_holder),
        cmocka_unit_test(fsutil__a_lock_left_behind_is_taken_over),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
