/* SPDX-License-Identifier: MIT */
/** @file slot.h
 *  The slot of a model on disk, held by one process at a time: MODEL.lock beside it says who.
 *  Queries need no lock: they open what is at MODEL, the old model or the new one. */
#ifndef LB_TRAINER_PUBLISH_SLOT_H
#define LB_TRAINER_PUBLISH_SLOT_H

#include "common/base/reporter.h"
#include "common/model/model.h"

typedef struct LbModelSlot {
    char *path;
    char *lock_path;
    int   lock;       /**< -1 = not held */
    bool  is_special; /**< a device or pipe: neither locked nor replaced */
} LbModelSlot;

/** Take the slot: make its folder when asked to, lock it, remove what killed runs have left, and
 *  find out whether a file can be made here.
 *  @retval LB_ETEMPFAIL  another process has it: the message names its pid
 *  @retval LB_ECREATE    the folder is missing or not writable   @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_slot_take(LbModelSlot *slot, const char *path, bool creates_folder,
                                   LbError *err);

/** Legal on a slot that was not taken, after it was set to {.lock = -1}. */
void lb_slot_release(LbModelSlot *slot);

/** Write the model beside its slot, open it again and check every byte, then put it there.
 *  @param keep        earlier models to keep; -1 = leave the earlier ones as they are, and do not
 *                     add the present one to them
 *  @param is_good     the current model can be opened: a damaged one is not kept
 *  @retval LB_EDATA   the file that was written cannot be read back
 *  @retval as lb_model_file_write(), lb_generations_replace(); the current model is as it was */
LB_NODISCARD LbStatus lb_slot_publish(const LbModelSlot *slot, const LbModel *model, int32_t keep,
                                      bool is_good, LbError *err);

/** Make an earlier model the present one again, and the present one generation 1.
 *  @param number      of the generation; 0 = the newest
 *  @param[out] taken  the number it had
 *  @retval LB_ENOINPUT  there is no such generation: the message says which there are
 *  @retval LB_EDATA     it is damaged   @retval as lb_generations_replace() */
LB_NODISCARD LbStatus lb_slot_rollback(const LbModelSlot *slot, int32_t number, int32_t *taken,
                                       LbError *err);

#endif
