/* SPDX-License-Identifier: MIT */
/** @file band.h
 *  An operator M projected on a block Krylov space with panels P_0, P_1, ..: H = Q'MQ, symmetric, of
 *  blocks [LB_PANEL x LB_PANEL] row-major. M P_p leads no farther than P_p+step, so that H is a band
 *  of blocks (p, d) = P_p+d'MP_p, d = 0 .. step. After a restart the first `kept` panels are
 *  eigenvectors: among them H is diagonal, and what they have to do with the others is `arrow`
 *  block p = P_kept'MP_p alone. */
#ifndef LB_TRAINER_SVD_BAND_H
#define LB_TRAINER_SVD_BAND_H

#include "trainer/svd/panel.h"

typedef struct LbBand {
    int32_t step; /**< panels that grow together, up to LB_ROUGH_PANELS; 1 where any are kept */
    int32_t n_panels, kept;
    double *blocks; /**< [capacity x (step + 1)] blocks */
    double *arrow;  /**< [capacity] blocks */
} LbBand;

/** Zero panels, and zeros. @param capacity  panels   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_band_init(LbBand *band, int32_t capacity, int32_t step, LbError *err);
void                  lb_band_clear(LbBand *band);

/** Block (p, d), d up to `step`, or that of the arrow. The blocks of one p lie one behind another. */
double *lb_band_block(const LbBand *band, int32_t p, int32_t d);
double *lb_band_arrow(const LbBand *band, int32_t p);

/** y = H x, both [LB_PANEL n_panels], for an operator; `ctx` is the band. O(n_panels). */
LbStatus lb_band_apply(void *ctx, const double *x, double *y, LbError *err);

/** How many eigenvalues of H lie above x, by the signs of its pivots (Sylvester's law of inertia);
 *  near x, to rounding. O(n_panels).
 *  @param small  what pivots of zero become; that is another matrix, by no more than that */
int32_t lb_band_count(const LbBand *band, double x, double small);

/** What M Q s has outside of Q, for a vector s [LB_PANEL n_panels], in terms of the `step` panels
 *  that would be next; zeros behind them. */
void lb_band_leave(const LbBand *band, const double *s, double out[LB_ROUGH_PANELS * LB_PANEL]);

/** ||M Q - Q H|| */
double lb_band_outside(const LbBand *band);

#endif
