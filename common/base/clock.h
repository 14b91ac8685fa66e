/* SPDX-License-Identifier: MIT */
/** @file clock.h
 *  Elapsed time. */
#ifndef LB_COMMON_BASE_CLOCK_H
#define LB_COMMON_BASE_CLOCK_H

#include <time.h>

/** Seconds of a clock that never goes back; only differences mean anything. */
static inline double lb_clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
