/* SPDX-License-Identifier: MIT */
#include "common/base/path.h"

#include "common/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool lb_path_is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
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

/* The rename itself must survive a power failure. Some file systems cannot sync a folder (EINVAL):
 * there the rename is as durable as it gets. */
LbStatus lb_path_sync_folder(const char *path, LbError *err)
{
    LbStatus st     = LB_OK;
    int      fd     = -1;
    char    *folder = lb_path_folder(path);
    if (folder == NULL) LB_FAIL_NOMEM(0);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP))
        LB_FAIL(LB_EIO, errno, "cannot sync folder '%s': %s", folder, strerror(errno));
cleanup:
    if (fd >= 0) close(fd);
    free(folder);
    return st;
}
