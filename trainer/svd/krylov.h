/* SPDX-License-Identifier: MIT */
/** @file krylov.h
 *  A block Krylov space of a symmetric operator M: span of X, MX, M^2 X, ... for LB_PANEL vectors
 *  X, and M projected on it, H = Q'MQ. The leading eigenvectors of M are in it, nearly, long before
 *  its dimension is anywhere near n; those of H are then found for next to nothing. Worth it where
 *  a product with four vectors costs little more than one with a single vector.
 *
 *  G. Golub, R. Underwood: The block Lanczos method for computing eigenvalues. Mathematical
 *  Software III, 1977.
 *
 *  C. Musco, C. Musco: Randomized block Krylov methods for stronger and faster approximate SVD.
 *  NIPS 2015.
 *
 *  K. Wu, H. Simon: Thick-restart Lanczos. SIAM J. Matrix Anal. 22, 2000. */
#ifndef LB_TRAINER_SVD_KRYLOV_H
#define LB_TRAINER_SVD_KRYLOV_H

#include "trainer/svd/panel.h"
#include "trainer/svd/svd_result.h"

typedef struct LbKrylov LbKrylov;

/** The space of dimension 0. Memory: n * capacity doubles, touched as it grows, shared among the
 *  ranks of the operator's pool; the functions that may fail are collective.
 *  @param op        borrowed, with apply_panel
 *  @param is_rough  with apply_rough, LB_ROUGH_PANELS at a time: H, and what the residuals say, is as
 *                   exact as that
 *  @param capacity  the largest dimension, a multiple of what it grows by, and n more than that
 *  @param start     [n x LB_STARTS] row-major; NULL = random, as the last vectors are
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_krylov_new(LbKrylov **out, const LbOperator *op, bool is_rough,
                                    int32_t capacity, const double *start, uint64_t seed,
                                    LbError *err);
void                  lb_krylov_free(LbKrylov *space);

/** Grow by a panel, or by LB_ROUGH_PANELS: one product, and O(n dimension) to keep the basis orthonormal.
 *  There must be room. A direction that is exhausted is replaced by a random one.
 *  @param[in,out] info  products and seconds are added
 *  @retval LB_EDATA  a product is not finite   @retval whatever the operator returns */
LB_NODISCARD LbStatus lb_krylov_grow(LbKrylov *space, LbSvdInfo *info, LbError *err);

int32_t lb_krylov_dimension(const LbKrylov *space);

/** H as an operator of that order; borrowed from the space. A product is O(dimension). */
LbOperator lb_krylov_operator(LbKrylov *space);

/** How many eigenvalues of H lie above x; near x, to rounding. O(dimension). */
int32_t lb_krylov_count(const LbKrylov *space, double x);

/** ||M Q s - s^2 Q s|| for vector i of an SVD of H, by the recurrence, without a product. */
double lb_krylov_residual(const LbKrylov *space, const LbSvd *small, int32_t i);

/** ||M Q - Q H||: nothing, when the space holds all that M does to it. */
double lb_krylov_outside(const LbKrylov *space);

/** The vectors Q S of an SVD of H, `most` of them: an SVD of M.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_krylov_expand(LbSvd **out, const LbKrylov *space, const LbSvd *small,
                                       int32_t most, LbError *err);

/** Thick restart: shrink the space to the vectors of an SVD of H, less what their number is more
 *  than a multiple of LB_PANEL; it goes on from there as if it had never been larger. Not for a
 *  rough one.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_krylov_restart(LbKrylov *space, const LbSvd *small, LbError *err);

#endif
