/* SPDX-License-Identifier: MIT */
#include "common/base/lock.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"
#include "common/base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OWNER_MAX = 32 };

/* The lock that is held, for the end of a process that a library brings about by exit(). */
static char *held_path;
static pid_t held_by;

static void remove_held(void)
{
    if (held_path != NULL && held_by == getpid()) (void)unlink(held_path);
}

static LbStatus remember(const char *path, LbError *err)
{
    static bool is_registered;
    if (!is_registered) is_registered = atexit(remove_held) == 0;
    free(held_path);
    held_path = lb_mem_strdup(path);
    held_by   = getpid();
    return held_path != NULL ? LB_OK : lb_error_nomem(err, strlen(path) + 1);
}

static LbStatus cannot(LbStatus status, const char *do_what, const char *path, LbError *err)
{
    int code = errno;
    if (code == EINTR) return lb_error_set(err, LB_EINTR, code, "interrupted");
    return lb_error_set(err, status, code, "cannot %s lock '%s': %s", do_what, path,
                        strerror(code));
}

/* Whatever has the name is not waited for, and no link is followed. */
static LbStatus open_lock(int *fd, bool *is_new, const char *path, LbError *err)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    for (;;) {
        *fd     = open(path, flags | O_CREAT | O_EXCL, 0644);
        *is_new = *fd >= 0;
        if (*fd < 0 && errno == EEXIST) {
            *fd = open(path, flags);
            if (*fd < 0 && errno == ENOENT) continue; /* its owner has just removed it */
        }
        if (*fd >= 0) return LB_OK;
        if (!lb_interrupt_try_again()) return cannot(LB_ECREATE, "create", path, err);
    }
}

/* Read the owner. A file that holds anything else, or has another name as well, is no lock of ours
 * and stays as it is. */
static LbStatus read_owner(int fd, const char *path, int64_t *pid, LbError *err)
{
    char        text[OWNER_MAX + 1];
    struct stat info;
    *pid = 0;
    if (fstat(fd, &info) != 0) return cannot(LB_ECREATE, "look at", path, err);
    ssize_t len = S_ISREG(info.st_mode) ? lb_interrupt_read_at(fd, text, sizeof text, 0) : 0;
    if (len < 0) return cannot(LB_EIO, "read", path, err);
    LbSlice line = {text, (size_t)len};
    if (line.len > 0 && text[line.len - 1] == '\n') line.len--;
    bool is_ours = S_ISREG(info.st_mode) && info.st_nlink <= 1 &&
                   (len == 0 || (len <= OWNER_MAX && lb_slice_to_int(line, pid) && *pid > 0));
    if (is_ours) return LB_OK;
    return lb_error_set(err, LB_ECREATE, EEXIST,
                        "'%s' is no lock: it is a link, or holds something else; it stays as it "
                        "is, move it away",
                        path);
}

static LbStatus lock_is_held(int fd, const char *path, LbError *err)
{
    int64_t  pid = 0;
    LbStatus st  = read_owner(fd, path, &pid, err);
    if (st != LB_OK) return st;
    return lb_error_set(err, LB_ETEMPFAIL, (int)pid,
                        "'%s' is held by process %ld: another run is at work", path, (long)pid);
}

static LbStatus take(int fd, const char *path, LbError *err)
{
    int result = 0;
    do
        result = flock(fd, LOCK_EX | LOCK_NB);
    while (result != 0 && lb_interrupt_try_again());
    if (result == 0) return LB_OK;
    return errno == EWOULDBLOCK ? lock_is_held(fd, path, err)
                                : cannot(LB_ECREATE, "take", path, err);
}

/* Whether `path` still names the file that is open: the last owner removes it. */
static LbStatus is_at(bool *is_there, int fd, const char *path, LbError *err)
{
    struct stat held, there;
    *is_there = false;
    if (fstat(fd, &held) != 0) return cannot(LB_ECREATE, "look at", path, err);
    if (stat(path, &there) != 0)
        return errno == ENOENT ? LB_OK : cannot(LB_ECREATE, "look at", path, err);
    *is_there = held.st_dev == there.st_dev && held.st_ino == there.st_ino;
    return LB_OK;
}

static LbStatus write_owner(int fd, const char *path, LbError *err)
{
    char text[OWNER_MAX];
    int  len    = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    int  result = 0;
    do
        result = ftruncate(fd, 0);
    while (result != 0 && lb_interrupt_try_again());
    if (result == 0 && lb_interrupt_write(fd, text, (size_t)len) == 0) return LB_OK;
    return cannot(LB_EIO, "write", path, err);
}

LbStatus lb_lock_acquire(int *fd, const char *path, LbError *err)
{
    LbStatus st       = LB_OK;
    int      file     = -1;
    bool     is_there = false, is_ours = false;
    int64_t  pid = 0;
    *fd          = -1;
    while (!is_there) {
        if (file >= 0) close(file);
        LB_TRY(open_lock(&file, &is_ours, path, err));
        LB_TRY(take(file, path, err));
        LB_TRY(is_at(&is_there, file, path, err));
    }
    LB_TRY(read_owner(file, path, &pid, err));
    is_ours = true;
    LB_TRY(write_owner(file, path, err));
    LB_TRY(remember(path, err));
    *fd     = file;
    file    = -1;
    is_ours = false;
cleanup:
    if (is_ours && st != LB_ETEMPFAIL) (void)unlink(path);
    if (file >= 0) close(file);
    return st;
}

void lb_lock_release(int fd, const char *path)
{
    if (fd < 0) return;
    (void)unlink(path);
    free(held_path);
    held_path = NULL;
    close(fd);
}

void lb_lock_remove_stale(const char *path, pid_t owner)
{
    int64_t pid      = 0;
    bool    is_there = false;
    int     fd       = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && read_owner(fd, path, &pid, NULL) == LB_OK &&
        pid == owner && is_at(&is_there, fd, path, NULL) == LB_OK && is_there)
        (void)unlink(path);
    close(fd);
}
