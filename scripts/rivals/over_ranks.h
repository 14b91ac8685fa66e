/* SPDX-License-Identifier: MIT */
/** @file over_ranks.h
 *  The SVD of z-scores over ranks, by a rival's solver and by the trainer's own, on the same matrix to
 *  the same tolerance: time, products, collective calls and bytes of each. A rank has the rows of some
 *  users, and a piece of every vector; a rival's product is an all-gather of x, a pass over the rank's
 *  rows, a reduce-scatter of y. */
#ifndef LB_SCRIPTS_RIVALS_OVER_RANKS_H
#define LB_SCRIPTS_RIVALS_OVER_RANKS_H

#include "common/base/comm.h"
#include "common/base/pool.h"
#include "trainer/matrix/csr.h"

enum { LB_RIVAL_VALUES = 64 };

typedef struct LbRivalProblem {
    LbComm *comm;
    LbPool *pool;
    LbCsr   csr;
    int64_t user[LB_COMM_MOST + 1];                    /**< first of each rank */
    int     piece[LB_COMM_MOST], offset[LB_COMM_MOST]; /**< of vectors */
    double *x, *y;                                     /**< [n_cols] whole */
    int64_t products, bytes;                           /**< of lb_rival_apply() */
    int64_t n_reductions, reduced_bytes;               /**< the solver's own */
    double  value[LB_RIVAL_VALUES];                    /**< what it found, descending */
} LbRivalProblem;

/** y = A'A x, pieces of both. */
void lb_rival_apply(LbRivalProblem *p, const double *x, double *y);

/** This rank's piece of the start vector that every solver is given. */
void lb_rival_start(const LbRivalProblem *p, double *piece);

/** The dimension of a Krylov space for k values: as the trainer's ARPACK. */
int32_t lb_rival_basis(int32_t k);

typedef LbStatus (*LbRivalSolver)(LbRivalProblem *p, int32_t k, double tolerance, LbError *err);

/** The program: RATINGS [RANK [TOLERANCE]]. */
int lb_rival_main(int argc, char **argv, const char *program, const char *name,
                  LbRivalSolver solve);

#endif
