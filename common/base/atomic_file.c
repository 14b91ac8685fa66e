/* SPDX-License-Identifier: MIT */
#include "common/base/atomic_file.h"

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

LbStatus lb_atomic_file_open(LbAtomicFile *file, const char *path, mode_t mode, LbError *err)
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
        if (folder == NULL) LB_FAIL_NOMEM(0);
        remove_stale_temporaries(folder, lb_path_base(path));
        file->fd = open(file->temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    }
    if (file->fd < 0) LB_FAIL(LB_ECREATE, errno, "cannot create '%s': %s", path, strerror(errno));
cleanup:
    free(folder);
    if (st != LB_OK) lb_atomic_file_discard(file);
    return st;
}

LbStatus lb_atomic_file_write(LbAtomicFile *file, const void *bytes, size_t len, LbError *err)
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

LbStatus lb_atomic_file_publish(LbAtomicFile *file, LbError *err)
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
    LB_TRY(lb_path_sync_folder(file->path, err));
cleanup:
    lb_atomic_file_discard(file);
    return st;
}

void lb_atomic_file_discard(LbAtomicFile *file)
{
    if (file->fd >= 0) close(file->fd);
    if (file->temporary != NULL) unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (LbAtomicFile){.fd = -1};
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
