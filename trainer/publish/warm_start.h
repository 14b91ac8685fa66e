/* SPDX-License-Identifier: MIT */
/** @file warm_start.h
 *  What an earlier model says of the films of this training, for the SVD to start from. */
#ifndef LB_TRAINER_PUBLISH_WARM_START_H
#define LB_TRAINER_PUBLISH_WARM_START_H

#include "common/base/comm.h"
#include "common/base/idmap.h"
#include "common/base/reporter.h"
#include "trainer/svd/earlier.h"

/** An earlier model, open on the first rank. */
typedef struct LbWarmStart LbWarmStart;

/** Open the model at `path` and find this training's films in it. Collective.
 *  @param path   NULL on ranks other than the first
 *  @param films  of this training, where `path` is; else it may be NULL
 *  @retval LB_ENOINPUT, LB_EDATA  there is no model at `path`   @retval LB_EIO, LB_ENOMEM
 *  @retval as LbCommOps */
LB_NODISCARD LbStatus lb_warm_start_open(LbWarmStart **out, const char *path, const LbIdMap *films,
                                         int32_t n_films, LbComm *comm, const LbReporter *reporter,
                                         LbError *err);
void                  lb_warm_start_close(LbWarmStart *warm);

/** Its film factors in this training's order of the films, the same on every rank; 0 for films that
 *  the model does not know. Those that fill no panel are left out. Borrowed. */
const LbEarlier *lb_warm_start_factors(const LbWarmStart *warm);

#endif
