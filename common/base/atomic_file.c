/* SPDX-License-Identifier: MIT */
#include "common/base/atomic_file.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/base/slice.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* True for "BASE.tmp.PID" whose process is gone. */
static bool is_stale_temporary(const char *name, const char *base)
{
    size_t  len = strlen(base);
    int64_t pid = 0;
    if (strncmp(name, base, len) != 0 || strncmp(name + len, ".tmp.", 5) != 0) return false;
    const char *digits = name + len + 5;
    if (!lb_slice_to_int((LbSlice){digits, strlen(digits)}, &pid)) return false;
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

static LbStatus cannot_create(const LbAtomicFile *file, int code, LbError *err)
{
    if (code == EINTR) return lb_error_set(err, LB_EINTR, code, "interrupted");
    return lb_error_set(err, LB_ECREATE, code, "cannot create '%s': %s", file->path,
                        strerror(code));
}

static LbStatus cannot_write(const LbAtomicFile *file, int code, LbError *err)
{
    if (code == EINTR) return lb_error_set(err, LB_EINTR, code, "interrupted");
    return lb_error_set(err, LB_EIO, code, "cannot write '%s': %s", file->path, strerror(code));
}

/* What has that name is of a process that is gone and had our number; it is not written into: it
 * may be a link. */
static int create(const char *path, mode_t mode)
{
    int fd = -1;
    for (int tries = 0; fd < 0 && tries < 2; tries++) {
        do
            fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        while (fd < 0 && lb_interrupt_try_again());
        if (fd < 0 && (errno != EEXIST || unlink(path) != 0)) break;
    }
    return fd;
}

/* The new file is for whom the old one was for. Where neither owner nor group can be kept, the mode
 * would let in others: it stays as it was created, at most that of the old one. */
static LbStatus keep_identity(const LbAtomicFile *file, const struct stat *old, LbError *err)
{
    struct stat fresh;
    mode_t      mode = old->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
    if (fstat(file->fd, &fresh) != 0) return cannot_create(file, errno, err);
    if (fresh.st_uid != old->st_uid || fresh.st_gid != old->st_gid)
        if (fchown(file->fd, old->st_uid, old->st_gid) != 0 &&
            fchown(file->fd, (uid_t)-1, old->st_gid) != 0)
            return LB_OK;
    if ((fresh.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == mode) return LB_OK;
    if (fchmod(file->fd, mode) != 0 && errno != EPERM && errno != ENOTSUP)
        return cannot_create(file, errno, err);
    return LB_OK;
}

/* `old` is what is there, NULL when nothing is. */
static LbStatus open_temporary(LbAtomicFile *file, const struct stat *old, mode_t mode,
                               LbError *err)
{
    LbStatus st     = LB_OK;
    char    *folder = lb_path_folder(file->path);
    size_t   len    = strlen(file->path) + 32;
    if (folder == NULL) LB_FAIL_NOMEM(0);
    LB_ALLOC(file->temporary, len);
    (void)snprintf(file->temporary, len, "%s.tmp.%ld", file->path, (long)getpid());
    remove_stale_temporaries(folder, lb_path_base(file->path));
    file->fd =
        create(file->temporary, old != NULL ? old->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO) : mode);
    if (file->fd < 0) {
        st = cannot_create(file, errno, err);
        free(file->temporary); /* not ours */
        file->temporary = NULL;
        goto cleanup;
    }
    if (old != NULL) LB_TRY(keep_identity(file, old, err));
cleanup:
    free(folder);
    return st;
}

LbStatus lb_atomic_file_open(LbAtomicFile *file, const char *path, mode_t mode, LbError *err)
{
    LbStatus    st   = LB_OK;
    LbPathKind  kind = LB_PATH_NOTHING;
    struct stat old;
    *file = (LbAtomicFile){.fd = -1};
    LB_TRY(lb_path_look(&kind, path, err));
    if (kind == LB_PATH_FOLDER)
        LB_FAIL(LB_ECREATE, EISDIR, "cannot create '%s': it is a folder", path);
    if (kind == LB_PATH_SPECIAL) {
        LB_STRDUP(file->path, path);
        file->fd = lb_interrupt_open_special(path);
        if (file->fd < 0) LB_TRY(cannot_create(file, errno, err));
        goto cleanup;
    }
    LB_TRY(lb_path_resolve(&file->path, path, err));
    if (kind == LB_PATH_FILE && stat(file->path, &old) != 0)
        LB_TRY(cannot_create(file, errno, err));
    LB_TRY(open_temporary(file, kind == LB_PATH_FILE ? &old : NULL, mode, err));
cleanup:
    if (st != LB_OK) lb_atomic_file_discard(file);
    return st;
}

LbStatus lb_atomic_file_write(LbAtomicFile *file, const void *bytes, size_t len, LbError *err)
{
    if (lb_interrupt_write(file->fd, bytes, len) == 0) return LB_OK;
    return cannot_write(file, errno, err);
}

void lb_atomic_file_begin_to_finish(const LbAtomicFile *file)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (file->temporary != NULL) (void)sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)file;
#endif
}

LbStatus lb_atomic_file_finish(LbAtomicFile *file, LbError *err)
{
    if (file->temporary != NULL && lb_interrupt_sync(file->fd) != 0)
        return cannot_write(file, errno, err);
    int closed = close(file->fd);
    file->fd   = -1;
    /* Closed it is, whatever close() says; what it may still tell is that bytes were lost. */
    if (closed != 0 && errno != EINTR) return cannot_write(file, errno, err);
    return LB_OK;
}

LbStatus lb_atomic_file_publish(LbAtomicFile *file, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_atomic_file_finish(file, err));
    if (file->temporary == NULL) goto cleanup;
    if (rename(file->temporary, file->path) != 0)
        LB_FAIL(LB_ECREATE, errno, "cannot rename '%s' to '%s': %s", file->temporary, file->path,
                strerror(errno));
    free(file->temporary);
    file->temporary = NULL;
    st              = lb_path_sync_folder(file->path, err);
    if (st != LB_OK) lb_error_context(err, st, "'%s' is in place, but", file->path);
cleanup:
    lb_atomic_file_discard(file);
    return st;
}

void lb_atomic_file_release(LbAtomicFile *file)
{
    if (file->fd >= 0) (void)close(file->fd);
    free(file->temporary);
    free(file->path);
    *file = (LbAtomicFile){.fd = -1};
}

void lb_atomic_file_discard(LbAtomicFile *file)
{
    if (file->temporary != NULL) (void)unlink(file->temporary);
    lb_atomic_file_release(file);
}

void lb_atomic_file_remove_temporary(const char *path, pid_t owner)
{
    size_t size = strlen(path) + 32;
    char  *name = lb_mem_zeroed(size, 1);
    if (name == NULL) return;
    (void)snprintf(name, size, "%s.tmp.%ld", path, (long)owner);
    (void)unlink(name);
    free(name);
}
