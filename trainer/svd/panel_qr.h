/* SPDX-License-Identifier: MIT */
/** @file panel_qr.h
 *  The QR factorisation of a panel: W = P R, P with orthonormal columns, R upper triangular.
 *  Y. Yamamoto et al.: Roundoff error analysis of the CholeskyQR2 algorithm. ETNA 44, 2015. */
#ifndef LB_TRAINER_SVD_PANEL_QR_H
#define LB_TRAINER_SVD_PANEL_QR_H

#include "trainer/svd/panel.h"

#include <stdbool.h>

/** Gives column c of w another direction, orthogonal to whatever else it has to be; the columns
 *  before it are ready. */
typedef struct LbNewColumn {
    LbStatus (*replace)(void *ctx, double *w, int c, LbError *err);
    void *ctx;
} LbNewColumn;

/** Factorise W [rows x LB_PANEL] into R [LB_PANEL_CELL]; P takes the place of W. A column of which
 *  nothing is left but rounding, below 1e-13 of `scale`, is replaced, or becomes zero when
 *  `other` is NULL, and its row of R is zero. Collective. O(n).
 *  @param[out] is_regular  false when columns were nearly dependent: what is left of them may have
 *                          lost digits of whatever they were orthogonal to
 *  @retval as lb_block_sum(); whatever `other` returns */
LB_NODISCARD LbStatus lb_panel_qr_factorise(double *w, double *r, bool *is_regular,
                                            const LbSlab *slab, double scale,
                                            const LbNewColumn *other, LbError *err);

/** R = S R, for P factorised again into P S. */
void lb_panel_qr_compose(double *r, const double *second);

/** Make column c orthogonal to those before it, which are orthonormal, and its length 1. Collective.
 *  @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_panel_qr_finish_column(double *w, const LbSlab *slab, int c, LbError *err);

#endif
