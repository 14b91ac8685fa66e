/* SPDX-License-Identifier: MIT */
/** @file lanczos.h
 *  The truncated SVD of an operator by implicitly restarted Lanczos: ARPACK, which lanczos.c alone
 *  knows.
 *  R. Lehoucq, D. Sorensen, C. Yang: ARPACK Users' Guide. SIAM, 1998. */
#ifndef LB_TRAINER_SVD_LANCZOS_H
#define LB_TRAINER_SVD_LANCZOS_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** As lb_svd_solve(), a product at a time, for a rank below n; of a value that the matrix has
 *  several times it may see a single copy. One call at a time per process (libarpack keeps static
 *  state); threads inside the operator are fine. Cost: products * operator + O(n basis^2).
 *  @param[in,out] info  counts of this call are added
 *  @retval LB_ENOCONV, LB_EINTERNAL  ARPACK gives up; another way may lead on
 *  @retval as lb_svd_solve() */
LB_NODISCARD LbStatus lb_lanczos_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                       const LbSvdSettings *settings, const LbReporter *reporter,
                                       LbError *err);

/** "ARPACK-ng 3.8.0". */
const char *lb_lanczos_library(void);

#endif
