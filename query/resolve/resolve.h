/* SPDX-License-Identifier: MIT */
/** @file resolve.h
 *  A profile in the model's terms: what was seen, rated and wished for. */
#ifndef LB_QUERY_RANK_RESOLVE_H
#define LB_QUERY_RANK_RESOLVE_H

#include "query/resolve/resolver.h"

/** An entry whose title and year are those of two films. */
typedef struct LbAmbiguous {
    int32_t entry;     /**< index into the profile */
    int32_t either[2]; /**< films of the model */
} LbAmbiguous;

/** A profile in the model's terms. Each film occurs at most once in each list, ascending. */
typedef struct LbResolved {
    int32_t *film;      /**< [n] rated or watched */
    float   *stars;     /**< [n] NAN = not rated */
    int32_t *entry;     /**< [n] index into the profile */
    int32_t *watchlist; /**< [n_watchlist] */
    int32_t *watchlist_entry;
    int32_t *unknown; /**< [n_unknown] index into the profile of entries (watched, rated or on the
                           watchlist) that the model does not know */
    LbAmbiguous *ambiguous; /**< [n_ambiguous] entries that fit two films of the model alike */
    int32_t      n, n_rated, n_watchlist, n_unknown, n_ambiguous;
    int32_t      found_by[LB_FOUND_WAYS]; /**< entries of the profile, by what they were found by */
    int32_t      again_seen, again_rated, again_wanted; /**< entries beyond the first of a film */
} LbResolved;

/** Translate a profile. Two entries that turn out to be one film are one: a rating beats none, the
 *  later rating the earlier one.
 *  @param recent  > 0: only the `recent` latest rated films that the model knows (by diary, else by
 *                 date, else the first entries) count as rated; all stay watched
 *  @retval LB_ENOMEM  *out is empty */
LB_NODISCARD LbStatus lb_resolve(LbResolved *out, const LbResolver *resolver,
                                 const LbProfile *profile, int32_t recent, LbError *err);
void                  lb_resolve_clear(LbResolved *resolved);

/** What a profile has, each film counted once, whether the model knows it or not. */
LbProfileCounts lb_resolve_counts(const LbResolved *resolved, const LbProfile *profile);

/** Is the film on the watchlist? O(log n). */
bool lb_resolve_wants(const LbResolved *resolved, int32_t film);

/** Position of a film in an ascending list, -1 when it is not there. O(log n). */
int32_t lb_resolve_search(const int32_t *films, int32_t n, int32_t film);

#endif
