/* SPDX-License-Identifier: MIT */
#include "trainer/publish/generations.h"

#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/base/slice.h"
#include "common/model/model_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What follows BASE and a dot; NULL when the name begins otherwise. */
static const char *suffix_of(const char *name, const char *base)
{
    size_t len = strlen(base);
    return strncmp(name, base, len) == 0 && name[len] == '.' ? name + len + 1 : NULL;
}

/* The number of a generation as this program writes it, else 0. */
static int32_t number_of(const char *suffix)
{
    int64_t number = 0;
    size_t  len    = suffix != NULL ? strspn(suffix, "0123456789") : 0;
    if (len == 0 || len > 9 || suffix[len] != '\0' || suffix[0] == '0') return 0;
    return lb_slice_to_int((LbSlice){suffix, len}, &number) ? (int32_t)number : 0;
}

/* Behind "tmp.PID"; NULL when the text begins otherwise. */
static const char *skip_temporary(const char *suffix)
{
    size_t digits = 0;
    if (suffix == NULL || strncmp(suffix, "tmp.", 4) != 0) return NULL;
    digits = strspn(suffix + 4, "0123456789");
    return digits > 0 ? suffix + 4 + digits : NULL;
}

/* "tmp.PID", a model before it is published, and "tmp.PID.tmp.PID", the same while it is written.
 */
static bool is_leftover(const char *suffix)
{
    const char *end = skip_temporary(suffix);
    if (end != NULL && *end == '.') end = skip_temporary(end + 1);
    return end != NULL && *end == '\0';
}

static LbStatus is_same_file(bool *is_same, int folder, const char *name, const struct stat *file,
                             LbError *err)
{
    struct stat info;
    *is_same = false;
    if (file->st_nlink < 2) return LB_OK;
    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0) return lb_path_unseen(name, err);
    *is_same = info.st_dev == file->st_dev && info.st_ino == file->st_ino;
    return LB_OK;
}

/* The names of a folder, one after the other. */
typedef struct Listing {
    DIR  *dir;
    char *folder;
} Listing;

static void close_listing(Listing *list)
{
    if (list->dir != NULL) closedir(list->dir);
    free(list->folder);
}

static LbStatus open_listing(Listing *list, const char *model, LbError *err)
{
    LbStatus st  = LB_OK;
    *list        = (Listing){0};
    list->folder = lb_path_folder(model);
    if (list->folder == NULL) LB_FAIL_NOMEM(0);
    list->dir = opendir(list->folder);
    if (list->dir == NULL)
        LB_FAIL(LB_ECREATE, errno, "cannot read folder '%s': %s", list->folder, strerror(errno));
cleanup:
    return st;
}

/* *name = NULL at the end. A name that is not given for a failure must not pass for one that is not
 * there. */
static LbStatus next_name(const char **name, const Listing *list, LbError *err)
{
    errno               = 0;
    struct dirent *next = readdir(list->dir);
    *name               = next != NULL ? next->d_name : NULL;
    if (next != NULL || errno == 0) return LB_OK;
    return lb_error_set(err, LB_EIO, errno, "cannot read folder '%s': %s", list->folder,
                        strerror(errno));
}

static void insert(LbGenerations *list, int32_t number)
{
    int32_t at = list->n;
    while (at > 0 && list->number[at - 1] > number)
        at--;
    if (at == LB_GENERATIONS_MAX) return;
    if (list->n == LB_GENERATIONS_MAX) list->n--; /* the oldest is not seen */
    memmove(list->number + at + 1, list->number + at,
            (size_t)(list->n - at) * sizeof *list->number);
    list->number[at] = number;
    list->n++;
}

/* A file of somebody else may have such a name. One that cannot be looked at is taken for ours:
 * nothing is done to it before it can. A symbolic link is not: put in the place of the model that it
 * leads to, it would lead to itself. */
static LbStatus is_ours(bool *is_model, const char *model, int32_t number, LbError *err)
{
    struct stat info;
    LbError     why  = {0};
    char       *path = NULL;
    LbStatus    st   = lb_generations_path(&path, model, number, err);
    if (st != LB_OK) return st;
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
        *is_model = false;
    else if (lb_model_file_probe(is_model, path, &why) != LB_OK)
        *is_model = why.detail != ENOENT;
    free(path);
    return LB_OK;
}

/* The model that is there; st_nlink = 0 when none is. */
static LbStatus look_at_current(struct stat *info, const char *model, LbError *err)
{
    if (stat(model, info) == 0) return LB_OK;
    *info = (struct stat){0};
    return lb_path_unseen(model, err);
}

LbStatus lb_generations_find(LbGenerations *out, const char *model, LbError *err)
{
    LbStatus    st = LB_OK;
    Listing     list;
    const char *name = NULL, *base = lb_path_base(model);
    struct stat present;
    out->n = 0;
    LB_TRY(open_listing(&list, model, err));
    LB_TRY(look_at_current(&present, model, err));
    for (;;) {
        bool is_model = false, is_second = false;
        LB_TRY(next_name(&name, &list, err));
        if (name == NULL) break;
        int32_t number = number_of(suffix_of(name, base));
        if (number == 0) continue;
        LB_TRY(is_same_file(&is_second, dirfd(list.dir), name, &present, err));
        if (is_second) continue;
        LB_TRY(is_ours(&is_model, model, number, err));
        if (is_model) insert(out, number);
    }
cleanup:
    close_listing(&list);
    return st;
}

LbStatus lb_generations_path(char **out, const char *model, int32_t number, LbError *err)
{
    LbStatus st  = LB_OK;
    size_t   len = strlen(model) + 16;
    *out         = NULL;
    LB_ALLOC(*out, len);
    (void)snprintf(*out, len, "%s.%d", model, (int)number);
cleanup:
    return st;
}

static LbStatus in_the_way(const char *path, LbError *err)
{
    return lb_error_set(err, LB_ECREATE, EEXIST,
                        "'%s' is in the way of the earlier models, and is none: move it away, or "
                        "train without --keep",
                        path);
}

static LbStatus check_free(const char *path, LbError *err)
{
    struct stat info;
    if (lstat(path, &info) == 0) return in_the_way(path, err);
    return lb_path_unseen(path, err);
}

static LbStatus rename_to(const char *from, const char *to, LbError *err)
{
    if (rename(from, to) == 0) return LB_OK;
    return lb_error_set(err, LB_ECREATE, errno, "cannot rename '%s' to '%s': %s", from, to,
                        strerror(errno));
}

/* The new number is free, or something of somebody else has it. */
static LbStatus renumber(const char *model, int32_t from, int32_t to, LbError *err)
{
    LbStatus st  = LB_OK;
    char    *old = NULL, *fresh = NULL;
    if (from == to) return LB_OK;
    LB_TRY(lb_generations_path(&old, model, from, err));
    LB_TRY(lb_generations_path(&fresh, model, to, err));
    LB_TRY(check_free(fresh, err));
    LB_TRY(rename_to(old, fresh, err));
cleanup:
    free(old);
    free(fresh);
    return st;
}

/* 1, 2, 3, ... without gaps. Each moves down or stays, the newest first: none is in another's way.
 */
static LbStatus close_gaps(LbGenerations *list, const char *model, LbError *err)
{
    LbStatus st = lb_generations_find(list, model, err);
    for (int32_t i = 0; st == LB_OK && i < list->n; i++)
        st = renumber(model, list->number[i], i + 1, err);
    return st;
}

/* All move up by one, the oldest first. */
static LbStatus make_way(const char *model, LbError *err)
{
    LbGenerations list;
    LbStatus      st = close_gaps(&list, model, err);
    for (int32_t i = list.n; st == LB_OK && i > 0; i--)
        st = renumber(model, i, i + 1, err);
    return st;
}

/* The current model gets a second name: 1. */
static LbStatus keep_current(const char *model, LbError *err)
{
    LbStatus st    = LB_OK;
    char    *first = NULL;
    LB_TRY(make_way(model, err));
    LB_TRY(lb_generations_path(&first, model, 1, err));
    if (link(model, first) == 0) goto cleanup;
    if (errno == EEXIST) LB_TRY(in_the_way(first, err));
    LB_FAIL(LB_ECREATE, errno,
            "cannot keep '%s' as '%s': %s; without --keep the new model can be put in its place",
            model, first, strerror(errno));
cleanup:
    free(first);
    return st;
}

/* Half-way back: no model has two names, and the numbers are what they were. Best effort: what
 * remains is read correctly, and the next change puts it right. */
static void restore(const char *model)
{
    LbGenerations list;
    if (lb_generations_tidy(model, NULL) == LB_OK) (void)close_gaps(&list, model, NULL);
}

LbStatus lb_generations_replace(const char *model, const char *fresh, bool keeps, LbError *err)
{
    LbStatus st = keeps ? keep_current(model, err) : LB_OK;
    if (st == LB_OK) st = rename_to(fresh, model, err);
    if (st != LB_OK && keeps) restore(model);
    return st;
}

LbStatus lb_generations_check(const char *model, LbError *err)
{
    LbStatus      st    = LB_OK;
    char         *path  = NULL;
    int32_t       known = 0;
    LbGenerations list;
    LB_TRY(lb_generations_find(&list, model, err));
    for (int32_t number = 1; number <= list.n + 1; number++) {
        while (known < list.n && list.number[known] < number)
            known++;
        if (known < list.n && list.number[known] == number) continue;
        LB_TRY(lb_generations_path(&path, model, number, err));
        LB_TRY(check_free(path, err));
        free(path);
        path = NULL;
    }
cleanup:
    free(path);
    return st;
}

/* Removed is what certainly is a model. */
static LbStatus remove_generation(const char *model, int32_t number, LbError *err)
{
    LbStatus st       = LB_OK;
    char    *path     = NULL;
    bool     is_model = false;
    LB_TRY(lb_generations_path(&path, model, number, err));
    LB_TRY(lb_model_file_probe(&is_model, path, err));
    if (is_model && unlink(path) != 0 && errno != ENOENT)
        LB_FAIL(LB_ECREATE, errno, "cannot remove '%s': %s", path, strerror(errno));
cleanup:
    free(path);
    return st;
}

LbStatus lb_generations_prune(const char *model, int32_t keep, LbError *err)
{
    LbGenerations list;
    LbStatus      st = lb_generations_find(&list, model, err);
    for (int32_t i = keep; st == LB_OK && i < list.n; i++)
        st = remove_generation(model, list.number[i], err);
    return st;
}

/* The beginning of a model that is being written, or nothing yet; HDF5 writes the first bytes last. */
static bool is_unfinished(int folder, const char *name)
{
    static const char signature[8] = {(char)0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    static const char nothing[8]   = {0};
    char              head[8]      = {0};
    struct stat       info;
    int               fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool              is_file = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
                   pread(fd, head, sizeof head, 0) >= 0;
    if (fd >= 0) (void)close(fd);
    return is_file &&
           (memcmp(head, signature, sizeof head) == 0 || memcmp(head, nothing, sizeof head) == 0);
}

LbStatus lb_generations_tidy(const char *model, LbError *err)
{
    LbStatus    st = LB_OK;
    Listing     list;
    const char *name = NULL, *base = lb_path_base(model);
    struct stat present;
    LB_TRY(open_listing(&list, model, err));
    LB_TRY(look_at_current(&present, model, err));
    for (;;) {
        LB_TRY(next_name(&name, &list, err));
        if (name == NULL) break;
        const char *suffix    = suffix_of(name, base);
        int         folder    = dirfd(list.dir);
        bool        is_second = false;
        if (number_of(suffix) > 0) LB_TRY(is_same_file(&is_second, folder, name, &present, err));
        bool is_rest = is_leftover(suffix) && is_unfinished(folder, name);
        if ((is_second || is_rest) && unlinkat(folder, name, 0) != 0 && errno != ENOENT &&
            is_second)
            LB_FAIL(LB_ECREATE, errno, "'%s/%s' is a second name of the model, and stays: %s",
                    list.folder, name, strerror(errno));
    }
cleanup:
    close_listing(&list);
    return st;
}

LbStatus lb_generations_close_gaps(const char *model, LbError *err)
{
    LbGenerations list;
    return close_gaps(&list, model, err);
}
