/* SPDX-License-Identifier: MIT */
/** @file comm.h
 *  Processes ("ranks") that train one model together, as the libraries see them. Every rank runs the
 *  same steps, on the same ratings or on its own ones; a step that takes long is done by each for a
 *  part, and what the parts are made to is given to all. A NULL comm is a process alone: it has all parts, and nothing
 *  is sent.
 *
 *  Where the messages travel is behind the operations: trainer/mpi/ranks_mpi.c has those over MPI.
 *  All calls are collective: every rank makes the same ones in the same order, from one thread. */
#ifndef LB_COMMON_BASE_COMM_H
#define LB_COMMON_BASE_COMM_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct LbComm LbComm;

/** What carries the bytes. @retval of all: the failure of any rank, which ends the work of all;
 *  LB_EINTR  this process was asked to stop */
typedef struct LbCommOps {
    /** Rank r gives bytes [at[r], at[r + 1]) of an array; all have all of it afterwards. */
    LbStatus (*gather)(LbComm *comm, void *bytes, const int64_t *at, LbError *err);
    /** Rank r sends from[from_at[s] .. from_at[s + 1]) to rank s, and has at to[to_at[s] ..] what
     *  rank s sent to it. */
    LbStatus (*exchange)(LbComm *comm, const void *from, const int64_t *from_at, void *to,
                         const int64_t *to_at, LbError *err);
    /** All have what rank 0 has. */
    LbStatus (*broadcast)(LbComm *comm, void *bytes, int64_t n, LbError *err);
} LbCommOps;

struct LbComm {
    int              rank, size;
    int              n_here; /**< ranks on this machine, this one included */
    const LbCommOps *ops;
    void            *ctx;
    int64_t          n_calls, n_bytes; /**< collective calls, and bytes received by this rank */
};

/** 0 and 1 for NULL. */
int lb_comm_rank(const LbComm *comm);
int lb_comm_size(const LbComm *comm);

/** Whether this rank is the one that speaks, and that touches the model's folder. */
bool lb_comm_is_first(const LbComm *comm);

/** The parts of n things, about equal: rank r has [first[r], first[r + 1]).
 *  @param[out] first  [size + 1] */
void lb_comm_split(const LbComm *comm, int64_t *first, int64_t n);

enum { LB_COMM_MOST = 1024 }; /**< ranks */

/** All get all rows of an array of which each rank has made its part: rows
 *  [first[rank], first[rank + 1]) of `row_bytes` each. */
LB_NODISCARD LbStatus lb_comm_gather(LbComm *comm, void *rows, int64_t row_bytes,
                                     const int64_t *first, LbError *err);

/** All get what rank 0 has. */
LB_NODISCARD LbStatus lb_comm_broadcast(LbComm *comm, void *bytes, int64_t n, LbError *err);

/** Each rank sends to each; offsets in bytes, [size + 1]. Not for a process alone. */
LB_NODISCARD LbStatus lb_comm_exchange(LbComm *comm, const void *from, const int64_t *from_at,
                                       void *to, const int64_t *to_at, LbError *err);

/** Add up whole numbers over the ranks: all have the sums [n].
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_comm_sum(LbComm *comm, int64_t *number, int64_t n, LbError *err);

/** Fail on all ranks where one of them has other bytes than rank 0. `what` begins the message:
 *  "the ratings" ...
 *  @retval LB_EDATA */
LB_NODISCARD LbStatus lb_comm_compare(LbComm *comm, const void *bytes, size_t n, const char *what,
                                      LbError *err);

#endif
