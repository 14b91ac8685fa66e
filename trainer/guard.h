/* SPDX-License-Identifier: MIT */
/** @file guard.h
 *  A second process, which sees this one end however it ends, and removes what a killed one leaves
 *  beside its files: its lock and its temporary file. The next run would do so as well; but whoever
 *  trains on several machines has one of many processes killed more often, and looks at the folder
 *  from elsewhere. */
#ifndef LB_TRAINER_GUARD_H
#define LB_TRAINER_GUARD_H

#include "common/base/error.h"

/** Start it, before this process has threads or begins with MPI.
 *  @param[out] guard  a descriptor; closing it, as the end of the process does, sets it to work
 *  @retval LB_EIO  no pipe   @retval LB_ENOMEM  no process */
LB_NODISCARD LbStatus lb_guard_start(int *guard, LbError *err);

/** Have it look after a file and its lock. Without a guard (-1) nothing is done.
 *  @retval LB_EIO  it is gone */
LB_NODISCARD LbStatus lb_guard_watch(int guard, const char *path, LbError *err);

#endif
