/* SPDX-License-Identifier: MIT */
/** @file workspace.h
 *  The ratings as the methods walk along them, the fit in the making, and the steps that several
 *  methods have in common. */
#ifndef LB_TRAINER_METHODS_WORKSPACE_H
#define LB_TRAINER_METHODS_WORKSPACE_H

#include "trainer/methods/biases.h"
#include "trainer/methods/fit.h"

/** What a method is called with, and what it has made so far. 8 bytes an entry for each of the two
 *  matrices. */
typedef struct LbWorkspace {
    const LbTriplets    *train;
    const LbFitSettings *settings;
    LbPool              *pool;
    const LbReporter    *reporter;

    LbFit   *fit;
    LbBiases biases;
    LbCsr    by_user; /**< stars; weights from lb_workspace_fit_taste() on */
    LbCsr  by_film; /**< the same transposed; empty unless asked for. Then of several ranks each has
                           the rows of both that are its own (own_rows.h); else its ratings by user */
    LbSide films;   /**< biases and factors of the stars model */
} LbWorkspace;

/** The statistics, the biases, and the ratings as a matrix by user, on demand by film too; the
 *  triplets are given back. Warns when all ratings are equal.
 *  @retval LB_EDATA  as lb_fit_new()   @retval LB_EINTERNAL, LB_ENOMEM */
LB_NODISCARD LbStatus lb_workspace_load(LbWorkspace *work, LbMethod method, bool needs_films,
                                        LbError *err);

/** Weigh the ratings and learn the taste part of the fit. @retval as lb_taste_fit() */
LB_NODISCARD LbStatus lb_workspace_fit_taste(LbWorkspace *work, LbError *err);

/** Predict stars from the biases alone. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_workspace_keep_biases(LbWorkspace *work, LbError *err);

/** Room for k factors a film in `films`: the biases are filled in, the factors are 0.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_workspace_new_films(LbWorkspace *work, int32_t k, LbError *err);

/** Sweep from `films`, and keep the stars model in the fit.
 *  @param priors           of people and films; NULL = none
 *  @param user_map, users  as LbStarsTask; NULL without priors
 *  @retval as lb_stars_model_fit() */
LB_NODISCARD LbStatus lb_workspace_fit_stars(LbWorkspace *work, const LbEmbeddings *priors,
                                             float *user_map, LbSide *users,
                                             LbStarsSettings settings, LbError *err);

/** Hand out the fit when `st` is LB_OK, else NULL; free everything else. @return st */
LbStatus lb_workspace_finish(LbWorkspace *work, LbFit **out, LbStatus st);

#endif
