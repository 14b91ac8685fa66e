/* SPDX-License-Identifier: MIT */
/** @file warm_start.h
 *  What an earlier model says of the films of this training, for the SVD to start from. */
#ifndef LB_TRAINER_PUBLISH_WARM_START_H
#define LB_TRAINER_PUBLISH_WARM_START_H

#include "common/base/idmap.h"
#include "common/base/reporter.h"

/** Sums of an earlier model's film factors, in this training's order of the films: vectors of the
 *  space that the solver looks for, if the ratings have not changed much.
 *  @param[out] out  [films x LB_STARTS] row-major, 0 for films that the model does not know; free()
 *  @retval LB_ENOINPUT, LB_EDATA  there is no model at `path`   @retval LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_warm_start_load(double **out, const char *path, const LbIdMap *films,
                                         const LbReporter *reporter, LbError *err);

#endif
