/* SPDX-License-Identifier: MIT */
/** @file score_tile.h
 *  A few hundred films of several people: what score.h is made of, for its own files. */
#ifndef LB_COMMON_PREDICT_SCORE_TILE_H
#define LB_COMMON_PREDICT_SCORE_TILE_H

#include "common/predict/foldin.h"

enum {
    LB_SCORE_GROUP = 8,  /**< people scored together */
    LB_TILE_FILMS  = 512 /**< scored together: their components stay in the second-level cache */
};

/** Up to eight people of one model, ready for scoring. */
typedef struct LbTileGroup {
    const LbUser *const *users;
    int32_t              n;
    const float         *taste; /**< [taste.rank x LB_SCORE_GROUP], NULL for one person */
    const float         *stars; /**< [stars.rank x LB_SCORE_GROUP] */
} LbTileGroup;

/** A group, and its vectors in `room` [(taste.rank + stars.rank) x LB_SCORE_GROUP], which is not used
 *  for one person. @return what is behind them */
float *lb_score_tile_pack(LbTileGroup *group, const LbUser *const *users, int32_t n, float *room);

/** What a caller wants of a tile: where to put it, an array of [n] a person; NULL = not wanted. */
typedef struct LbTile {
    int32_t first, n;
    float  *affinity[LB_SCORE_GROUP];
    float  *stars[LB_SCORE_GROUP];
    float  *product; /**< [LB_TILE_FILMS x LB_SCORE_GROUP] scratch, for more than one person */
} LbTile;

/** Films of the tile that begins at `first`. */
static inline int32_t lb_score_tile_length(int32_t first, int32_t n_films)
{
    return n_films - first < LB_TILE_FILMS ? n_films - first : LB_TILE_FILMS;
}

/** Whether the model has stars of its own; else they come from the affinity. */
bool lb_score_tile_has_stars(const LbModel *model);

/** Stars of a person for a film of bias 0 and no factors. */
float lb_score_tile_level(const LbUser *user);

/** Taste scores and unclamped stars of a tile. Where stars come from the affinity, that must be
 *  wanted too. */
void lb_score_tile_fill(const LbTileGroup *group, const LbTile *tile);

/** To 0.5 .. 5. */
void lb_score_tile_clamp(float *stars, int32_t n);

/** How far a person's point can carry a score for a film whose norm is 1. */
typedef struct LbReach {
    float taste, stars;
} LbReach;

/** Rounding included. */
LbReach lb_score_tile_reach(const LbUser *user);

/** No less than what lb_score_tile_fill() makes of one person's factors; with a reach that is turned
 *  negative, no more: taste score and stars by Cauchy and Schwarz, from the norms alone. Asked of
 *  models with norms only. */
void lb_score_tile_bound(const LbUser *user, const LbTile *tile, LbReach reach);

#endif
