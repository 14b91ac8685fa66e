/* SPDX-License-Identifier: MIT */
/** @file lanczos.h
 *  The truncated SVD of an operator by implicitly restarted Lanczos: ARPACK, which lanczos.c alone
 *  knows.
 *  R. Lehoucq, D. Sorensen, C. Yang: ARPACK Users' Guide. SIAM, 1998. */
#ifndef LB_TRAINER_SVD_LANCZOS_H
#define LB_TRAINER_SVD_LANCZOS_H

#include "common/base/reporter.h"
#include "trainer/svd/svd_result.h"

/** As lb_svd_solve(), a product at a time; n >= 2. One call at a time per process (libarpack keeps
 *  static state); threads inside the operator are fine. Cost: products * operator + O(n basis^2).
 *  @param[in,out] info  counts of this call are added
 *  @retval as lb_svd_solve() */
LB_NODISCARD LbStatus lb_lanczos_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                       const LbSvdSettings *settings, const LbReporter *reporter,
                                       LbError *err);

/** Whether the linear algebra behind ARPACK can have the memory it takes for granted.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_lanczos_check_memory(LbError *err);

/** "ARPACK-ng 3.8.0". */
const char *lb_lanczos_library(void);

#endif
