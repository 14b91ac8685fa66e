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

static LbStatus make_folder(const char *path, LbError *err)
{
    char *folder = lb_path_folder(path);
    if (folder == NULL) return lb_error_nomem(err, 0);
    LbStatus st = lb_path_create_folder(folder, 0777, err);
    free(folder);
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
    LbStatus st = LB_OK;
    *slot       = (LbModelSlot){.lock = -1, .is_special = lb_path_is_special(path)};
    LB_STRDUP(slot->path, path);
    LB_TRY(join(&slot->lock_path, path, ".lock", err));
    if (slot->is_special) goto cleanup;
    if (creates_folder) LB_TRY(make_folder(path, err));
    LB_TRY(lb_lock_acquire(&slot->lock, slot->lock_path, err));
    LB_TRY(lb_generations_tidy(path, err));
    LB_TRY(probe(path, err));
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

/* The name of a file of this process beside the model. */
static LbStatus fresh_path(char **out, const LbModelSlot *slot, LbError *err)
{
    char suffix[32];
    (void)snprintf(suffix, sizeof suffix, ".tmp.%ld", (long)getpid());
    return join(out, slot->path, suffix, err);
}

static LbStatus check_whole(const char *path, LbError *err)
{
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    LbStatus       st    = lb_model_file_open(&file, &model, path, true, NULL, err);
    lb_model_file_close(file);
    return st;
}

LbStatus lb_slot_publish(const LbModelSlot *slot, const LbModel *model, int32_t keep, bool is_good,
                         LbError *err)
{
    LbStatus st    = LB_OK;
    char    *fresh = NULL;
    if (slot->is_special) return lb_model_file_write(slot->path, model, err);
    LB_TRY(fresh_path(&fresh, slot, err));
    LB_TRY(lb_model_file_write(fresh, model, err));
    st = check_whole(fresh, err);
    if (st != LB_OK) {
        lb_error_context(err, st, "the model that was just written cannot be read back");
        goto cleanup;
    }
    LB_TRY(lb_generations_replace(slot->path, fresh, keep > 0 && is_good, err));
    if (keep >= 0) LB_TRY(lb_generations_prune(slot->path, keep, err));
cleanup:
    if (st != LB_OK && fresh != NULL) (void)unlink(fresh);
    free(fresh);
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

/* The earlier model gets a second name and is published under it; the first is removed at last. */
LbStatus lb_slot_rollback(const LbModelSlot *slot, int32_t number, int32_t *taken, LbError *err)
{
    LbStatus st      = LB_OK;
    char    *earlier = NULL, *fresh = NULL;
    *taken = 0;
    LB_TRY(choose(slot, number, taken, err));
    LB_TRY(lb_generations_path(&earlier, slot->path, *taken, err));
    LB_TRY(check_whole(earlier, err));
    LB_TRY(fresh_path(&fresh, slot, err));
    if (link(earlier, fresh) != 0)
        LB_FAIL(LB_ECREATE, errno, "cannot link '%s': %s", fresh, strerror(errno));
    LB_TRY(lb_generations_replace(slot->path, fresh, access(slot->path, F_OK) == 0, err));
    LB_TRY(lb_generations_tidy(slot->path, err));
    LB_TRY(lb_generations_close_gaps(slot->path, err));
cleanup:
    if (st != LB_OK && fresh != NULL) (void)unlink(fresh);
    free(fresh);
    free(earlier);
    return st;
}
