/* SPDX-License-Identifier: MIT */
/** @file rough_product.h
 *  y = A'A x in 32-bit arithmetic, for twice as many vectors a pass as in 64 bits, in the same time:
 *  where vectors need no more than a digit or two. An entry of y is off by about 1e-6 of the largest
 *  eigenvalue times the length of x. */
#ifndef LB_TRAINER_SVD_ROUGH_PRODUCT_H
#define LB_TRAINER_SVD_ROUGH_PRODUCT_H

#include "trainer/matrix/narrow.h"
#include "trainer/svd/operator.h"

/** Room for one. All zero = none yet. */
typedef struct LbRoughProduct {
    const LbNarrow *a;    /**< borrowed */
    LbPool         *pool; /**< borrowed */
    float          *x;    /**< [columns x LB_ROUGH_PANELS x LB_PANEL] */
    float          *y;    /**< [own blocks] of the same: each block's share */
} LbRoughProduct;

/** @retval LB_ENOMEM  everything stays zero */
LB_NODISCARD LbStatus lb_rough_product_init(LbRoughProduct *product, const LbNarrow *a,
                                            LbPool *pool, LbError *err);
void                  lb_rough_product_clear(LbRoughProduct *product);

/** Set panel `p` of x, all rows of it, p < LB_ROUGH_PANELS. O(columns). */
void lb_rough_product_set(LbRoughProduct *product, int p, const double *x);

/** Multiply: one pass over this rank's entries. */
void lb_rough_product_run(LbRoughProduct *product);

/** Each own block's share of panel `p` of y: shares [own blocks x columns x LB_PANEL].
 *  O(blocks columns). */
void lb_rough_product_get(const LbRoughProduct *product, int p, double *shares);

#endif
