/* SPDX-License-Identifier: MIT */
#include "trainer/publish/generations.h"

#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/base/slice.h"

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

static bool is_same_file(int folder, const char *name, const struct stat *file)
{
    struct stat info;
    return file->st_nlink > 1 && fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           info.st_dev == file->st_dev && info.st_ino == file->st_ino;
}

static LbStatus open_folder(DIR **out, const char *model, LbError *err)
{
    LbStatus st     = LB_OK;
    char    *folder = lb_path_folder(model);
    *out            = NULL;
    if (folder == NULL) LB_FAIL_NOMEM(0);
    *out = opendir(folder);
    if (*out == NULL)
        LB_FAIL(LB_ECREATE, errno, "cannot read folder '%s': %s", folder, strerror(errno));
cleanup:
    free(folder);
    return st;
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

LbStatus lb_generations_find(LbGenerations *out, const char *model, LbError *err)
{
    DIR        *dir     = NULL;
    const char *base    = lb_path_base(model);
    struct stat present = {0};
    LbStatus    st      = open_folder(&dir, model, err);
    out->n              = 0;
    if (st != LB_OK) return st;
    if (stat(model, &present) != 0) present.st_nlink = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        int32_t number = number_of(suffix_of(entry->d_name, base));
        if (number > 0 && !is_same_file(dirfd(dir), entry->d_name, &present)) insert(out, number);
    }
    closedir(dir);
    return LB_OK;
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

static LbStatus rename_to(const char *from, const char *to, LbError *err)
{
    if (rename(from, to) == 0) return LB_OK;
    return lb_error_set(err, LB_ECREATE, errno, "cannot rename '%s' to '%s': %s", from, to,
                        strerror(errno));
}

static LbStatus renumber(const char *model, int32_t from, int32_t to, LbError *err)
{
    LbStatus st  = LB_OK;
    char    *old = NULL, *fresh = NULL;
    if (from == to) return LB_OK;
    LB_TRY(lb_generations_path(&old, model, from, err));
    LB_TRY(lb_generations_path(&fresh, model, to, err));
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

/* The present model gets a second name: 1. */
static LbStatus keep_present(const char *model, LbError *err)
{
    LbStatus st    = LB_OK;
    char    *first = NULL;
    LB_TRY(make_way(model, err));
    LB_TRY(lb_generations_path(&first, model, 1, err));
    if (link(model, first) != 0)
        LB_FAIL(LB_ECREATE, errno,
                "cannot keep '%s' as '%s': %s; without --keep the new model can be put in its "
                "place",
                model, first, strerror(errno));
cleanup:
    free(first);
    return st;
}

LbStatus lb_generations_replace(const char *model, const char *fresh, bool keeps, LbError *err)
{
    LbStatus st = LB_OK;
    if (keeps) LB_TRY(keep_present(model, err));
    LB_TRY(rename_to(fresh, model, err));
    LB_TRY(lb_path_sync_folder(model, err));
cleanup:
    return st;
}

LbStatus lb_generations_prune(const char *model, int32_t keep, LbError *err)
{
    LbStatus      st   = LB_OK;
    char         *path = NULL;
    LbGenerations list;
    LB_TRY(lb_generations_find(&list, model, err));
    for (int32_t i = keep; i < list.n; i++) {
        LB_TRY(lb_generations_path(&path, model, list.number[i], err));
        if (unlink(path) != 0 && errno != ENOENT)
            LB_FAIL(LB_ECREATE, errno, "cannot remove '%s': %s", path, strerror(errno));
        free(path);
        path = NULL;
    }
cleanup:
    free(path);
    return st;
}

LbStatus lb_generations_tidy(const char *model, LbError *err)
{
    DIR        *dir     = NULL;
    const char *base    = lb_path_base(model);
    struct stat present = {0};
    LbStatus    st      = open_folder(&dir, model, err);
    if (st != LB_OK) return st;
    if (stat(model, &present) != 0) present.st_nlink = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        const char *suffix = suffix_of(entry->d_name, base);
        bool is_second = number_of(suffix) > 0 && is_same_file(dirfd(dir), entry->d_name, &present);
        if (is_leftover(suffix) || is_second) (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    return LB_OK;
}

LbStatus lb_generations_close_gaps(const char *model, LbError *err)
{
    LbGenerations list;
    return close_gaps(&list, model, err);
}
