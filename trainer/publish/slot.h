/* SPDX-License-Identifier: MIT */
/** @file slot.h
 *  The slot of a model on disk, held by one process at a time: MODEL.lock beside it says who.
 *  Queries need no lock: they open what is at MODEL, the old model or the new one. */
#ifndef LB_TRAINER_PUBLISH_SLOT_H
#define LB_TRAINER_PUBLISH_SLOT_H

#include "common/base/reporter.h"
#include "common/model/model.h"

typedef struct LbModelSlot {
    char *path; /**< symbolic links followed: lock, temporary file and earlier models lie there */
    char *lock_path;
    int   lock;       /**< -1 = not held */
    bool  is_special; /**< a device or pipe: neither locked nor replaced */
} LbModelSlot;

/** Take the slot: make its folder when asked to, lock it, remove what killed runs have left, and
 *  find out whether a file can be made here.
 *  @retval LB_ETEMPFAIL  another process has it: the message names its pid
 *  @retval LB_ECREATE    the folder is missing or not writable, or what is there cannot be looked at
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_slot_take(LbModelSlot *slot, const char *path, bool creates_folder,
                                   LbError *err);

/** Legal on a slot that was not taken, after it was set to {.lock = -1}. */
void lb_slot_release(LbModelSlot *slot);

/** Whether a model may replace what is there: a model, an empty file, or nothing. With `keeps`, also
 *  whether nothing is in the way of the earlier ones.
 *  @retval LB_ECREATE   a file that is no model: it is never replaced
 *  @retval LB_ENOINPUT  it cannot be looked at just now   @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_slot_check(const LbModelSlot *slot, bool keeps, LbError *err);

/** Write the model beside its slot, open it again and check every byte, then put it there. It has
 *  mode, owner and group of the model before it, as far as that is allowed.
 *  @param keep        earlier models to keep; -1 = leave the earlier ones as they are, and do not
 *                     add the present one to them
 *  @param is_good     the current model can be opened: a damaged one is not kept
 *  @param reporter    warns when something fails after the model is in place, which is no failure
 *  @retval LB_EDATA   the file that was written cannot be read back
 *  @retval as lb_slot_check(), lb_model_file_put(), lb_generations_replace(), LB_EINTR; the current
 *          model is as it was */
LB_NODISCARD LbStatus lb_slot_publish(const LbModelSlot *slot, const LbModel *model, int32_t keep,
                                      bool is_good, const LbReporter *reporter, LbError *err);

/** Make an earlier model the present one again, and the present one generation 1.
 *  @param number      of the generation; 0 = the newest
 *  @param[out] taken  the number it had
 *  @param reporter    as above
 *  @retval LB_ENOINPUT  there is no such generation: the message says which there are
 *  @retval LB_EDATA     it is damaged   @retval as lb_generations_replace(), LB_EINTR */
LB_NODISCARD LbStatus lb_slot_rollback(const LbModelSlot *slot, int32_t number, int32_t *taken,
                                       const LbReporter *reporter, LbError *err);

#endif
