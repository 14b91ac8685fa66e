/* SPDX-License-Identifier: MIT */
#include "common/model/model_map.h"

#include "common/base/interrupt.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Memory that is short is no word about the file. */
static LbStatus status_of(int code, LbStatus otherwise)
{
    return code == ENOMEM ? LB_ENOMEM : otherwise;
}

static LbStatus open_file(LbModelMap *map, const char *path, LbError *err)
{
    map->fd = lb_interrupt_open(path, 0);
    if (map->fd >= 0) return LB_OK;
    if (errno == ENOENT)
        return lb_error_set(err, LB_ENOINPUT, ENOENT,
                            "no model at '%s': train one with lbrec-train RATINGS.csv", path);
    return lb_error_set(err, status_of(errno, LB_ENOINPUT), errno, "cannot open model '%s': %s",
                        path, strerror(errno));
}

LbStatus lb_model_map_open(LbModelMap *map, const char *path, LbError *err)
{
    struct stat info;
    *map        = (LbModelMap){.fd = -1};
    LbStatus st = open_file(map, path, err);
    if (st != LB_OK) return st;
    if (fstat(map->fd, &info) != 0)
        return lb_error_set(err, LB_ENOINPUT, errno, "cannot open model '%s': %s", path,
                            strerror(errno));
    if (!S_ISREG(info.st_mode))
        return lb_error_set(err, LB_EDATA, 0,
                            "%s: not a regular file: a model is mapped into memory", path);
    map->changed = info.st_mtim;
    if (info.st_size == 0) return LB_OK;
    void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, map->fd, 0);
    if (bytes == MAP_FAILED)
        return lb_error_set(err, status_of(errno, LB_EIO), errno, "cannot map model '%s': %s", path,
                            strerror(errno));
    map->bytes = bytes;
    map->size  = (size_t)info.st_size;
    return LB_OK;
}

LbStatus lb_model_map_check(const LbModelMap *map, LbError *err)
{
    struct stat info;
    if (fstat(map->fd, &info) != 0)
        return lb_error_set(err, LB_EIO, errno, "cannot look at the model again: %s",
                            strerror(errno));
    if ((size_t)info.st_size == map->size && info.st_mtim.tv_sec == map->changed.tv_sec &&
        info.st_mtim.tv_nsec == map->changed.tv_nsec)
        return LB_OK;
    return lb_error_set(err, LB_ETEMPFAIL, 0,
                        "the model was rewritten in place while it was in use: run again; a model "
                        "is replaced by rename, as lbrec-train does");
}

void lb_model_map_close(LbModelMap *map)
{
    if (map->bytes != NULL) (void)munmap((void *)(uintptr_t)map->bytes, map->size);
    if (map->fd >= 0) (void)close(map->fd);
    *map = (LbModelMap){.fd = -1};
}
