/* SPDX-License-Identifier: MIT */
#include "trainer/job/overlap.h"

#include "common/base/mem.h"
#include "common/base/path.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum Role { RATINGS, FILMS, WARM_START, MODEL, REPORT } Role;

static const char *const role_names[] = {"RATINGS", "--films", "--warm-start", "--output",
                                         "--report"};

/* One file of a training, and what it is to the system. */
typedef struct Named {
    Role        role;
    const char *path;
    bool        is_there, has_folder;
    struct stat file, folder;
    char *resolved; /* its base name is compared where one of the two files is not there yet */
} Named;

static bool is_input(const Named *file)
{
    return file->role < MODEL;
}

/* What is read from or written to without being a file of its own: nothing can be lost there. */
static bool is_nobodys(const struct stat *info)
{
    return S_ISCHR(info->st_mode);
}

/* What a model cannot be written to: its bytes are not written in their order. */
static bool is_a_way_out(const struct stat *info)
{
    return S_ISFIFO(info->st_mode) || S_ISSOCK(info->st_mode) || S_ISBLK(info->st_mode);
}

/* Without an answer nobody knows what would be replaced. */
static LbStatus look_at(bool *is_there, struct stat *info, const char *path, const Named *file,
                        LbError *err)
{
    *is_there = stat(path, info) == 0;
    if (*is_there || errno == ENOENT || errno == ENOTDIR) return LB_OK;
    return lb_error_set(err, is_input(file) ? LB_ENOINPUT : LB_ECREATE, errno, "cannot %s '%s': %s",
                        is_input(file) ? "open" : "create", file->path, strerror(errno));
}

static LbStatus look_at_folder(Named *file, LbError *err)
{
    LbStatus st     = LB_OK;
    char    *folder = NULL;
    LB_TRY(lb_path_resolve(&file->resolved, file->path, err));
    folder = lb_path_folder(file->resolved);
    if (folder == NULL) LB_FAIL_NOMEM(0);
    LB_TRY(look_at(&file->has_folder, &file->folder, folder, file, err));
cleanup:
    free(folder);
    return st;
}

static LbStatus look(Named *file, LbError *err)
{
    if (strcmp(file->path, "-") == 0 && file->role != MODEL) {
        int fd         = is_input(file) ? STDIN_FILENO : STDOUT_FILENO;
        file->is_there = fstat(fd, &file->file) == 0 && !is_nobodys(&file->file);
        return LB_OK;
    }
    LbStatus st = look_at(&file->is_there, &file->file, file->path, file, err);
    if (st != LB_OK) return st;
    if (file->is_there && file->role == MODEL && is_a_way_out(&file->file))
        return lb_error_set(err, LB_ECREATE, 0,
                            "cannot create '%s': it is a pipe, socket or disk, and a model needs a "
                            "file",
                            file->path);
    if (file->is_there && !S_ISREG(file->file.st_mode)) {
        file->is_there = !is_nobodys(&file->file);
        return LB_OK;
    }
    return look_at_folder(file, err);
}

static bool is_same_inode(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool lie_together(const Named *a, const Named *b)
{
    return a->has_folder && b->has_folder && is_same_inode(&a->folder, &b->folder);
}

/* Where neither is there yet nobody knows whether the folder tells "M.h5" from "m.h5": a USB stick
 * does not. */
static bool is_same(const Named *a, const Named *b)
{
    if (a->is_there && b->is_there) return is_same_inode(&a->file, &b->file);
    return !a->is_there && !b->is_there && lie_together(a, b) &&
           strcasecmp(lb_path_base(a->resolved), lb_path_base(b->resolved)) == 0;
}

/* "MODEL.lock", "MODEL.7", "MODEL.tmp.123". */
static bool belongs_to_model(const Named *model, const Named *file)
{
    if (!lie_together(model, file)) return false;
    const char *base = lb_path_base(model->resolved), *name = lb_path_base(file->resolved);
    size_t      len = strlen(base);
    if (strncasecmp(name, base, len) != 0 || name[len] != '.') return false;
    const char *rest = name + len + 1;
    return strcasecmp(rest, "lock") == 0 || strncasecmp(rest, "tmp.", 4) == 0 ||
           (*rest != '\0' && strspn(rest, "0123456789") == strlen(rest));
}

static LbStatus check_pair(const Named *a, const Named *b, LbError *err)
{
    if (a->role == RATINGS && b->role == RATINGS && is_same(a, b))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "RATINGS '%s' and RATINGS '%s' are one file: it would be read twice",
                            a->path, b->path);
    if (is_input(a) && is_input(b)) return LB_OK;
    if (is_same(a, b) && !(a->role == WARM_START && b->role == MODEL))
        return lb_error_set(err, LB_EUSAGE, 0, "%s '%s' and %s '%s' are one file: %s",
                            role_names[a->role], a->path, role_names[b->role], b->path,
                            is_input(a) ? "an input is never overwritten"
                                        : "the second would replace the first");
    if (a->role == MODEL && b->role == REPORT && belongs_to_model(a, b))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--report '%s' is a name that the model '%s' needs beside it: name "
                            "another",
                            b->path, a->path);
    return LB_OK;
}

static LbStatus compare_all(Named *files, int n, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < n; i++)
        LB_TRY(look(&files[i], err));
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++)
            LB_TRY(check_pair(&files[i], &files[k], err));
cleanup:
    return st;
}

LbStatus lb_overlap_check(const LbTrainSettings *settings, LbError *err)
{
    LbStatus st    = LB_OK;
    int      n     = 0;
    Named   *files = NULL;
    LB_ALLOC_ZEROED(files, settings->inputs.n + 2 + settings->n_films_paths + settings->n_reports);
    for (int i = 0; i < settings->inputs.n; i++)
        files[n++] = (Named){.role = RATINGS, .path = settings->inputs.path[i]};
    for (int i = 0; i < settings->n_films_paths; i++)
        files[n++] = (Named){.role = FILMS, .path = settings->films_paths[i]};
    if (settings->warm_path != NULL)
        files[n++] = (Named){.role = WARM_START, .path = settings->warm_path};
    files[n++] = (Named){.role = MODEL, .path = settings->model_path};
    for (int i = 0; i < settings->n_reports; i++)
        files[n++] = (Named){.role = REPORT, .path = settings->reports[i]};
    LB_TRY(compare_all(files, n, err));
cleanup:
    for (int i = 0; i < n; i++)
        free(files[i].resolved);
    free(files);
    return st;
}
