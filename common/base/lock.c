/* SPDX-License-Identifier: MIT */
#include "common/base/lock.h"

#include "common/base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* True while `path` still names the file that is open: the last owner removes it. */
static bool is_at(int fd, const char *path)
{
    struct stat held, there;
    return fstat(fd, &held) == 0 && stat(path, &there) == 0 && held.st_dev == there.st_dev &&
           held.st_ino == there.st_ino;
}

/* The process that it says; 0 when it says none. */
static int64_t owner_of(int fd)
{
    char    text[32];
    int64_t pid = 0;
    ssize_t len = pread(fd, text, sizeof text, 0);
    if (len > 0) (void)lb_slice_to_int((LbSlice){text, (size_t)len}, &pid);
    return pid;
}

static LbStatus lock_is_held(int fd, const char *path, LbError *err)
{
    int64_t pid = owner_of(fd);
    return lb_error_set(err, LB_ETEMPFAIL, (int)pid,
                        "'%s' is held by process %ld: another run is at work", path, (long)pid);
}

static LbStatus write_owner(int fd, const char *path, LbError *err)
{
    char text[32];
    int  len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)len, 0) == len) return LB_OK;
    return lb_error_set(err, LB_EIO, errno, "cannot write lock '%s': %s", path, strerror(errno));
}

LbStatus lb_lock_acquire(int *fd, const char *path, LbError *err)
{
    LbStatus st   = LB_OK;
    int      file = -1;
    *fd           = -1;
    do {
        if (file >= 0) close(file);
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (file < 0)
            LB_FAIL(LB_ECREATE, errno, "cannot create lock '%s': %s", path, strerror(errno));
        if (flock(file, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK)
                LB_TRY(lock_is_held(file, path, err));
            else
                LB_FAIL(LB_ECREATE, errno, "cannot lock '%s': %s", path, strerror(errno));
        }
    } while (!is_at(file, path));
    LB_TRY(write_owner(file, path, err));
    *fd  = file;
    file = -1;
cleanup:
    if (file >= 0) close(file);
    return st;
}

void lb_lock_release(int fd, const char *path)
{
    if (fd < 0) return;
    (void)unlink(path);
    close(fd);
}

void lb_lock_remove_stale(const char *path, pid_t owner)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && owner_of(fd) == owner && is_at(fd, path))
        (void)unlink(path);
    close(fd);
}
