/* SPDX-License-Identifier: MIT */
/** @file spread.h
 *  Rows go to the ranks that own them: those of the blocks of the longer side (triplets.h). */
#ifndef LB_TRAINER_INGEST_SPREAD_H
#define LB_TRAINER_INGEST_SPREAD_H

#include "trainer/ingest/rows.h"

/** Collective: each rank has read a part of each of n lists of rows, rank 0 the first. Afterwards it
 *  has, of all ranks' parts, the rows that are its own, in the order of the lists. A few megabytes
 *  travel at a time, and what has been sent is given back: there is room for one copy of the rows
 *  and little more.
 *  @param[in,out] to  appended to; its runs are left alone   @param from  [n], empty afterwards
 *  @param by_film  films are the longer side   @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_spread_rows(LbRows *to, LbRows *const *from, int n, bool by_film,
                                     LbComm *comm, LbError *err);

/** Drop the rows that are not this rank's own. */
void lb_spread_keep(LbRows *rows, bool by_film, const LbComm *comm);

#endif
