/* SPDX-License-Identifier: MIT */
/** @file train.h
 *  The whole way from a ratings file to a model file. */
#ifndef LB_TRAINER_TRAIN_H
#define LB_TRAINER_TRAIN_H

#include "trainer/evaluate/evaluate.h"
#include "trainer/ingest/filmfacts.h"
#include "trainer/ingest/ratings.h"
#include "trainer/publish/gate.h"

/** Everything that training may be told; start from lb_train_defaults(). Texts are borrowed. */
typedef struct LbTrainSettings {
    const char        *ratings_path; /**< "-" = standard input */
    const char        *model_path;
    bool               creates_folder; /**< make the model's folder when it is missing */
    const char        *films_path;     /**< facts about films; NULL = none */
    const char *const *reports;        /**< [n_reports] paths, as lb_report_write() takes them */
    int                n_reports;
    const char        *warm_path;  /**< an earlier model to start from; NULL = none */
    bool               warm_auto;  /**< start from the current model when there is one */
    bool               if_changed; /**< do nothing when the current model is made from the same */
    int32_t            keep;       /**< earlier models; -1 = leave them alone (default) */
    LbGateSettings     gate;
    LbRatingsSettings  ratings;
    LbMethod           method;
    int32_t            rank;    /**< 0 = what the method thinks best (zscore: svd.rank) */
    LbSvdSettings      svd;     /**< tolerance, seed, restarts */
    int                threads; /**< 0 = as many as the machine offers */
    bool   tune; /**< look for better settings first; the current model's are tried too */
    bool   evaluate;
    double evaluate_fraction;
} LbTrainSettings;

LbTrainSettings lb_train_defaults(void);

/** What happened, for the report and the summary. */
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
    double peak_mb; /**< largest resident size of the process */
} LbTrainSummary;

/** Read, evaluate when asked to, fit, and write the model. After any failure the model that was
 *  there is as it was.
 *  @param[out] out  free with lb_train_summary_clear(), also after a failure
 *  @retval LB_EGATE      the new model is not wanted, see gate.h
 *  @retval LB_ETEMPFAIL  another run is at work on this model; the input changes while it is read
 *  @retval what lb_slot_take(), lb_ratings_read(), the method, lb_evaluate() and
 *          lb_slot_publish() return */
LB_NODISCARD LbStatus lb_train(LbTrainSummary *out, const LbTrainSettings *settings,
                               const LbReporter *reporter, LbError *err);
void                  lb_train_summary_clear(LbTrainSummary *summary);

#endif
