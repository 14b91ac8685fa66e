/* SPDX-License-Identifier: MIT */
/** @file resolve.h
 *  A profile's films -> the model's films: by film id, then slug, then title and year, then title
 *  and year +-1. */
#ifndef LB_QUERY_RANK_RESOLVE_H
#define LB_QUERY_RANK_RESOLVE_H

#include "common/predict/foldin.h"
#include "query/profile/profile.h"

typedef struct LbResolver LbResolver; /**< of one model: builds its title index when first needed */

LB_NODISCARD LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err);
void                  lb_resolver_free(LbResolver *resolver);

/** Film of an entry, -1 unknown (or ambiguous by title). O(1), but the first entry that has to be
 *  found by its title costs a pass over all titles.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_resolver_find(LbResolver *resolver, const LbEntry *entry, int32_t *film,
                                       LbError *err);

/** A profile in the model's terms. Each film occurs at most once in each list, ascending. */
typedef struct LbResolved {
    int32_t *film;      /**< [n] rated or watched */
    float   *stars;     /**< [n] NAN = not rated */
    int32_t *entry;     /**< [n] index into the profile */
    int32_t *watchlist; /**< [n_watchlist] */
    int32_t *watchlist_entry;
    int32_t *unknown; /**< [n_unknown] index into the profile of entries (watched, rated or on the
                           watchlist) that the model does not know */
    int32_t  n, n_rated, n_watchlist, n_unknown;
} LbResolved;

/** Translate a profile. Two entries that turn out to be one film are one: a rating beats none, the
 *  later rating the earlier one.
 *  @param recent  > 0: only the `recent` latest rated films that the model knows (by diary, else by
 *                 date, else the first entries) count as rated; all stay watched
 *  @retval LB_ENOMEM  *out is empty */
LB_NODISCARD LbStatus lb_resolve(LbResolved *out, LbResolver *resolver, const LbProfile *profile,
                                 int32_t recent, LbError *err);
void                  lb_resolved_clear(LbResolved *resolved);

/** Place of a film in an ascending list, -1 when it is not there. O(log n). */
int32_t lb_film_search(const int32_t *films, int32_t n, int32_t film);

#endif
