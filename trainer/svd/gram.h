/* SPDX-License-Identifier: MIT */
/** @file gram.h
 *  The Gram operator y = A'A x, never formed. With several ranks (the pool's) each holds the rows of
 *  its own blocks of A, and its own rows of panels x and y (slab.h): a product gathers x, and each
 *  rank adds up its rows of y. */
#ifndef LB_TRAINER_SVD_GRAM_H
#define LB_TRAINER_SVD_GRAM_H

#include "trainer/matrix/narrow.h"
#include "trainer/svd/operator.h"

/** A in the narrow form (narrow.h), 32-bit values, sums in double, and what a product needs beside
 *  it: 18 panels of the short side, of several ranks 2 + 16 / ranks. */
typedef struct LbGram LbGram;

/** Copy a matrix, or its transpose, so that rows are the longer side.
 *  @param[out] is_transposed  true when the rows are the matrix's columns
 *  @param      csr   copied; may be changed or freed afterwards
 *  @param      pool  borrowed for the life of the gram; NULL = this thread alone
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_gram_new(LbGram **out, bool *is_transposed, const LbCsr *csr, LbPool *pool,
                                  LbError *err);
void                  lb_gram_free(LbGram *gram);

/** Add a low-rank part: A + L R', L [rows x rank] and R [cols x rank] row-major, borrowed; it takes
 *  the place of the one before. On failure there is none.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_gram_set_low_rank(LbGram *gram, const float *left, const float *right,
                                           int32_t rank, LbError *err);

/** Take the low-rank part away. */
void lb_gram_clear_low_rank(LbGram *gram);

/** The values of this rank's share of A's sparse part in the Gram form's own order [entries]; they
 *  may be changed between products. Borrowed. */
float  *lb_gram_values(LbGram *gram);
int64_t lb_gram_entries(const LbGram *gram);

/** Set the sparse part to what the low-rank part leaves unexplained: value_rc = original_rc -
 *  <l_r, r_c>, original [entries] in the Gram form's order.
 *  @param[out] squares  the sum of their squares   @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_gram_set_residual(LbGram *gram, const float *original, double *squares,
                                           LbError *err);

/** As an operator over the short side; borrowed from the gram. */
LbOperator lb_gram_operator(LbGram *gram);

int32_t lb_gram_rows(const LbGram *gram);
int32_t lb_gram_cols(const LbGram *gram);

/** Y = A X for `k` columns, the low-rank part included: X row-major, this rank's rows of [cols x k],
 *  Y [rows x k] row-major float. A pass over the entries for every LB_PANEL columns.
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_gram_multiply(LbGram *gram, const double *x, int32_t k, float *y,
                                       LbError *err);

/** Y = A'X for k <= LB_PANEL columns, without a low-rank part: X [rows x k], Y [cols x k] row-major.
 *  @retval as lb_block_sum() */
LB_NODISCARD LbStatus lb_gram_multiply_turned(LbGram *gram, const double *x, int32_t k, double *y,
                                              LbError *err);

#endif
