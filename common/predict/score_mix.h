/* SPDX-License-Identifier: MIT */
/** @file score_mix.h
 *  How a score is put together of its parts, each standardised for the person. But for LbMix it
 *  serves score.h's own files. */
#ifndef LB_COMMON_PREDICT_SCORE_MIX_H
#define LB_COMMON_PREDICT_SCORE_MIX_H

#include "common/predict/score_tile.h"

/** How the score of one person is put together, for every film: taste * (taste score) + near *
 *  (neighbours' gain) + items * (gain of the item-item regression) + stars * (stars, not clamped) -
 *  novelty * fame + constant. */
typedef struct LbMix {
    float taste, near, items, stars, novelty, constant;
    float stars_constant; /**< what of the constant takes away the mean of the stars */
} LbMix;

/** What has to be computed for a ranking of this model. */
typedef struct LbScoreNeeds {
    bool affinity, stars; /**< parts of the score */
    bool mixed;           /**< the score is a mix of standardised parts, not one of them as it is */
} LbScoreNeeds;

LbScoreNeeds lb_score_mix_needs(const LbModel *model, const LbRanking *ranking);

/** Sums over all films, of which mean and standard deviation come. */
typedef struct LbScoreSums {
    double affinity[2]; /**< sum, sum of squares */
    double near[2];
    double items[2];
    double stars[2];
} LbScoreSums;

/** Add the films of a tile; parts of it that are not needed are NULL. */
void lb_score_mix_add(LbScoreSums *sum, const LbUser *user, const LbTile *tile, int32_t person);

/** The sums of all films, from what the model has of them all together: no film is looked at but
 *  for the gains. They differ from those of the tiles by the rounding of the parts to floats.
 *  @return false, and *out is untouched, where the model does not have it */
bool lb_score_mix_known(LbScoreSums *out, const LbUser *user, LbScoreNeeds needs);

LbMix lb_score_mix_of(const LbScoreSums *sum, const LbUser *user, const LbRanking *ranking);

/** `score` comes as the taste score where that is a part of the mix; `stars` may be NULL. */
void lb_score_mix_apply(const LbMix *mix, const LbUser *user, int32_t first, int32_t n,
                        float *score, const float *stars);

#endif
