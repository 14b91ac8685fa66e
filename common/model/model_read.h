/* SPDX-License-Identifier: MIT */
/** @file model_read.h
 *  From the bytes of a model file to a model, by HDF5. Part of model_file.c. */
#ifndef LB_COMMON_MODEL_MODEL_READ_H
#define LB_COMMON_MODEL_MODEL_READ_H

#include "common/base/reporter.h"
#include "common/model/model.h"
#include "common/model/model_map.h"

/** A model and the texts that do not lie in the map. */
typedef struct LbModelContents {
    LbModel model; /**< its arrays point into the map */
    char   *settings, *evaluation, *libraries;
} LbModelContents;

/** Read headers and scalars, find the arrays. Nothing is followed but hard links, of groups without
 *  filters, to arrays that lie in the file as they are. HDF5 that is refused memory may call a file
 *  damaged: that is said of one that is so twice.
 *  @param[out] out   zeroed by the caller; free with lb_model_read_clear(), also after a failure
 *  @param reporter   asked while arrays are verified whether to stop
 *  @retval LB_EDATA  what is wrong   @retval LB_ENOMEM
 *  @retval LB_EINTR  while verifying */
LB_NODISCARD LbStatus lb_model_read(LbModelContents *out, const LbModelMap *map, bool verify,
                                    const LbReporter *reporter, LbError *err);

void lb_model_read_clear(LbModelContents *contents);

#endif
