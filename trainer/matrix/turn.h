/* SPDX-License-Identifier: MIT */
/** @file turn.h
 *  The transpose of a matrix: from rows of users to rows of films, or back. Where several ranks have
 *  a matrix between them, each the rows that are its own (own_rows.h), its entries travel to the ranks
 *  that own its columns. */
#ifndef LB_TRAINER_MATRIX_TURN_H
#define LB_TRAINER_MATRIX_TURN_H

#include "trainer/matrix/csr.h"

/** Of what is here. Two passes over the entries, 8 bytes an entry. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_turn_here(LbCsr *out, const LbCsr *csr, LbError *err);

/** A copy of the ratings, users x films, as the SVD takes them: where ranks own the rows of `by_user`
 *  and of its transpose, those of the longer side. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_turn_to_longer(LbCsr *out, const LbCsr *by_user, LbError *err);

/** Collective: each rank has its own rows of `csr`, whole, and gets its own ones of the transpose. A few
 *  megabytes travel at a time; 8 bytes an entry that is here afterwards, 16 a row and column.
 *  @param[in,out] csr  that there are others is filled in, as in `out`
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_turn_ranks(LbCsr *out, LbCsr *csr, LbComm *comm, LbError *err);

#endif
