/* SPDX-License-Identifier: MIT */
/** @file summary.h
 *  What happened in a training, as reports tell it. */
#ifndef LB_TRAINER_JOB_SUMMARY_H
#define LB_TRAINER_JOB_SUMMARY_H

#include "trainer/evaluate/evaluate.h"
#include "trainer/ingest/filmfacts.h"
#include "trainer/ingest/ratings.h"
#include "trainer/job/settings.h"

/** What one of several ranks has needed. */
typedef struct LbRankSummary {
    double  read, evaluate, fit; /**< seconds, waiting for others included */
    double  processor;           /**< seconds of processor time until the model was there */
    double  processor_read;      /**< of these, until the ratings were */
    double  peak_mb;
    int64_t received_bytes, calls; /**< of collective calls */
} LbRankSummary;

typedef struct LbTrainSummary {
    bool    is_skipped; /**< if_changed: there was nothing to do, and nothing else is set */
    int64_t rows, ratings, duplicates, skipped;
    int32_t users, films;
    LbFilmFactsCount film_facts; /**< all 0 without a films file */
    LbScale          scale;
    double           mean, std;                  /**< in the file's own scale */
    int64_t          stars_count[LB_STARS_BINS]; /**< ratings nearest to 0.5, 1, ... 5 stars */
    LbMethod         method;
    int32_t          rank;
    double           tolerance;
    LbSvdInfo        svd;
    int32_t          n_values;
    double       *singular_values; /**< [n_values] of the main SVD, owned; none with softimpute */
    LbFitSettings chosen;          /**< what the method was told in the end */
    LbTuning      tuning;          /**< no trials without a search */
    bool          is_evaluated;
    LbEvaluation  evaluation;
    struct {
        double read, evaluate, fit, write, total;
        double matrix, svd; /**< parts of fit */
    } seconds;
    double         processor_read; /**< seconds of processor time until the ratings were read */
    double         peak_mb;        /**< largest resident size of the process */
    int            n_ranks;        /**< 0 = a process alone */
    LbRankSummary *ranks;          /**< [n_ranks], owned */
} LbTrainSummary;

/** As it is before the first step. */
LbTrainSummary lb_summary_begin(const LbTrainSettings *settings);

/** Add what was read: sizes, scale and how the stars are spread. */
LB_NODISCARD LbStatus lb_summary_add_ratings(LbTrainSummary *summary, const LbRatings *ratings,
                                             LbPool *pool, LbError *err);

/** Add what was learnt: ranks, the SVD and its times. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_summary_add_fit(LbTrainSummary *summary, const LbFit *fit, LbError *err);

/** Add what each rank has needed up to now; nothing for a process alone. Collective.
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_summary_add_ranks(LbTrainSummary *summary, LbComm *comm, LbError *err);

/** Add the whole time and the largest resident size of the process. */
void lb_summary_end(LbTrainSummary *summary, double seconds);

void lb_summary_clear(LbTrainSummary *summary);

#endif
