/* SPDX-License-Identifier: MIT */
/** @file boost.h
 *  The preference for the watchlist, safe for any sign: a boost b > 0 makes s b of a score s >= 0
 *  and s / b of a negative one, so that b > 1 never worsens a film. */
#ifndef LB_QUERY_RANK_BOOST_H
#define LB_QUERY_RANK_BOOST_H

static inline double lb_boost_score(double score, double boost)
{
    return score >= 0 ? score * boost : score / boost;
}

/** What lb_boost_score() has multiplied by, of the score that came out. */
static inline double lb_boost_factor(double boosted, double boost)
{
    return boosted >= 0 ? boost : 1 / boost;
}

#endif
