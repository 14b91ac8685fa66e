/* SPDX-License-Identifier: MIT */
#include "common/base/fsutil.h"

#include "common/base/mem.h"
#include "common/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *lb_path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return lb_strdup(".");
    return lb_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* True for "BASE.tmp.PID" whose process is gone. */
static bool is_stale_temporary(const char *name, const char *base)
{
    size_t  len = strlen(base);
    int64_t pid = 0;
    if (strncmp(name, base, len) != 0 || strncmp(name + len, ".tmp.", 5) != 0) return false;
    const char *digits = name + len + 5;
    if (!lb_parse_int((LbSlice){digits, strlen(digits)}, &pid)) return false;
    return pid > 0 && pid != getpid() && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* A killed process cannot clean up after itself: the next one does. Best effort by nature: a
 * temporary file that stays does no harm to the model. */
static void remove_stale_temporaries(const char *folder, const char *base)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) return;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (is_stale_temporary(entry->d_name, base)) unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

bool lb_path_is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

LbStatus lb_atomic_open(LbAtomicFile *file, const char *path, mode_t mode, LbError *err)
{
    LbStatus    st     = LB_OK;
    char       *folder = NULL;
    struct stat info;
    *file = (LbAtomicFile){.fd = -1};
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        LB_FAIL(LB_ECREATE, EISDIR, "cannot create '%s': it is a folder", path);
    LB_STRDUP(file->path, path);
    if (lb_path_is_special(path)) {
        file->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        size_t len = strlen(path) + 32;
        LB_ALLOC(file->temporary, len);
        snprintf(file->temporary, len, "%s.tmp.%ld", path, (long)getpid());
        folder = lb_path_folder(path);
        if (folder == NULL) LB_TRY(lb_error_nomem(err, 0));
        remove_stale_temporaries(folder, base_name(path));
        file->fd = open(file->temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    }
    if (file->fd < 0) LB_FAIL(LB_ECREATE, errno, "cannot create '%s': %s", path, strerror(errno));
cleanup:
    free(folder);
    if (st != LB_OK) lb_atomic_discard(file);
    return st;
}

LbStatus lb_atomic_write(LbAtomicFile *file, const void *bytes, size_t len, LbError *err)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t done = write(file->fd, at, len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0)
            return lb_error_set(err, LB_EIO, errno, "cannot write '%s': %s", file->path,
                                strerror(errno));
        at += done;
        len -= (size_t)done;
    }
    return LB_OK;
}

/* The rename itself must survive a power failure. Some file systems cannot sync a folder (EINVAL):
 * there the rename is as durable as it gets. */
LbStatus lb_folder_sync(const char *path, LbError *err)
{
    LbStatus st     = LB_OK;
    int      fd     = -1;
    char    *folder = lb_path_folder(path);
    if (folder == NULL) LB_TRY(lb_error_nomem(err, 0));
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP))
        LB_FAIL(LB_EIO, errno, "cannot sync folder '%s': %s", folder, strerror(errno));
cleanup:
    if (fd >= 0) close(fd);
    free(folder);
    return st;
}

LbStatus lb_atomic_publish(LbAtomicFile *file, LbError *err)
{
    LbStatus st = LB_OK;
    if (file->temporary != NULL) {
        if (fsync(file->fd) != 0)
            LB_FAIL(LB_EIO, errno, "cannot write '%s': %s", file->path, strerror(errno));
    }
    int closed = close(file->fd);
    file->fd   = -1;
    if (closed != 0) LB_FAIL(LB_EIO, errno, "cannot write '%s': %s", file->path, strerror(errno));
    if (file->temporary == NULL) goto cleanup;
    if (rename(file->temporary, file->path) != 0)
        LB_FAIL(LB_ECREATE, errno, "cannot rename '%s' to '%s': %s", file->temporary, file->path,
                strerror(errno));
    free(file->temporary);
    file->temporary = NULL;
    LB_TRY(lb_folder_sync(file->path, err));
cleanup:
    lb_atomic_discard(file);
    return st;
}

void lb_atomic_discard(LbAtomicFile *file)
{
    if (file->fd >= 0) close(file->fd);
    if (file->temporary != NULL) unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (LbAtomicFile){.fd = -1};
}

LbStatus lb_file_read(const char *path, LbBuf *buf, LbError *err)
{
    LbStatus st = LB_OK;
    char     chunk[65536];
    int      fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) LB_FAIL(LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) LB_FAIL(LB_EIO, errno, "cannot read '%s': %s", path, strerror(errno));
        if (got == 0) break;
        st = lb_buf_append(buf, chunk, (size_t)got, err);
        if (st != LB_OK) {
            lb_error_context(err, st, "%s", path);
            goto cleanup;
        }
    }
cleanup:
    if (fd >= 0) close(fd);
    return st;
}

LbStatus lb_folder_create(const char *path, mode_t mode, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *copy = NULL;
    LB_STRDUP(copy, path);
    for (char *at = copy + 1; at[-1] != '\0'; at++) {
        if (*at != '/' && *at != '\0') continue;
        char kept = *at;
        *at       = '\0';
        if (mkdir(copy, mode) != 0 && errno != EEXIST)
            LB_FAIL(LB_ECREATE, errno, "cannot create folder '%s': %s", copy, strerror(errno));
        *at = kept;
    }
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
        LB_FAIL(LB_ECREATE, ENOTDIR, "cannot create folder '%s': a file is in the way", path);
cleanup:
    free(copy);
    return st;
}

/* True while `path` still names the file that is open: the last owner removes it. */
static bool is_at(int fd, const char *path)
{
    struct stat held, there;
    return fstat(fd, &held) == 0 && stat(path, &there) == 0 && held.st_dev == there.st_dev &&
           held.st_ino == there.st_ino;
}

static LbStatus lock_is_held(int fd, const char *path, LbError *err)
{
    char    text[32];
    int64_t pid = 0;
    ssize_t len = pread(fd, text, sizeof text, 0);
    if (len > 0) (void)lb_parse_int((LbSlice){text, (size_t)len}, &pid);
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
