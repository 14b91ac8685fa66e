/* SPDX-License-Identifier: MIT */
/** @file ranks.h
 *  How the program comes to be one of several, and how several end together. There are two of these,
 *  of which a program is linked with one: ranks_alone.c makes lbrec-train, ranks_mpi.c makes
 *  lbrec-train-mpi. */
#ifndef LB_TRAINER_RANKS_H
#define LB_TRAINER_RANKS_H

#include "common/base/comm.h"

/** Name of the program. */
const char *lb_ranks_program(void);

/** Join the others. @param[out] comm  NULL = this process is alone
 *  @retval LB_EINTERNAL  MPI says no: its text   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ranks_join(LbComm **comm, LbError *err);

/** Have the lock and the temporary file of `path` removed, should this process be killed: of rank 0,
 *  which alone writes. A process alone leaves that to the next one.
 *  @retval LB_EIO */
LB_NODISCARD LbStatus lb_ranks_watch(LbComm *comm, const char *path, LbError *err);

/** Come to an end together: returns when all ranks are through with their work, or as soon as one
 *  has failed, whose failure it is then.
 *  @param st, err  how it ended for this rank
 *  @return how it ended for all */
LbStatus lb_ranks_agree(LbComm *comm, LbStatus st, LbError *err);

/** Leave with an exit code that is that of all ranks. After a failure rank 0 ends the others, which
 *  wait for that here. Nothing may be left to be cleaned up.
 *  @return whether the process may end by exit(); else by _exit(), for MPI is still at work */
bool lb_ranks_leave(LbComm *comm, int code);

#endif
