/* SPDX-License-Identifier: MIT */
#include "common/base/path.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MOST = 40 };

char *lb_path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return lb_mem_strdup(".");
    return lb_mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *lb_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

LbStatus lb_path_unseen(const char *path, LbError *err)
{
    if (errno == ENOENT) return LB_OK;
    return lb_error_set(err, LB_ECREATE, errno, "cannot look at '%s': %s", path, strerror(errno));
}

LbStatus lb_path_look(LbPathKind *kind, const char *path, LbError *err)
{
    struct stat info;
    *kind = LB_PATH_NOTHING;
    if (stat(path, &info) != 0) return lb_path_unseen(path, err);
    *kind = S_ISREG(info.st_mode)   ? LB_PATH_FILE
            : S_ISDIR(info.st_mode) ? LB_PATH_FOLDER
                                    : LB_PATH_SPECIAL;
    return LB_OK;
}

bool lb_path_is_pipe(const char *path)
{
    struct stat info;
    int         failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &info) : stat(path, &info);
    return failed == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/* Where a symbolic link leads, from where it lies; NULL when it is none. */
static LbStatus follow(char **out, const char *path, LbError *err)
{
    LbStatus st = LB_OK;
    char     target[PATH_MAX];
    *out        = NULL;
    ssize_t len = readlink(path, target, sizeof target);
    if (len < 0 && (errno == EINVAL || errno == ENOENT)) return LB_OK;
    if (len < 0 || len == (ssize_t)sizeof target)
        LB_FAIL(LB_ECREATE, errno, "cannot follow the link '%s': %s", path,
                len < 0 ? strerror(errno) : "it is too long");
    size_t folder = target[0] == '/' ? 0 : (size_t)(lb_path_base(path) - path);
    LB_ALLOC(*out, folder + (size_t)len + 1);
    memcpy(*out, path, folder);
    memcpy(*out + folder, target, (size_t)len);
    (*out)[folder + (size_t)len] = '\0';
cleanup:
    return st;
}

LbStatus lb_path_resolve(char **out, const char *path, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *here = NULL, *next = NULL;
    *out = NULL;
    LB_STRDUP(here, path);
    for (int links = 0;; links++) {
        LB_TRY(follow(&next, here, err));
        if (next == NULL) break;
        if (links == LINKS_MOST)
            LB_FAIL(LB_ECREATE, ELOOP, "cannot follow the link '%s': %s", path, strerror(ELOOP));
        free(here);
        here = next;
        next = NULL;
    }
    *out = here;
    here = NULL;
cleanup:
    free(next);
    free(here);
    return st;
}

LbStatus lb_path_create_folder(const char *path, mode_t mode, LbError *err)
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

LbStatus lb_path_create_parent(const char *path, mode_t mode, LbError *err)
{
    char *folder = lb_path_folder(path);
    if (folder == NULL) return lb_error_nomem(err, strlen(path) + 1);
    LbStatus st = lb_path_create_folder(folder, mode, err);
    free(folder);
    return st;
}

/* The rename itself must survive a power failure. Some file systems cannot sync a folder (EINVAL):
 * there the rename is as durable as it gets. */
LbStatus lb_path_sync_folder(const char *path, LbError *err)
{
    LbStatus st     = LB_OK;
    int      fd     = -1;
    char    *folder = lb_path_folder(path);
    if (folder == NULL) LB_FAIL_NOMEM(0);
    do
        fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd < 0 && lb_interrupt_try_again());
    if (fd < 0 || (lb_interrupt_sync(fd) != 0 && errno != EINVAL && errno != ENOTSUP))
        LB_FAIL(LB_EIO, errno, "cannot sync folder '%s': %s", folder, strerror(errno));
cleanup:
    if (fd >= 0) close(fd);
    free(folder);
    return st;
}
