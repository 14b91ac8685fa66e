/* SPDX-License-Identifier: MIT */
/** @file factors.h
 *  Film factors of a weighted rating matrix: its leading right singular vectors, on whichever side
 *  the solver works. */
#ifndef LB_TRAINER_SVD_FACTORS_H
#define LB_TRAINER_SVD_FACTORS_H

#include "trainer/matrix/csr.h"
#include "trainer/svd/svd.h"

typedef struct LbFactorSettings {
    LbSvdSettings svd; /**< svd.start and svd.earlier are not used */
    bool is_own_rank;  /**< nobody asked for svd.rank: what a matrix does not allow is no news */
    const LbEarlier *warm; /**< an earlier model's film factors to start from, all films' on every
                              rank; NULL = none */
} LbFactorSettings;

typedef struct LbFactors {
    int32_t   n_films, rank; /**< rank may be lower than asked, with a warning */
    float    *factors;       /**< V [n_films x rank] row-major; orthonormal columns (to 32 bits), in
                                each the entry of largest magnitude positive */
    double   *values;        /**< [rank] descending */
    LbSvdInfo info;
} LbFactors;

/** Solve for the matrix `csr`, users x films, which is freed on the way to save memory.
 *  @retval as lb_svd_solve()
 *  Cost: products * entries, one pass for V when the users are the shorter side. */
LB_NODISCARD LbStatus lb_factors_solve(LbFactors *out, LbCsr *csr, const LbFactorSettings *settings,
                                       LbPool *pool, const LbReporter *reporter, LbError *err);

void lb_factors_clear(LbFactors *factors);

#endif
