/* SPDX-License-Identifier: MIT */
/** @file pool.h
 *  A small pool of threads that share numbered blocks of work. Results may depend on the block,
 *  never on the thread: that is what makes a result the same for any number of threads. */
#ifndef LB_COMMON_BASE_POOL_H
#define LB_COMMON_BASE_POOL_H

#include "common/base/comm.h"
#include "common/base/error.h"

#include <stdint.h>

typedef struct LbPool LbPool;

/** `threads` >= 1, the caller's thread included; 0 = as many as the machine offers this process.
 *  @retval LB_ENOMEM  no memory, or a thread cannot be started */
LB_NODISCARD LbStatus lb_pool_new(LbPool **out, int threads, LbError *err);
void                  lb_pool_free(LbPool *pool);

/** Processors that this process may use. */
int lb_pool_processors(void);

/** Threads of the pool; 1 for NULL. */
int lb_pool_threads(const LbPool *pool);

/** The ranks that the work is shared among: whoever is handed the pool finds them there. Borrowed;
 *  NULL, as it is at first: this process alone. A NULL pool has none. */
void    lb_pool_set_comm(LbPool *pool, LbComm *comm);
LbComm *lb_pool_comm(const LbPool *pool);

/** First of n things that belong to a part of `parts` about equal ones; n for part = parts. */
static inline int64_t lb_pool_part_begin(int64_t n, int64_t part, int64_t parts)
{
    return n * part / parts;
}

/** `block` is 0..n_blocks-1, each handed out exactly once, to each thread in ascending order;
 *  `thread` is 0..threads-1, for scratch. */
typedef void (*LbBlockFn)(void *ctx, int64_t block, int thread);

/** Run fn over all blocks and return when all are done; a NULL pool runs them in order, here.
 *  Not reentrant: fn must not use the same pool. */
void lb_pool_run(LbPool *pool, int64_t n_blocks, LbBlockFn fn, void *ctx);

/** The same over blocks first .. end - 1. */
void lb_pool_run_range(LbPool *pool, int64_t first, int64_t end, LbBlockFn fn, void *ctx);

#endif
