/* SPDX-License-Identifier: MIT */
/** @file svd.h
 *  Leading singular values, with their multiplicities, and one side's singular vectors of a matrix
 *  A given as its Gram operator A'A. Small problems are solved densely (dense_eigen.h). Of large
 *  ones ARPACK solves the projection on a block Krylov space (ritz.h), or the operator itself where
 *  there is no panel product (lanczos.h); where an earlier result will do as a start, it is improved
 *  (thick_start.h). What such a search can miss is looked for afterwards (remainder.h). */
#ifndef LB_TRAINER_SVD_SVD_H
#define LB_TRAINER_SVD_SVD_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

LbSvdSettings lb_svd_defaults(void);

/** Compute the leading singular values and vectors. With a tolerance up to 1e-4 the values are
 *  right to 1e-6 of themselves, or to 1e-9 of the largest where that is more: a Gram matrix keeps
 *  no more of them, and 32-bit entries do not have more. With a larger one they are right to that.
 *  One call at a time per process (libarpack keeps static state); threads inside the operator are
 *  fine. Cost: see dense_eigen.h, ritz.h, remainder.h.
 *  @param[out] out   of lower rank than asked when A has; 0 when A is zero
 *  @param[out] info  may be NULL; filled on failure too
 *  @retval LB_EDATA    rank out of 1..n (the message says what is possible), or a product is not
 *                      finite
 *  @retval LB_ENOCONV  fewer than k converged in `restarts`; *out stays NULL; message says how many
 *                      and what to change
 *  @retval LB_EINTR, LB_ENOMEM, LB_EINTERNAL (a library's own code, explained) */
LB_NODISCARD LbStatus lb_svd_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                   const LbSvdSettings *settings, const LbReporter *reporter,
                                   LbError *err);

#endif
