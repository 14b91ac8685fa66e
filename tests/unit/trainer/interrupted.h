/* SPDX-License-Identifier: MIT */
/** @file interrupted.h
 *  A person who wants to stop from the start. */
#ifndef LB_TESTS_UNIT_TRAINER_INTERRUPTED_H
#define LB_TESTS_UNIT_TRAINER_INTERRUPTED_H

#include "common/base/reporter.h"

static inline bool always_interrupted(void *ctx)
{
    (void)ctx;
    return true;
}

static const LbReporter interrupted = {.interrupted = always_interrupted};

#endif
