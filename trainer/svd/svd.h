/* SPDX-License-Identifier: MIT */
/** @file svd.h
 *  Leading singular values and one side's singular vectors of a matrix given as its Gram operator,
 *  by ARPACK: on the operator itself (lanczos.h), or, where that is large beside the rank, on its
 *  projection on a block Krylov space (ritz.h). */
#ifndef LB_TRAINER_SVD_SVD_H
#define LB_TRAINER_SVD_SVD_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

LbSvdSettings lb_svd_defaults(void);

/** The largest rank that can be computed: n - 1, and 1 for n = 1. */
int32_t lb_svd_max_rank(int32_t n);

/** Compute the leading singular values and vectors. One call at a time per process (libarpack keeps
 *  static state); threads inside the operator are fine. Cost: see lanczos.h and ritz.h.
 *  @param[out] info  may be NULL; filled on failure too
 *  @retval LB_EDATA    rank out of 1..lb_svd_max_rank(n) (the message says what is possible), or A
 *      has no entries other than zero
 *  @retval LB_ENOCONV  fewer than k converged in `restarts`; *out stays NULL; message says how many
 *                      and what to change
 *  @retval LB_EINTR, LB_ENOMEM, LB_EINTERNAL (ARPACK's info, explained) */
LB_NODISCARD LbStatus lb_svd_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                   const LbSvdSettings *settings, const LbReporter *reporter,
                                   LbError *err);

#endif
