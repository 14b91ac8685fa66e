/* SPDX-License-Identifier: MIT */
#include "common/input/input_walk.h"

#include "common/base/interrupt.h"
#include "common/input/input_archive.h"
#include "common/input/input_source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 8, NAME = 4096 };

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

typedef struct Visitor {
    LbMemberFn visit;
    void      *ctx;
    int64_t    member_max;
} Visitor;

/* Hand one member, whose bytes `read` gives, to the visitor as the input "path/member". */
static LbStatus visit_member(const Visitor *visitor, const char *path, const char *member,
                             LbReadFn read, void *read_ctx, LbError *err)
{
    Limited  limited = {read, read_ctx, 0, visitor->member_max};
    LbInput *in      = NULL;
    char     name[2 * NAME];
    (void)snprintf(name, sizeof name, "%s%s%s", path, *member != '\0' ? "/" : "", member);
    LbStatus st = lb_input_open_stream(&in, name, read_limited, &limited, err);
    if (st == LB_OK) st = visitor->visit(visitor->ctx, member, in, err);
    lb_input_close(in);
    return st;
}

typedef struct Walk {
    const char    *path;
    const Visitor *visitor;
    int            n_members;
    struct stat    trail[DEPTH + 1]; /* the folders around the one that is walked */
} Walk;

static LbStatus cannot_open(const char *path, int code, LbError *err)
{
    return lb_error_set(err, LB_ENOINPUT, code, "cannot open '%s': %s", path, strerror(code));
}

typedef struct File {
    const char *path;
    int         fd;    /* -1: it could not be opened, which matters when it is read */
    int         error; /* why */
} File;

static LbStatus read_file(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    const File *file = ctx;
    *got             = 0;
    if (file->fd < 0) return cannot_open(file->path, file->error, err);
    ssize_t n = lb_interrupt_read(file->fd, buffer, cap);
    if (n > 0) *got = (size_t)n;
    if (n >= 0) return LB_OK;
    if (errno == EINTR) return lb_error_set(err, LB_EINTR, errno, "interrupted");
    return lb_error_set(err, LB_EIO, errno, "cannot read: %s", strerror(errno));
}

/* A regular file, or a link to one. A FIFO that has come in its place must not stop us. */
static LbStatus visit_file(Walk *walk, const char *full, const char *member, LbError *err)
{
    struct stat info;
    if (++walk->n_members > LB_ARCHIVE_MEMBERS)
        return lb_error_set(err, LB_EDATA, 0, "more than %d files", LB_ARCHIVE_MEMBERS);
    File file = {full, lb_interrupt_open(full, 0), 0};
    if (file.fd < 0) file.error = errno;
    if (file.fd >= 0 && fstat(file.fd, &info) != 0) {
        file.error = errno; /* no reason to think that it is not there */
        (void)close(file.fd);
        file.fd = -1;
    }
    LbStatus st = LB_OK;
    if (file.fd < 0 || S_ISREG(info.st_mode))
        st = visit_member(walk->visitor, walk->path, member, read_file, &file, err);
    if (file.fd >= 0) (void)close(file.fd);
    return st;
}

static LbStatus walk_level(Walk *walk, const char *folder, int depth, LbError *err);

/* `folder` is the path inside, "" at the top. */
static LbStatus walk_entry(Walk *walk, const char *folder, const char *name, int depth,
                           LbError *err)
{
    char        member[NAME], full[2 * NAME];
    struct stat info;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return LB_OK;
    int len = snprintf(member, sizeof member, "%s%s%s", folder, *folder != '\0' ? "/" : "", name);
    int full_len = snprintf(full, sizeof full, "%s/%s", walk->path, member);
    if (len < 0 || len >= (int)sizeof member || full_len < 0 || full_len >= (int)sizeof full)
        return lb_error_set(err, LB_EDATA, 0, "a file whose path is too long");
    if (lstat(full, &info) != 0) return cannot_open(full, errno, err);
    bool is_link = S_ISLNK(info.st_mode);
    if (is_link && stat(full, &info) != 0) return visit_file(walk, full, member, err);
    if (S_ISDIR(info.st_mode)) return walk_level(walk, member, depth + 1, err);
    return S_ISREG(info.st_mode) || is_link ? visit_file(walk, full, member, err) : LB_OK;
}

/* A link to a folder that we are in; else it is put down. */
static bool leads_round(Walk *walk, const char *full, int depth)
{
    struct stat *here = &walk->trail[depth];
    if (stat(full, here) != 0) return false; /* which scandir() will say */
    for (int i = 0; i < depth; i++)
        if (walk->trail[i].st_dev == here->st_dev && walk->trail[i].st_ino == here->st_ino)
            return true;
    return false;
}

static LbStatus walk_level(Walk *walk, const char *folder, int depth, LbError *err)
{
    char            full[2 * NAME];
    struct dirent **entries = NULL;
    LbStatus        st      = LB_OK;
    if (depth > DEPTH) return lb_error_set(err, LB_EDATA, 0, "more than %d folders deep", DEPTH);
    int len = snprintf(full, sizeof full, "%s/%s", walk->path, folder);
    if (len < 0 || len >= (int)sizeof full) return cannot_open(walk->path, ENAMETOOLONG, err);
    if (leads_round(walk, full, depth)) return LB_OK;
    int n = scandir(full, &entries, NULL, alphasort);
    if (n < 0) return cannot_open(full, errno, err);
    for (int i = 0; i < n; i++) {
        if (st == LB_OK) st = walk_entry(walk, folder, entries[i]->d_name, depth, err);
        free(entries[i]);
    }
    free(entries);
    return st;
}

/* The path inside, without empty and "." parts. */
static LbStatus member_name(char out[NAME], const char *path, int index, LbError *err)
{
    size_t len   = 0;
    int    depth = 0;
    for (const char *part = path; *part != '\0';) {
        size_t n = strcspn(part, "/");
        if (n == 2 && memcmp(part, "..", 2) == 0)
            return lb_error_set(err, LB_EDATA, 0, "member '%s' points outside of the archive",
                                path);
        if (n > 0 && !(n == 1 && *part == '.')) {
            if (++depth > DEPTH + 1)
                return lb_error_set(err, LB_EDATA, 0, "more than %d folders deep", DEPTH);
            if (len + n + 2 > NAME)
                return lb_error_set(err, LB_EDATA, 0, "the name of member %d is too long", index);
            if (len > 0) out[len++] = '/';
            memcpy(out + len, part, n);
            len += n;
        }
        part += n + (part[n] == '/');
    }
    out[len] = '\0';
    /* In an encoding that cannot be told: nobody will look for it by name. */
    if (len == 0) (void)snprintf(out, NAME, "unnamed-%d", index);
    return LB_OK;
}

static LbStatus read_member(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    return lb_input_archive_read(ctx, buffer, cap, got, err);
}

/* The next regular file: its name. *more = false at the end. Counts the members in *index. */
static LbStatus next_member(LbArchive *archive, char name[NAME], int *index, bool *more,
                            LbError *err)
{
    LbArchiveMember member;
    do {
        LbStatus st = lb_input_archive_next(archive, &member, more, err);
        if (st != LB_OK || !*more) return st;
        if (++*index > LB_ARCHIVE_MEMBERS)
            return lb_error_set(err, LB_EDATA, 0, "more than %d members", LB_ARCHIVE_MEMBERS);
    } while (!member.is_regular);
    return member_name(name, member.path, *index, err);
}

static LbStatus no_archive(LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0, "neither a folder nor a zip or tar archive");
}

static LbStatus walk_archive(LbSource *source, const char *path, const Visitor *visitor, bool any,
                             LbError *err)
{
    LbStatus   st           = LB_OK;
    LbArchive *archive      = NULL;
    char       member[NAME] = "";
    int        index        = 0;
    bool       more = true, is_bare = false;
    LB_TRY(lb_input_archive_open(&archive, source, true, err));
    LB_TRY(lb_input_archive_is_bare(archive, &is_bare, err));
    if (is_bare && !any) LB_TRY(no_archive(err));
    for (;;) {
        LB_TRY(next_member(archive, member, &index, &more, err));
        if (!more) break;
        if (is_bare) member[0] = '\0';
        LB_TRY(visit_member(visitor, path, member, read_member, archive, err));
    }
cleanup:
    lb_input_archive_close(archive);
    return st;
}

static LbStatus read_source(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    return lb_input_source_read(ctx, buffer, cap, got, err);
}

static LbStatus visit_source(LbSource *source, const char *path, const Visitor *visitor, bool any,
                             LbError *err)
{
    const char *foreign = lb_input_source_foreign(source);
    if (lb_input_source_packing(source) != LB_PACKING_NONE)
        return walk_archive(source, path, visitor, any, err);
    if (foreign != NULL)
        return lb_error_set(err, LB_EDATA, 0, "%s: expected a folder, a zip or tar, or a text",
                            foreign);
    return any ? visit_member(visitor, path, "", read_source, source, err) : no_archive(err);
}

static LbStatus walk_path(const char *path, const Visitor *visitor, bool any, LbError *err)
{
    struct stat info;
    LbSource    source;
    Walk        walk = {.path = path, .visitor = visitor};
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return walk_level(&walk, "", 0, err);
    LbStatus st = lb_input_source_open(&source, path, err);
    if (st != LB_OK) return st;
    st = visit_source(&source, lb_input_source_name(path), visitor, any, err);
    lb_input_source_close(&source);
    return st;
}

LbStatus lb_input_walk(const char *path, int64_t member_max, LbMemberFn visit, void *ctx,
                       LbError *err)
{
    return walk_path(path, &(Visitor){visit, ctx, member_max}, false, err);
}

LbStatus lb_input_walk_any(const char *path, int64_t member_max, LbMemberFn visit, void *ctx,
                           LbError *err)
{
    return walk_path(path, &(Visitor){visit, ctx, member_max}, true, err);
}
