/* SPDX-License-Identifier: MIT */
#include "trainer/guard.h"

#include "common/base/atomic_file.h"
#include "common/base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATHS_MAX = 1 << 16, SUFFIX_MAX = 8 };
enum { DESCRIPTORS = 1024 }; /* that a launcher may have left open, at most */

/* All that was written to the pipe until its other end is gone; no more than fits. */
static size_t read_all(int fd, char *buffer, size_t cap)
{
    size_t len = 0;
    while (len < cap) {
        ssize_t got = read(fd, buffer + len, cap - len);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        len += (size_t)got;
    }
    return len;
}

/* Nobody is there to be told of a failure: the next run tidies up as well. */
static void tidy(const char *path, pid_t owner)
{
    char lock[PATHS_MAX + SUFFIX_MAX];
    (void)snprintf(lock, sizeof lock, "%s.lock", path);
    lb_atomic_file_remove_temporary(path, owner);
    lb_lock_remove_stale(lock, owner);
}

/* Away from the terminal and from whoever waits for the streams of the other process to close. */
static void step_aside(int keep)
{
    int null = open("/dev/null", O_RDWR);
    (void)setsid();
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    for (int fd = 0; fd <= STDERR_FILENO && null >= 0; fd++)
        (void)dup2(null, fd);
    for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
        if (fd != keep) (void)close(fd);
}

static void watch(int fd, pid_t owner)
{
    static char paths[PATHS_MAX];
    step_aside(fd);
    size_t len = read_all(fd, paths, sizeof paths - 1);
    for (size_t at = 0; at < len; at += strlen(paths + at) + 1)
        tidy(paths + at, owner);
}

LbStatus lb_guard_start(int *guard, LbError *err)
{
    int   ends[2];
    pid_t owner = getpid();
    *guard      = -1;
    if (pipe(ends) != 0)
        return lb_error_set(err, LB_EIO, errno, "cannot make a pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[1]);
        watch(ends[0], owner);
        _Exit(0);
    }
    (void)close(ends[0]);
    if (child < 0) {
        (void)close(ends[1]);
        return lb_error_set(err, LB_ENOMEM, errno, "cannot start a process: %s", strerror(errno));
    }
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    *guard = ends[1];
    return LB_OK;
}

LbStatus lb_guard_watch(int guard, const char *path, LbError *err)
{
    size_t len = strlen(path) + 1;
    if (guard < 0 || len > PATHS_MAX / 16) return LB_OK;
    while (write(guard, path, len) != (ssize_t)len)
        if (errno != EINTR)
            return lb_error_set(err, LB_EIO, errno, "the process that looks after '%s' is gone: %s",
                                path, strerror(errno));
    return LB_OK;
}
