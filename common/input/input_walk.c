/* SPDX-License-Identifier: MIT */
#include "common/input/input_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Limited {
    LbReadFn read;
    void    *ctx;
    int64_t  given, max;
} Limited;

static LbStatus read_limited(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    Limited *limited = ctx;
    int64_t  room    = limited->max - limited->given;
    char     probe;
    *got = 0;
    if (room > 0) {
        LbStatus st =
            limited->read(limited->ctx, buffer, room < (int64_t)cap ? (size_t)room : cap, got, err);
        limited->given += (int64_t)*got;
        return st;
    }
    size_t   more = 0;
    LbStatus st   = limited->read(limited->ctx, &probe, 1, &more, err);
    if (st == LB_OK && more > 0)
        return lb_error_set(err, LB_EDATA, 0,
                            "more than %" PRId64 " bytes, which is the limit of one file",
                            limited->max);
    return st;
}

LbStatus lb_walk_visit(const LbVisitor *visitor, const char *path, const char *member,
                       LbReadFn read, void *read_ctx, LbError *err)
{
    Limited  limited = {read, read_ctx, 0, visitor->member_max};
    LbInput *in      = NULL;
    char     name[2 * LB_WALK_NAME];
    (void)snprintf(name, sizeof name, "%s/%s", path, member);
    LbStatus st = lb_input_open_stream(&in, name, read_limited, &limited, err);
    if (st == LB_OK) st = visitor->visit(visitor->ctx, member, in, err);
    lb_input_close(in);
    return st;
}

typedef struct Walk {
    const char      *path;
    const LbVisitor *visitor;
    int              n_members;
} Walk;

static LbStatus read_fd(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    ssize_t n = read(*(const int *)ctx, buffer, cap);
    *got      = n > 0 ? (size_t)n : 0;
    if (n >= 0) return LB_OK;
    if (errno == EINTR) return lb_error_set(err, LB_EINTR, errno, "interrupted");
    return lb_error_set(err, LB_EIO, errno, "cannot read: %s", strerror(errno));
}

static LbStatus cannot_open(const char *path, LbError *err)
{
    return lb_error_set(err, LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
}

static LbStatus visit_file(Walk *walk, const char *full, const char *member, LbError *err)
{
    if (++walk->n_members > LB_WALK_MEMBERS)
        return lb_error_set(err, LB_EDATA, 0, "'%s' has more than %d files", walk->path,
                            LB_WALK_MEMBERS);
    int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return cannot_open(full, err);
    LbStatus st = lb_walk_visit(walk->visitor, walk->path, member, read_fd, &fd, err);
    (void)close(fd);
    return st;
}

static LbStatus walk_level(Walk *walk, const char *folder, int depth, LbError *err);

/* `folder` is the path inside, "" at the top. */
static LbStatus walk_entry(Walk *walk, const char *folder, const char *name, int depth,
                           LbError *err)
{
    char        member[LB_WALK_NAME], full[2 * LB_WALK_NAME];
    struct stat info;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return LB_OK;
    int len = snprintf(member, sizeof member, "%s%s%s", folder, *folder != '\0' ? "/" : "", name);
    int full_len = snprintf(full, sizeof full, "%s/%s", walk->path, member);
    if (len < 0 || len >= (int)sizeof member || full_len < 0 || full_len >= (int)sizeof full)
        return lb_error_set(err, LB_EDATA, 0, "'%s' has a file whose path is too long", walk->path);
    if (lstat(full, &info) != 0) return cannot_open(full, err);
    if (S_ISDIR(info.st_mode)) return walk_level(walk, member, depth + 1, err);
    return S_ISREG(info.st_mode) ? visit_file(walk, full, member, err) : LB_OK;
}

static LbStatus walk_level(Walk *walk, const char *folder, int depth, LbError *err)
{
    char            full[2 * LB_WALK_NAME];
    struct dirent **entries = NULL;
    LbStatus        st      = LB_OK;
    if (depth > LB_WALK_DEPTH)
        return lb_error_set(err, LB_EDATA, 0, "'%s' is more than %d folders deep", walk->path,
                            LB_WALK_DEPTH);
    int len = snprintf(full, sizeof full, "%s/%s", walk->path, folder);
    if (len < 0 || len >= (int)sizeof full)
        return lb_error_set(err, LB_ENOINPUT, ENAMETOOLONG, "cannot open '%s': %s", walk->path,
                            strerror(ENAMETOOLONG));
    int n = scandir(full, &entries, NULL, alphasort);
    if (n < 0) return cannot_open(full, err);
    for (int i = 0; i < n; i++) {
        if (st == LB_OK) st = walk_entry(walk, folder, entries[i]->d_name, depth, err);
        free(entries[i]);
    }
    free(entries);
    return st;
}

LbStatus lb_walk_folder(const char *path, const LbVisitor *visitor, LbError *err)
{
    Walk walk = {path, visitor, 0};
    return walk_level(&walk, "", 0, err);
}
