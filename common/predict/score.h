/* SPDX-License-Identifier: MIT */
/** @file score.h
 *  From folded-in people to scores of films: the pass over the components that every query makes.
 *
 *  z() of a part takes away its mean over all films of the model and divides by the standard
 *  deviation, for each person. Taste score of film f: output_scale_f <taste, factors_f>.
 *  Affinity A: in a model with neighbours (1 - w) z(taste score) + w z(gains), else z(taste score);
 *  in a model with an item-item regression + x z(its gains). Score:
 *      affinity A + stars z(predicted stars) - novelty fame_f          (LbRanking, common/model.h)
 *  A part that the model lacks is left out; where one of affinity and stars is all there is, it
 *  counts whatever its weight. The taste score as it is, not standardised, when nothing is mixed in.
 *  Sums run in a fixed order: one person or several, any machine, the same bits. */
#ifndef LB_COMMON_PREDICT_SCORE_H
#define LB_COMMON_PREDICT_SCORE_H

#include "common/predict/foldin.h"

/** Whether these are numbers. They are unless the model is damaged (lb_model_refuse()); the functions
 *  of this header hand on what they find. */
bool lb_score_are_numbers(const float *values, int32_t n);

/** Scores of all films: `score` [n_films] to rank by (larger is better) and predicted `stars`
 *  [n_films], clamped to 0.5..5. Either may be NULL. Cost: one pass over the components. */
void lb_score_all(const LbUser *user, const LbRanking *ranking, float *score, float *stars);

/** People who are scored together. */
enum { LB_SCORE_GROUP = 8 };

/** Floats of the scratch that lb_score_group() takes. */
size_t lb_score_room(const LbModel *model);

/** lb_score_all() for n people of one model, 1 <= n <= LB_SCORE_GROUP, in one pass over the
 *  components: score[g] and stars[g] are those of users[g], with the same bits. Either of both may
 *  be NULL. @param room  [lb_score_room()]; not used for n = 1 */
void lb_score_group(const LbUser *const *users, int32_t n, const LbRanking *ranking,
                    float *const *score, float *const *stars, float *room);

/** lb_score_all() for some films only: film[i] -> score[i], stars[i]; the standardisation is that of the
 *  whole catalogue, which costs a whole pass when parts are mixed. */
void lb_score_some(const LbUser *user, const LbRanking *ranking, const int32_t *film, int32_t n,
                   float *score, float *stars);

/** How the score of one person is put together, for every film: taste * (taste score) + near *
 *  (neighbours' gain) + items * (gain of the item-item regression) + stars * (stars, not clamped) -
 *  novelty * fame + constant. */
typedef struct LbMix {
    float taste, near, items, stars, novelty, constant;
    float stars_constant; /**< what of the constant takes away the mean of the stars */
} LbMix;

/** The mix that the functions of this header use. One pass over the components where parts are
 *  mixed. */
LbMix lb_score_mix(const LbUser *user, const LbRanking *ranking);

/** Scores of films first .. first + n - 1 for one person of a batch; borrowed for the call. For
 *  each person tiles arrive in ascending order and cover every film once. */
typedef void (*LbTileFn)(void *ctx, int32_t user, int32_t first, int32_t n, const float *score,
                         const float *stars);

/** Score all films for several people of one model in one pass over the components (two when
 *  parts are mixed): a tile of films stays in cache for eight people at a time, and `deliver`
 *  gets it there. Bits are those of lb_score_all(). A caller with several threads gives each
 *  its own people; `deliver` runs on the calling thread.
 *  @param want_stars  false: `stars` is NULL in the callback
 *  @retval LB_EDATA   a score is no number: nothing that was delivered counts
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_score_batch(const LbUser *const *users, int32_t n_users,
                                     const LbRanking *ranking, bool want_stars, LbTileFn deliver,
                                     void *ctx, LbError *err);

#endif
