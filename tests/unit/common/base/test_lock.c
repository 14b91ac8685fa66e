/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_lock_XXXXXX";
static char lock[64];

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(lock, sizeof lock, "%s/lock", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(lock);
    return rmdir(folder);
}

static void lock__names_its_holder(void **state)
{
    (void)state;
    LbError err = {0};
    char    pid[40];
    int     first, second;
    LB_ASSERT_OK(lb_lock_acquire(&first, lock, &err));
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    LB_ASSERT_FAILS(lb_lock_acquire(&second, lock, &err), LB_ETEMPFAIL, pid);
    assert_int_equal(second, -1);
    lb_lock_release(first, lock);
    LB_ASSERT_OK(lb_lock_acquire(&second, lock, &err));
    lb_lock_release(second, lock);
}

/* A lock whose owner was killed: the file is there, the lock is not. */
static void lock__left_behind_is_taken_over(void **state)
{
    (void)state;
    LbError err  = {0};
    int     held = -1;
    int     fd   = open(lock, O_RDWR | O_CREAT, 0644);
    assert_true(fd >= 0 && write(fd, "1\n", 2) == 2);
    close(fd);
    LB_ASSERT_OK(lb_lock_acquire(&held, lock, &err));
    lb_lock_release(held, lock);
    assert_int_not_equal(access(lock, F_OK), 0);
    lb_lock_release(-1, lock);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, "/nonexistent/lock", &err), LB_ECREATE, "/nonexistent");
    assert_int_equal(held, -1);
}

static void put(const char *name, const char *text)
{
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static void assert_holds(const char *name, const char *text)
{
    char    found[64] = "";
    int     fd        = open(name, O_RDONLY);
    ssize_t len       = read(fd, found, sizeof found - 1);
    close(fd);
    assert_int_equal(len, (ssize_t)strlen(text));
    assert_string_equal(found, text);
}

/* Nothing but a lock is ever written into: not where a link leads, by whatever kind of link, not a
 * file that holds something else, not a pipe. */
static void lock__leaves_other_files_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {"user,film,rating\n", "12x\n", "-5\n", " ",
                                        "123456789012345678901234567890123456\n"};
    LbError                  err     = {0};
    int                      held    = -1;
    char                     other[80];
    snprintf(other, sizeof other, "%s/ratings.csv", folder);
    put(other, "12\n");
    assert_int_equal(symlink(other, lock), 0);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, lock);
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(link(other, lock), 0);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, "is no lock");
    assert_holds(other, "12\n");
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(unlink(other), 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put(lock, texts[i]);
        LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, "is no lock");
        assert_holds(lock, texts[i]);
    }
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(mkfifo(lock, 0600), 0);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, "is no lock");
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(symlink("nowhere", lock), 0);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, lock);
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(mkdir(lock, 0700), 0);
    LB_ASSERT_FAILS(lb_lock_acquire(&held, lock, &err), LB_ECREATE, lock);
    assert_int_equal(rmdir(lock), 0);
    assert_int_equal(held, -1);
}

/* By whoever looks after the files of a process that was killed: its own, and no other. */
static void lock__of_a_killed_process_is_removed(void **state)
{
    (void)state;
    LbError err  = {0};
    int     held = -1;
    int     fd   = open(lock, O_RDWR | O_CREAT, 0644);
    assert_true(fd >= 0 && write(fd, "7\n", 2) == 2);
    close(fd);
    lb_lock_remove_stale(lock, 8);
    assert_int_equal(access(lock, F_OK), 0);
    lb_lock_remove_stale(lock, 7);
    assert_int_not_equal(access(lock, F_OK), 0);
    lb_lock_remove_stale(lock, 7);
    LB_ASSERT_OK(lb_lock_acquire(&held, lock, &err));
    lb_lock_remove_stale(lock, getpid());
    assert_int_equal(access(lock, F_OK), 0);
    lb_lock_release(held, lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lock__names_its_holder),
        cmocka_unit_test(lock__left_behind_is_taken_over),
        cmocka_unit_test(lock__leaves_other_files_alone),
        cmocka_unit_test(lock__of_a_killed_process_is_removed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
