/* SPDX-License-Identifier: MIT */
/** @file notebook.h
 *  The accuracy that the reference notebook prints, for comparison with it. It says little: users
 *  are in training, and only films with an index below 50 are scored. */
#ifndef LB_TRAINER_EVALUATE_NOTEBOOK_H
#define LB_TRAINER_EVALUATE_NOTEBOOK_H

#include "trainer/ingest/triplets.h"
#include "trainer/methods/fit.h"

typedef struct LbNotebookFigure {
    int64_t n, n_first50;                  /**< test ratings */
    double  rmse_z, mae_z;                 /**< over all of them, in z units; NAN when none */
    double  rmse_z_first50, mae_z_first50; /**< over films 0..49: what the notebook prints */
} LbNotebookFigure;

/** Whether the notebook's split has a rating among the test ratings, as about a fifth are: by user and
 *  film alone, wherever the rating lies. */
bool lb_notebook_tests(int32_t user, int32_t film);

/** Train z-score factors on 80 % of the rows, predict the others from each user's training row.
 *  The triplets are reordered. Collective where they are spread; the figure does not depend on the
 *  number of ranks and threads. Cost: a fit of z-scores, and rank for each rating; 8 bytes a rating
 *  of this rank's, while they are turned to rows of users twice that.
 *  @retval as lb_zscore_fit() */
LB_NODISCARD LbStatus lb_notebook_measure(LbNotebookFigure *out, LbTriplets *triplets,
                                          const LbFitSettings *settings, LbPool *pool,
                                          const LbReporter *reporter, LbError *err);

#endif
