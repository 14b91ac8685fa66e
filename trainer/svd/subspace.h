/* SPDX-License-Identifier: MIT */
/** @file subspace.h
 *  The span of any vectors X and what an operator M makes of them: X'MX, its eigenvalues, and the
 *  best vectors that the span holds, by Rayleigh and Ritz. Each vector costs one product, once. */
#ifndef LB_TRAINER_SVD_SUBSPACE_H
#define LB_TRAINER_SVD_SUBSPACE_H

#include "trainer/svd/panel.h"
#include "trainer/svd/svd_result.h"

/** To be looked at, not changed. Of several ranks each has its own rows of the panels; the
 *  functions that may fail are collective. */
typedef struct LbSubspace {
    LbOperator op; /**< with apply_panel */
    LbSlab     slab;
    int32_t    n_panels, capacity;
    double    *panels, *product; /**< X and MX [capacity] panels; columns of X are orthonormal, or
                                    zero where there was nothing new in them */
    double    *projected;        /**< X'MX, symmetric, of order `order` */
    double *vectors, *values; /**< of the latest lb_subspace_solve(): [order x order] column-major,
                                    [order] ascending */
    double *coef;             /**< room for lb_panel_project() */
    size_t  order;            /**< LB_PANEL capacity: also the distance of columns */
} LbSubspace;

/** An empty one. Memory: 2 n LB_PANEL capacity doubles and two squares of that order.
 *  @param op  borrowed   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_subspace_init(LbSubspace *space, const LbOperator *op, int32_t capacity,
                                       LbError *err);
void                  lb_subspace_clear(LbSubspace *space);

/** Panels [0 .. n_panels) of X, or of MX. */
LbBasis lb_subspace_basis(const LbSubspace *space);
LbBasis lb_subspace_product(const LbSubspace *space);

/** Where the next panel is to be written; there must be room. */
double *lb_subspace_next(LbSubspace *space);

/** Make the next panel orthonormal, and orthogonal to all before it. O(n n_panels).
 *  @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_subspace_orthonormalise(LbSubspace *space, LbError *err);

/** Take the next panel, which is orthonormalised, in. One product, and O(n n_panels).
 *  @param[in,out] info  products and seconds are added
 *  @retval whatever the operator returns; as lb_block_sum() */
LB_NODISCARD LbStatus lb_subspace_take(LbSubspace *space, LbSvdInfo *info, LbError *err);

/** Find `vectors` and `values`: those of the vectors taken in are the last.
 *  @retval as lb_dense_eigen_decompose() */
LB_NODISCARD LbStatus lb_subspace_solve(LbSubspace *space, LbError *err);

/** Its dimension, LB_PANEL n_panels, and eigenvalue i of the largest, from 0. */
int32_t lb_subspace_dimension(const LbSubspace *space);
double  lb_subspace_value(const LbSubspace *space, int32_t i);

/** The leading `most` values above rounding and their vectors, after lb_subspace_solve(). X and MX
 *  become theirs: nothing else may be asked of the space afterwards. The residual in `info` is
 *  computed anew. O(n dimension rank).
 *  @retval LB_ENOMEM   @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_subspace_expand(LbSvd **out, LbSvdInfo *info, LbSubspace *space,
                                         int32_t most, LbError *err);

#endif
