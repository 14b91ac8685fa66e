/* SPDX-License-Identifier: MIT */
/** @file panel.h
 *  Vectors four at a time. A panel is n x LB_PANEL doubles, row-major, on a cache line: reading a
 *  row of it costs what reading one number would, and serves four vectors. A basis is panels one
 *  behind another. Of several ranks each has its own rows of all of them (slab.h), n are these. Sums
 *  run in fixed order: neither threads nor ranks change anything. */
#ifndef LB_TRAINER_SVD_PANEL_H
#define LB_TRAINER_SVD_PANEL_H

#include "trainer/svd/operator.h"
#include "trainer/svd/slab.h"

#include <stddef.h>
#include <stdint.h>

/** Numbers of a block of the projected matrix. */
enum { LB_PANEL_CELL = LB_PANEL * LB_PANEL };

/** Panels one behind another; borrowed. */
typedef struct LbBasis {
    const double *panels;
    int32_t       n_panels;
    const LbSlab *slab;
} LbBasis;

/** Panels that hold so many vectors. */
int32_t lb_panel_count(int32_t vectors);

/** To panels from k vectors, column-major [n x k], with zeros up to a whole panel. */
void lb_panel_pack(double *panels, const double *vectors, int32_t n, int32_t k);

/** And back. */
void lb_panel_unpack(double *vectors, const double *panels, int32_t n, int32_t k);

/** C_p = P_p'W for each panel of a basis: coef [n_panels x LB_PANEL_CELL], in each block row i,
 *  column j is <column i of P_p, column j of W>; with room for lb_slab_shares() times as much, each
 *  block's share of the sums. Collective. O(n n_panels).
 *  @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_panel_project(double *coef, LbBasis basis, const double *w, LbError *err);

/** W -= sum_p P_p C_p. O(n n_panels). */
void lb_panel_subtract(double *w, LbBasis basis, const double *coef);

/** W = W B for a block B [LB_PANEL_CELL]. O(n). */
void lb_panel_multiply(double *w, const double *block, int32_t n);

/** out = basis * S, S [LB_PANEL n_panels x LB_PANEL k_panels] row-major, on a cache line; out may
 *  be the basis itself when it has room for k_panels. O(n n_panels k_panels).
 *  @retval LB_ENOMEM  out is as it was */
LB_NODISCARD LbStatus lb_panel_combine(double *out, int32_t k_panels, LbBasis basis,
                                       const double *s, LbError *err);

#endif
