/* SPDX-License-Identifier: MIT */
#include "trainer/publish/slot.h"

#include "common/base/atomic_file.h"
#include "common/base/lock.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/model/model_file.h"
#include "trainer/publish/generations.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static LbStatus join(char **out, const char *path, const char *suffix, LbError *err)
{
    LbStatus st  = LB_OK;
    size_t   len = strlen(path) + strlen(suffix) + 1;
    LB_ALLOC(*out, len);
    (void)snprintf(*out, len, "%s%s", path, suffix);
cleanup:
    return st;
}

/* Told now, not after minutes of work. */
static LbStatus probe(const char *path, LbError *err)
{
    LbAtomicFile file = {.fd = -1};
    LbStatus     st   = lb_atomic_file_open(&file, path, 0666, err);
    lb_atomic_file_discard(&file);
    return st;
}

LbStatus lb_slot_take(LbModelSlot *slot, const char *path, bool creates_folder, LbError *err)
{
    LbStatus   st   = LB_OK;
    LbPathKind kind = LB_PATH_NOTHING;
    *slot           = (LbModelSlot){.lock = -1};
    LB_TRY(lb_path_look(&kind, path, err));
    slot->is_special = kind == LB_PATH_SPECIAL;
    if (slot->is_special) {
        LB_STRDUP(slot->path, path);
        goto cleanup;
    }
    LB_TRY(lb_path_resolve(&slot->path, path, err));
    LB_TRY(join(&slot->lock_path, slot->path, ".lock", err));
    if (creates_folder) LB_TRY(lb_path_create_parent(slot->path, 0777, err));
    LB_TRY(lb_lock_acquire(&slot->lock, slot->lock_path, err));
    LB_TRY(lb_generations_tidy(slot->path, err));
    LB_TRY(probe(slot->path, err));
cleanup:
    if (st != LB_OK) lb_slot_release(slot);
    return st;
}

void lb_slot_release(LbModelSlot *slot)
{
    lb_lock_release(slot->lock, slot->lock_path);
    free(slot->lock_path);
    free(slot->path);
    *slot = (LbModelSlot){.lock = -1};
}

LbStatus lb_slot_check(const LbModelSlot *slot, bool keeps, LbError *err)
{
    LbStatus    st       = LB_OK;
    bool        is_model = false;
    struct stat info;
    if (slot->is_special) return LB_OK;
    if (stat(slot->path, &info) != 0) return lb_path_unseen(slot->path, err);
    st = lb_model_file_probe(&is_model, slot->path, err);
    if (st != LB_OK) return lb_error_context(err, st, "the present model is not replaced");
    if (!is_model && info.st_size > 0)
        return lb_error_set(err, LB_ECREATE, EEXIST,
                            "'%s' is no lbrec model, and is not replaced by one: name another file "
                            "with --output, or remove it",
                            slot->path);
    return keeps ? lb_generations_check(slot->path, err) : LB_OK;
}

static LbStatus check_whole(const char *path, const LbReporter *reporter, LbError *err)
{
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    LbStatus       st    = lb_model_file_open(&file, &model, path, true, reporter, err);
    lb_model_file_close(file);
    return st;
}

/* From here on the model is in place: what fails is told, and does not make that undone. */
static void warn(const LbReporter *reporter, LbStatus st, const LbError *why)
{
    if (st != LB_OK)
        lb_reporter_message(reporter, LB_LEVEL_WARNING, "the new model is in place, but %s",
                            why->message);
}

/* It is read back while it is on its way to the medium. */
static LbStatus write_fresh(LbAtomicFile *file, const LbModel *model, const LbReporter *reporter,
                            LbError *err)
{
    LbStatus st = lb_model_file_put(file, model, err);
    if (st != LB_OK) return st;
    if (file->temporary == NULL) return lb_atomic_file_finish(file, err);
    lb_atomic_file_begin_to_finish(file);
    st = check_whole(file->temporary, reporter, err);
    if (st == LB_OK) return lb_atomic_file_finish(file, err);
    return st == LB_EINTR
               ? st
               : lb_error_context(err, st, "the model that was just written cannot be read back");
}

LbStatus lb_slot_publish(const LbModelSlot *slot, const LbModel *model, int32_t keep, bool is_good,
                         const LbReporter *reporter, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbAtomicFile file = {.fd = -1};
    LbError      why  = {0};
    LB_TRY(lb_slot_check(slot, false, err)); /* somebody may have put something there meanwhile */
    LB_TRY(lb_atomic_file_open(&file, slot->path, 0666, err));
    LB_TRY(write_fresh(&file, model, reporter, err));
    if (slot->is_special) goto cleanup;
    LB_TRY(lb_reporter_check(reporter, err));
    LB_TRY(lb_generations_replace(slot->path, file.temporary, keep > 0 && is_good, err));
    lb_atomic_file_release(&file);
    warn(reporter, lb_path_sync_folder(slot->path, &why), &why);
    if (keep >= 0) warn(reporter, lb_generations_prune(slot->path, keep, &why), &why);
cleanup:
    lb_atomic_file_discard(&file);
    return st;
}

/* "1, 2, 5" */
static void list_numbers(char *out, size_t cap, const LbGenerations *list)
{
    size_t len = 0;
    out[0]     = '\0';
    for (int32_t i = 0; i < list->n && len + 20 < cap; i++)
        len +=
            (size_t)snprintf(out + len, cap - len, "%s%d", i > 0 ? ", " : "", (int)list->number[i]);
}

static LbStatus choose(const LbModelSlot *slot, int32_t number, int32_t *taken, LbError *err)
{
    char          numbers[200];
    LbGenerations list;
    LbStatus      st = lb_generations_find(&list, slot->path, err);
    if (st != LB_OK) return st;
    if (list.n == 0)
        return lb_error_set(err, LB_ENOINPUT, 0,
                            "no earlier model beside '%s': train with --keep to have some",
                            slot->path);
    *taken = number > 0 ? number : list.number[0];
    for (int32_t i = 0; i < list.n; i++)
        if (list.number[i] == *taken) return LB_OK;
    list_numbers(numbers, sizeof numbers, &list);
    return lb_error_set(err, LB_ENOINPUT, 0, "no generation %d of '%s'; there are %s", (int)number,
                        slot->path, numbers);
}

/* The name of a file of this process beside the model. */
static LbStatus fresh_path(char **out, const LbModelSlot *slot, LbError *err)
{
    char suffix[32];
    (void)snprintf(suffix, sizeof suffix, ".tmp.%ld", (long)getpid());
    return join(out, slot->path, suffix, err);
}

/* The earlier model gets a second name and is published under it; the first is removed at last. */
LbStatus lb_slot_rollback(const LbModelSlot *slot, int32_t number, int32_t *taken,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus   st      = LB_OK;
    char      *earlier = NULL, *fresh = NULL;
    LbPathKind there = LB_PATH_NOTHING;
    LbError    why   = {0};
    *taken           = 0;
    LB_TRY(choose(slot, number, taken, err));
    LB_TRY(lb_generations_path(&earlier, slot->path, *taken, err));
    LB_TRY(check_whole(earlier, reporter, err));
    LB_TRY(lb_path_look(&there, slot->path, err));
    LB_TRY(fresh_path(&fresh, slot, err));
    if (link(earlier, fresh) != 0)
        LB_FAIL(LB_ECREATE, errno, "cannot link '%s': %s", fresh, strerror(errno));
    st = lb_generations_replace(slot->path, fresh, there != LB_PATH_NOTHING, err);
    if (st != LB_OK) {
        (void)unlink(fresh);
        goto cleanup;
    }
    warn(reporter, lb_path_sync_folder(slot->path, &why), &why);
    warn(reporter, lb_generations_tidy(slot->path, &why), &why);
    warn(reporter, lb_generations_close_gaps(slot->path, &why), &why);
cleanup:
    free(fresh);
    free(earlier);
    return st;
}
