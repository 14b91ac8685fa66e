/* SPDX-License-Identifier: MIT */
/** @file generations.h
 *  A model and those before it: MODEL is the present one, MODEL.1 the one before, MODEL.2 the one
 *  before that. At every instant MODEL is there and whole, wherever a process is killed: files
 *  change places by link and rename alone. A gap in the numbers, or two names of one file, is what
 *  a kill may leave; both are read correctly and the next change puts them right.
 *
 *  Removing a generation does not disturb a query that has it open: its pages stay until the last
 *  reader is gone (POSIX unlink).
 *
 *  Whoever changes anything holds the lock of the model (publish.h). */
#ifndef LB_TRAINER_PUBLISH_GENERATIONS_H
#define LB_TRAINER_PUBLISH_GENERATIONS_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { LB_GENERATIONS_MAX = 1000 };

/** Numbers of the earlier models, ascending: the newest first. */
typedef struct LbGenerations {
    int32_t n;
    int32_t number[LB_GENERATIONS_MAX];
} LbGenerations;

/** What there is beside `model`. A second name of the current model is not an earlier one, and
 *  neither is a file of such a name that is no model (lb_model_file_probe()): it stays as it is.
 *  @retval LB_ECREATE, LB_EIO  the folder cannot be read   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_find(LbGenerations *out, const char *model, LbError *err);

/** "MODEL.number", malloc()ed. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_path(char **out, const char *model, int32_t number,
                                          LbError *err);

/** Put the complete file `fresh`, of the same folder, in the place of `model`. With `keeps` the
 *  model that is there becomes generation 1 and the others move on by one; without it is gone. What
 *  is lost by a failure or a kill is `fresh` alone; after a failure everything else is as it was.
 *  The folder is not synced.
 *  @retval LB_ECREATE  a link or rename is refused, or a file that is no model is in the way
 *  @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_replace(const char *model, const char *fresh, bool keeps,
                                             LbError *err);

/** Whether nothing will be in the way when a model is kept: to be asked before the work.
 *  @retval LB_ECREATE  a file that is no model: the message names it   @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_check(const char *model, LbError *err);

/** Remove what is beyond the `keep` newest. @retval LB_ECREATE, LB_EIO, LB_ENOINPUT, LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_prune(const char *model, int32_t keep, LbError *err);

/** Remove what killed runs have left: temporary files, second names of the current model. A temporary
 *  file that stays does no harm.
 *  @retval LB_ECREATE  the folder cannot be read, or a second name not removed
 *  @retval LB_EIO      the folder cannot be read   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_tidy(const char *model, LbError *err);

/** Number them 1, 2, 3, ... in their order. @retval LB_ECREATE, LB_ENOMEM */
LB_NODISCARD LbStatus lb_generations_close_gaps(const char *model, LbError *err);

#endif
