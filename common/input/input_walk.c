/* SPDX-License-Identifier: MIT */
#include "common/input/input_walk.h"

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
    struct {
        dev_t device;
        ino_t inode;
    } above[DEPTH + 1]; /* the folders on the way down: a link may lead back */
} Walk;

static LbStatus cannot_open(const char *path, LbError *err)
{
    return lb_error_set(err, LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
}

/* A file of a folder, opened when it is first read: what nobody wants may be out of reach. */
typedef struct Lazy {
    const char *path;
    int         fd; /* -1 until then */
} Lazy;

static LbStatus read_lazily(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    Lazy *file = ctx;
    *got       = 0;
    if (file->fd < 0) file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->fd < 0) return cannot_open(file->path, err);
    ssize_t n = read(file->fd, buffer, cap);
    *got      = n > 0 ? (size_t)n : 0;
    if (n >= 0) return LB_OK;
    if (errno == EINTR) return lb_error_set(err, LB_EINTR, errno, "interrupted");
    return lb_error_set(err, LB_EIO, errno, "cannot read: %s", strerror(errno));
}

static LbStatus visit_file(Walk *walk, const char *full, const char *member, LbError *err)
{
    if (++walk->n_members > LB_ARCHIVE_MEMBERS)
        return lb_error_set(err, LB_EDATA, 0, "'%s' has more than %d files", walk->path,
                            LB_ARCHIVE_MEMBERS);
    Lazy     file = {full, -1};
    LbStatus st   = visit_member(walk->visitor, walk->path, member, read_lazily, &file, err);
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
        return lb_error_set(err, LB_EDATA, 0, "'%s' has a file whose path is too long", walk->path);
    if (lstat(full, &info) != 0) return cannot_open(full, err);
    bool leads_nowhere = S_ISLNK(info.st_mode) && stat(full, &info) != 0;
    if (S_ISDIR(info.st_mode)) return walk_level(walk, member, depth + 1, err);
    return S_ISREG(info.st_mode) || leads_nowhere ? visit_file(walk, full, member, err) : LB_OK;
}

/* Whether a folder is one of those on the way to it; else it is noted as the last of them. */
static bool leads_back(Walk *walk, const char *full, int depth)
{
    struct stat info;
    if (stat(full, &info) != 0) return false; /* whoever opens it will fail */
    for (int i = 0; i < depth; i++)
        if (walk->above[i].device == info.st_dev && walk->above[i].inode == info.st_ino)
            return true;
    walk->above[depth].device = info.st_dev;
    walk->above[depth].inode  = info.st_ino;
    return false;
}

static LbStatus walk_level(Walk *walk, const char *folder, int depth, LbError *err)
{
    char            full[2 * NAME];
    struct dirent **entries = NULL;
    LbStatus        st      = LB_OK;
    if (depth > DEPTH)
        return lb_error_set(err, LB_EDATA, 0, "'%s' is more than %d folders deep", walk->path,
                            DEPTH);
    int len = snprintf(full, sizeof full, "%s/%s", walk->path, folder);
    if (len < 0 || len >= (int)sizeof full)
        return lb_error_set(err, LB_ENOINPUT, ENAMETOOLONG, "cannot open '%s': %s", walk->path,
                            strerror(ENAMETOOLONG));
    if (leads_back(walk, full, depth)) return LB_OK;
    int n = scandir(full, &entries, NULL, alphasort);
    if (n < 0) return cannot_open(full, err);
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

/* Failures of the archive get its path in front; those of the visitor are its own. */
static LbStatus walk_archive(LbSource *source, const char *path, const Visitor *visitor, bool any,
                             LbError *err)
{
    LbArchive *archive = NULL;
    char       member[NAME];
    int        index   = 0;
    bool       more    = true;
    bool       visited = false, is_bare = false;
    LbStatus   st = lb_input_archive_open(&archive, source, any, err);
    if (st == LB_OK && any) st = lb_input_archive_is_bare(archive, &is_bare, err);
    while (st == LB_OK) {
        visited = false;
        st      = next_member(archive, member, &index, &more, err);
        if (st != LB_OK || !more) break;
        if (is_bare) member[0] = '\0';
        visited = true;
        st      = visit_member(visitor, path, member, read_member, archive, err);
    }
    lb_input_archive_close(archive);
    return st == LB_OK || visited ? st : lb_error_context(err, st, "%s", path);
}

static LbStatus read_source(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    return lb_input_source_read(ctx, buffer, cap, got, err);
}

static LbStatus walk(const char *path, int64_t member_max, LbMemberFn visit, void *ctx, bool any,
                     LbError *err)
{
    struct stat info;
    LbSource    source;
    Visitor     visitor = {visit, ctx, member_max};
    Walk        folder  = {.path = path, .visitor = &visitor};
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return walk_level(&folder, "", 0, err);
    LbStatus st = lb_input_source_open(&source, path, err);
    if (st != LB_OK) return st;
    const char *name = lb_input_source_name(path);
    if (lb_input_source_packing(&source) != LB_PACKING_NONE)
        st = walk_archive(&source, name, &visitor, any, err);
    else if (lb_input_source_foreign(&source) != NULL)
        st = lb_error_set(err, LB_EDATA, 0, "%s: %s: expected a zip, a tar or a text file", name,
                          lb_input_source_foreign(&source));
    else if (any)
        st = visit_member(&visitor, name, "", read_source, &source, err);
    else
        st = lb_error_set(err, LB_EDATA, 0, "'%s' is neither a folder nor a zip or tar archive",
                          path);
    lb_input_source_close(&source);
    return st;
}

LbStatus lb_input_walk(const char *path, int64_t member_max, LbMemberFn visit, void *ctx,
                       LbError *err)
{
    return walk(path, member_max, visit, ctx, false, err);
}

LbStatus lb_input_walk_any(const char *path, int64_t member_max, LbMemberFn visit, void *ctx,
                           LbError *err)
{
    return walk(path, member_max, visit, ctx, true, err);
}
