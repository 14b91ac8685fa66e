/* SPDX-License-Identifier: MIT */
/** @file model_map.h
 *  A model file in memory: opened once, never waited for, and mapped read-only. Part of
 *  model_file.c. */
#ifndef LB_COMMON_MODEL_MODEL_MAP_H
#define LB_COMMON_MODEL_MODEL_MAP_H

#include "common/base/error.h"

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

typedef struct LbModelMap {
    const unsigned char *bytes; /**< NULL: nothing is mapped */
    size_t               size;
    int                  fd; /**< -1: none */
    struct timespec      changed;
} LbModelMap;

/** Map the file. A device, a pipe, a socket or a folder is refused without being waited for.
 *  @param[out] map  free with lb_model_map_close(), also after a failure
 *  @retval LB_ENOINPUT  nothing is there (detail: ENOENT), or it cannot be opened now (its errno)
 *  @retval LB_EDATA     no regular file   @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_map_open(LbModelMap *map, const char *path, LbError *err);

/** Whether the file still is as it was when it was mapped. One that was replaced by rename is.
 *  @retval LB_ETEMPFAIL  it was changed or cut short meanwhile */
LB_NODISCARD LbStatus lb_model_map_check(const LbModelMap *map, LbError *err);

void lb_model_map_close(LbModelMap *map);

#endif
