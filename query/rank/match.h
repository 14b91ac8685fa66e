/* SPDX-License-Identifier: MIT */
/** @file match.h
 *  How alike the tastes of two people are, and the films that show it.
 *
 *  r is the correlation of the two people's predicted stars over all films of the model, each film
 *  counting as often as it was rated in training, without what everybody thinks of the films (the
 *  partial correlation, given the film biases): to like what all like says nothing of two people.
 *  It is shrunk by how much is known,
 *  r' = r n / (n + 20 (1 - s)): n is the number of rated films of the person with fewer, s the
 *  share of all films rated by either that both have rated, for there the model need not guess. The
 *  match is 50 + 50 r' percent: 100 for the same profile, around 50 for strangers, 0 for opposites;
 *  the same both ways. */
#ifndef LB_QUERY_RANK_MATCH_H
#define LB_QUERY_RANK_MATCH_H

#include "query/rank/filter.h"
#include "query/resolve/resolve.h"

enum { LB_MATCH_FILMS = 5 }; /**< in each list, unless the choice says otherwise */

/** Which films are listed. They do not change the percentage, the difference or `common`. */
typedef struct LbMatchChoice {
    int32_t         count;  /**< in each list at most; 0 = all */
    const LbFilter *filter; /**< NULL = none */
} LbMatchChoice;

/** One of two people. */
typedef struct LbMatchSide {
    const LbResolved *resolved;
    const float      *stars; /**< [n_films] predicted; NULL = nothing is known of this taste */
} LbMatchSide;

typedef struct LbMatchFilm {
    int32_t film;
    float   stars[2];
    bool    is_predicted[2]; /**< that person has not rated it */
} LbMatchFilm;

typedef struct LbMatch {
    double  percent;     /**< NAN when nothing is known of one of them */
    double  difference;  /**< mean of first minus second rating of the common films; NAN without */
    int32_t common;      /**< films that both have rated */
    LbMatchFilm *unite;  /**< [n_unite] both gave 4 stars or more: most stars first, then those that
                              others like least */
    LbMatchFilm *divide; /**< [n_divide] 1.5 stars apart or more: films that both rated, then films
                              that one rated, by the difference */
    int32_t      n_unite, n_divide;
} LbMatch;

/** Compare two people. O(n_films + n log n) for n films that either has.
 *  @param[out] out  free with lb_match_clear(); all zero after a failure
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_match(LbMatch *out, const LbModel *model, LbMatchSide first,
                               LbMatchSide second, const LbMatchChoice *choice, LbError *err);
void                  lb_match_clear(LbMatch *match);

#endif
