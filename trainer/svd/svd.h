/* SPDX-License-Identifier: MIT */
/** @file svd.h
 *  Leading singular values and one side's singular vectors of a matrix given as its Gram operator,
 *  by ARPACK: on the operator itself (lanczos.h), or, where that is large beside the rank, on its
 *  projection on a block Krylov space (ritz.h). */
#ifndef LB_TRAINER_SVD_SVD_H
#define LB_TRAINER_SVD_SVD_H

#include "common/base/reporter.h"
#include "trainer/svd/gram.h"

/** Vectors of a warm start. Less than a panel: what the earlier vectors lack has to come from
 * somewhere. */
enum { LB_STARTS = LB_PANEL - 1 };

/** Everything the solver may be told; start from lb_svd_defaults(). */
typedef struct LbSvdSettings {
    int32_t rank;        /**< k, 1 <= k <= lb_svd_max_rank(n); default 50 */
    int32_t basis;       /**< Lanczos vectors, k < basis <= n, of ARPACK on the operator itself; 0 =
                              the solver's choice */
    double   tolerance;  /**< relative, of the eigenvalues of the Gram matrix; 0 = machine; 1e-4 */
    int32_t  restarts;   /**< at most; default 1000 */
    uint64_t seed;       /**< of the start vector */
    const double *start; /**< [n x LB_STARTS] row-major, warm start: sums of the previous vectors,
                            each in one of them; NULL = seeded */
} LbSvdSettings;

LbSvdSettings lb_svd_defaults(void);

/** The largest rank that can be computed: n - 1, and 1 for n = 1. */
int32_t lb_svd_max_rank(int32_t n);

/** What it took. */
typedef struct LbSvdInfo {
    int32_t products; /**< vectors that the operator was applied to */
    int32_t restarts, converged;
    double  residual; /**< max_i ||A'A v_i - s_i^2 v_i|| / s_1^2, as the recurrence
                           tells, without further products */
    double seconds, operator_seconds;
} LbSvdInfo;

typedef struct LbSvd {
    int32_t n, rank; /**< rank may be lower than asked when the matrix has a lower rank:
                          eigenvalues s^2 below n eps s_1^2 are rounding, and dropped */
    double *values;  /**< [rank] descending */
    double *vectors; /**< [n x rank] column-major, orthonormal; in each, the entry of largest
                          magnitude is positive */
} LbSvd;

/** Compute the leading singular values and vectors. One call at a time per process (libarpack keeps
 *  static state); threads inside the operator are fine. Cost: see lanczos.h and ritz.h.
 *  @param[out] info  may be NULL; filled on failure too
 *  @retval LB_EDATA    rank out of 1..lb_svd_max_rank(n) (the message says what is possible), or A
 * has no entries other than zero
 *  @retval LB_ENOCONV  fewer than k converged in `restarts`; *out stays NULL; message says how many
 *                      and what to change
 *  @retval LB_EINTR, LB_ENOMEM, LB_EINTERNAL (ARPACK's info, explained) */
LB_NODISCARD LbStatus lb_svd_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                                   const LbSvdSettings *settings, const LbReporter *reporter,
                                   LbError *err);

/** Room for a result.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_svd_new(LbSvd **out, int32_t n, int32_t rank, LbError *err);
void                  lb_svd_free(LbSvd *svd);

/** LB_ENOCONV, with what to change. `code` is the library's own. */
LbStatus lb_svd_no_convergence(const LbSvdSettings *settings, int32_t converged, int code,
                               LbError *err);

/** In each vector, make the entry of largest magnitude positive. */
void lb_svd_fix_signs(LbSvd *svd);

#endif
