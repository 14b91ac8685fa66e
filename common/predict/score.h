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
 *  Sums run in a fixed order: one person or several, any machine, the same bits. Mean and deviation
 *  come from Gram matrices where the model has them (LbTaste.gram), else from a pass of their own. */
#ifndef LB_COMMON_PREDICT_SCORE_H
#define LB_COMMON_PREDICT_SCORE_H

#include "common/predict/score_mix.h"

/** Whether these are numbers. They are unless the model is damaged (lb_model_refuse()); the functions
 *  of this header hand on what they find. */
bool lb_score_are_numbers(const float *values, int32_t n);

/** Scores of all films: `score` [n_films] to rank by (larger is better) and predicted `stars`
 *  [n_films], clamped to 0.5..5. Either may be NULL. Cost: one pass over the components. */
void lb_score_all(const LbUser *user, const LbRanking *ranking, float *score, float *stars);

/** Floats of the scratch that lb_score_group() takes. */
size_t lb_score_room(const LbModel *model);

/** lb_score_all() for n people of one model, 1 <= n <= LB_SCORE_GROUP, in one pass over the
 *  components: score[g] and stars[g] are those of users[g], with the same bits. Either of both may
 *  be NULL. @param room  [lb_score_room()]; not used for n = 1 */
void lb_score_group(const LbUser *const *users, int32_t n, const LbRanking *ranking,
                    float *const *score, float *const *stars, float *room);

/** lb_score_all() for some films only: film[i] -> score[i], stars[i]; the standardisation is that of the
 *  whole catalogue, which costs a whole pass when parts are mixed and the model has no Gram matrices. */
void lb_score_some(const LbUser *user, const LbRanking *ranking, const int32_t *film, int32_t n,
                   float *score, float *stars);

/** The mix that the functions of this header use. One pass over the components where parts are
 *  mixed and the model has no Gram matrices. */
LbMix lb_score_mix(const LbUser *user, const LbRanking *ranking);

/** Whether the model knows the norms of all factors that this score is made of. */
bool lb_score_has_norms(const LbModel *model, const LbRanking *ranking);

/** bound[f] for all films [n_films], none of them below the score that lb_score_all() and
 *  lb_score_exactly() give film f with this mix, rounding and all. By Cauchy and Schwarz, from the
 *  norms of the factors: the components are not looked at.
 *  Asked of models that lb_score_has_norms().
 *  @return false where damage makes some bound no number: what `bound` holds then says nothing */
bool lb_score_bounds(const LbUser *user, const LbRanking *ranking, const LbMix *mix, float *bound);

/** score[i] of film[i], the very bits of lb_score_all(), with the mix that is lb_score_mix()'s for
 *  the ranking. */
void lb_score_exactly(const LbUser *user, const LbRanking *ranking, const LbMix *mix,
                      const int32_t *film, int32_t n, float *score);

#endif
