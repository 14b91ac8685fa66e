/* SPDX-License-Identifier: MIT */
/** @file fit.h
 *  What all methods have in common: ratings in, the learnt parts of a model out. Each method is one
 *  function of the shape of LbFitFn, e.g. lb_zscore_fit(). */
#ifndef LB_TRAINER_METHODS_FIT_H
#define LB_TRAINER_METHODS_FIT_H

#include "common/model/model.h"
#include "trainer/matrix/matrix.h"
#include "trainer/methods/completion.h"
#include "trainer/methods/item_head.h"
#include "trainer/methods/neighbours.h"
#include "trainer/methods/stars_model.h"
#include "trainer/methods/taste.h"
#include "trainer/svd/svd.h"

/** Parts of a hybrid that may be learnt alone, when settings are compared. */
enum { LB_PART_AFFINITY = 1, LB_PART_STARS = 2, LB_PART_ALL = 3 };

/** Everything the methods may be told; start from lb_fit_defaults(). Each method reads what is its
 *  own. */
typedef struct LbFitSettings {
    LbSvdSettings    svd;  /**< rank is that of zscore; tolerance, seed, restarts are everybody's */
    const LbEarlier *warm; /**< an earlier model's film factors, to start from; NULL = none */
    LbTasteSettings  taste;           /**< eigenrec, hybrid */
    LbStarsSettings  stars;           /**< hybrid; softimpute for its users */
    LbNeighbourSettings  near;        /**< hybrid; per_film 0 = lb_taste_numbers(), 250 at most */
    LbCompletionSettings softimpute;  /**< softimpute */
    LbAlsSettings        plain_films; /**< softimpute: films, which nothing is expected of */
    int32_t              plain_sweeps;
    LbEmbeddingSettings  embedding;  /**< hybrid: of who watches what */
    double               near_share; /**< of the neighbours in the affinity; default 0.6 */
    LbItemHeadSettings   head;       /**< hybrid; films -1 = lb_item_head_films() */
    LbNewcomers          newcomers;  /**< eigenrec, hybrid: rarity 0.55, seen 2.5, half_films 20 */
    double    near_half;       /**< films of a profile at which the share is halved; default 40 */
    unsigned  parts;           /**< hybrid: LB_PART_...; default all */
    LbRanking discovery, list; /**< hybrid: how lists are ranked */
} LbFitSettings;

LbFitSettings lb_fit_defaults(void);

/** What a method has learnt. The parts point into memory that lb_fit_free() frees. */
typedef struct LbFit {
    LbMethod     method;
    int32_t      n_films;
    int64_t      n_ratings;
    double       mean_stars, std_stars; /**< std with n - 1; 0 for a single rating */
    int32_t     *film_count;            /**< [n_films] */
    float       *film_fame;             /**< [n_films] ln(count + 1) less its mean */
    float       *film_mean; /**< [n_films] stars; the mean of all where there are none */
    LbTaste      taste;
    LbStarsHead  stars;
    LbNeighbours near;
    LbItemHead   items;
    LbNewcomers  newcomers;
    LbRanking    discovery, list; /**< affinity alone, unless the method says otherwise */

    LbSvdInfo svd; /**< of the main SVD */
    double    matrix_seconds, svd_seconds;

    void *owned[32]; /**< freed with the fit */
    int   n_owned;
} LbFit;

/** Learn from `train`. @retval LB_EDATA  nothing can be learnt from it: the message says why
 *  @retval LB_ENOCONV, LB_EINTR, LB_ENOMEM, LB_EINTERNAL */
typedef LbStatus (*LbFitFn)(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                            LbPool *pool, const LbReporter *reporter, LbError *err);

/** An empty fit with mean and standard deviation of `train`. One pass.
 *  @retval LB_EDATA  no ratings, or a single one   @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_fit_new(LbFit **out, LbMethod method, const LbTriplets *train,
                                 LbPool *pool, LbError *err);
void                  lb_fit_free(LbFit *fit);

/** Fill in the films' statistics: count, mean and fame.
 *  @param matrix  the ratings in stars, users x films
 *  @param spread  as LbTriplets.spread: ranks that each have some of the ratings. A film's sum is
 *                 exact up to 2^26 ratings, which are floats from 0.5 to 5 stars
 *  @retval LB_ENOMEM, LB_EINTERNAL   @retval as lb_comm_sum() */
LB_NODISCARD LbStatus lb_fit_count_films(LbFit *fit, LbMatrix *matrix, LbComm *spread,
                                         LbError *err);

/** Do the ratings differ at all? */
bool lb_fit_has_spread(const LbFit *fit);

/** Let an array live and die with the fit. @return the array. */
void *lb_fit_own(LbFit *fit, void *array);

/** An array of n elements that lives as long as the fit; NULL when memory is short. */
void *lb_fit_array(LbFit *fit, size_t n, size_t size);

/** Keep n numbers of the fit in half precision (common/dense/half.h) from now on: *whole, which the
 *  fit owns, is freed and becomes NULL, *half takes its place. @retval LB_ENOMEM  nothing changed */
LB_NODISCARD LbStatus lb_fit_halve(LbFit *fit, const float **whole, const uint16_t **half, size_t n,
                                   LbError *err);

/** Add what model_norms.h finds out of all films, once the parts are learnt. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_fit_measure_films(LbFit *fit, LbError *err);

/** The model that the fit is, borrowed from it: films by number alone (no slugs, no facts), no
 *  provenance. What folding in and scoring need. */
LbModel lb_fit_model(const LbFit *fit);

#endif
