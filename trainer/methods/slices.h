/* SPDX-License-Identifier: MIT */
/** @file slices.h
 *  Long work in slices, between which progress is told and an interrupt looked for. */
#ifndef LB_TRAINER_METHODS_SLICES_H
#define LB_TRAINER_METHODS_SLICES_H

#include "common/base/pool.h"
#include "common/base/reporter.h"

/** Blocks first .. end - 1 of a phase, whose progress they take from `from` on by `share`. */
typedef struct LbSlices {
    const char *phase;
    double      from, share;
    int64_t     first, end;
} LbSlices;

/** Run fn over all blocks, as lb_pool_run_range(). @retval LB_EINTR  some are done */
LB_NODISCARD LbStatus lb_slices_run(const LbSlices *slices, LbBlockFn fn, void *ctx, LbPool *pool,
                                    const LbReporter *reporter, LbError *err);

#endif
