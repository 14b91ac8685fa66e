/* SPDX-License-Identifier: MIT */
#include "query/serve/model_holder.h"

#include "common/base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct LbModelHolder {
    const char         *path;
    const LbReporter   *reporter;
    struct stat         seen; /* the file that was looked at last, good or not */
    pthread_mutex_t     lock; /* guards all below */
    LbHeldModel        *present;
    LbModelHolderCounts counts;
};

static void free_model(LbHeldModel *model)
{
    if (model == NULL) return;
    lb_title_search_free(model->titles);
    lb_session_close(&model->session);
    free(model);
}

static LbStatus open_model(LbHeldModel **out, const char *path, const struct stat *file,
                           LbError *err)
{
    LbStatus     st    = LB_OK;
    LbHeldModel *model = NULL;
    *out               = NULL;
    LB_ALLOC_ZEROED(model, 1);
    model->holders = 1;
    LB_TRY(lb_session_open(&model->session, path, true, err));
    LB_TRY(lb_title_search_new(&model->titles, &model->session.model->films, err));
    snprintf(model->tag, sizeof model->tag, "%llx-%llx-%llx", (unsigned long long)file->st_ino,
             (unsigned long long)file->st_size,
             (unsigned long long)file->st_mtim.tv_sec * 1000000000ULL +
                 (unsigned long long)file->st_mtim.tv_nsec);
    *out  = model;
    model = NULL;
cleanup:
    free_model(model);
    return st;
}

static LbStatus look(struct stat *file, const char *path, LbError *err)
{
    if (stat(path, file) == 0) return LB_OK;
    return lb_error_set(err, LB_ENOINPUT, errno, "%s: %s", path, strerror(errno));
}

LbStatus lb_model_holder_new(LbModelHolder **out, const char *path, const LbReporter *reporter,
                             LbError *err)
{
    LbStatus       st     = LB_OK;
    LbModelHolder *holder = NULL;
    *out                  = NULL;
    LB_ALLOC_ZEROED(holder, 1);
    holder->path     = path;
    holder->reporter = reporter;
    pthread_mutex_init(&holder->lock, NULL);
    if (stat(path, &holder->seen) != 0) holder->seen = (struct stat){0};
    LB_TRY(open_model(&holder->present, path, &holder->seen, err));
    *out   = holder;
    holder = NULL;
cleanup:
    lb_model_holder_free(holder);
    return st;
}

void lb_model_holder_free(LbModelHolder *holder)
{
    if (holder == NULL) return;
    free_model(holder->present);
    pthread_mutex_destroy(&holder->lock);
    free(holder);
}

LbHeldModel *lb_model_holder_take(LbModelHolder *holder)
{
    pthread_mutex_lock(&holder->lock);
    LbHeldModel *model = holder->present;
    model->holders++;
    pthread_mutex_unlock(&holder->lock);
    return model;
}

void lb_model_holder_give(LbModelHolder *holder, LbHeldModel *model)
{
    pthread_mutex_lock(&holder->lock);
    bool is_last = --model->holders == 0;
    pthread_mutex_unlock(&holder->lock);
    if (is_last) free_model(model);
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void replace(LbModelHolder *holder, LbHeldModel *model)
{
    pthread_mutex_lock(&holder->lock);
    LbHeldModel *old = holder->present;
    holder->present  = model;
    holder->counts.opened++;
    pthread_mutex_unlock(&holder->lock);
    lb_model_holder_give(holder, old);
}

void lb_model_holder_refresh(LbModelHolder *holder)
{
    struct stat  file;
    LbError      err   = {0};
    LbHeldModel *model = NULL;
    LbStatus     st    = look(&file, holder->path, &err);
    if (st == LB_OK && is_same_file(&file, &holder->seen)) return;
    if (st != LB_OK && holder->seen.st_ino == 0) return; /* said already */
    holder->seen = st == LB_OK ? file : (struct stat){0};
    if (st == LB_OK) st = open_model(&model, holder->path, &file, &err);
    if (st == LB_OK) {
        lb_reporter_message(holder->reporter, LB_LEVEL_NOTE, "answering from the new model %s",
                            holder->path);
        replace(holder, model);
        return;
    }
    pthread_mutex_lock(&holder->lock);
    holder->counts.refused++;
    pthread_mutex_unlock(&holder->lock);
    lb_reporter_message(holder->reporter, LB_LEVEL_WARNING,
                        "the new model cannot be used, the old one stays: %s", err.message);
}

LbModelHolderCounts lb_model_holder_counts(LbModelHolder *holder)
{
    pthread_mutex_lock(&holder->lock);
    LbModelHolderCounts counts = holder->counts;
    pthread_mutex_unlock(&holder->lock);
    return counts;
}
