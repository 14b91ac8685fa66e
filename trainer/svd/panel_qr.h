/* SPDX-License-Identifier: MIT */
/** @file panel_qr.h
 *  The QR factorisation of a panel: W = P R, P with orthonormal columns, R upper triangular.
 *  Y. Yamamoto et al.: Roundoff error analysis of the CholeskyQR2 algorithm. ETNA 44, 2015. */
#ifndef LB_TRAINER_SVD_PANEL_QR_H
#define LB_TRAINER_SVD_PANEL_QR_H

#include "trainer/svd/panel.h"

#include <stdbool.h>

/** Give column c of w another direction, orthogonal to whatever else it has to be; the columns
 *  before it are ready. */
typedef void (*LbNewColumn)(void *ctx, double *w, int c);

/** Factorise W [n x LB_PANEL] into R [LB_PANEL_CELL]; P takes the place of W. A column of which
 *  nothing is left but rounding, below 1e-13 of `scale`, is replaced, or becomes zero when
 *  `replace` is NULL, and its row of R is zero. False when columns were nearly dependent: what is
 *  left of them may have lost digits of whatever they were orthogonal to. O(n). */
bool lb_panel_qr_factorise(double *w, double *r, int32_t n, double scale, LbNewColumn replace,
                           void *ctx);

/** R = S R, for P factorised again into P S. */
void lb_panel_qr_compose(double *r, const double *second);

/** The lengths of the columns, in one pass. */
void lb_panel_qr_norms(double norms[LB_PANEL], const double *w, int32_t n);

/** Make column c orthogonal to those before it, which are orthonormal, and its length 1. */
void lb_panel_qr_finish_column(double *w, int32_t n, int c);

#endif
