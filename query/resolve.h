/* SPDX-License-Identifier: MIT */
/** @file resolve.h
 *  A profile's films -> the model's films: by film id, then slug, then title and year, then title
 *  and year +-1. */
#ifndef LB_QUERY_RESOLVE_H
#define LB_QUERY_RESOLVE_H

#include "common/foldin.h"
#include "query/profile.h"

typedef struct LbResolver LbResolver; /**< of one model: builds its title index when first needed */

LB_NODISCARD LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err);
void                  lb_resolver_free(LbResolver *resolver);

/** Film of an entry, -1 unknown (or ambiguous by title). */
LB_NODISCARD LbStatus lb_resolver_find(LbResolver *resolver, const LbEntry *entry, int32_t *film,
                                       LbError *err);

/** A profile in the model's terms. */
typedef struct LbResolved {
    int32_t *film;  /**< [n] each film once */
    float   *stars; /**< [n] NAN = not rated */
    int32_t *entry; /**< [n] index into the profile */
    int32_t  n, n_rated;
    int32_t *watchlist; /**< [n_watchlist] films, in the profile's order */
    int32_t *watchlist_entry;
    int32_t  n_watchlist;
    int32_t  n_unknown; /**< entries (watched, rated or on the watchlist) the model does not know */
    int32_t *unknown;   /**< [n_unknown] index into the profile */
} LbResolved;

/** @param recent  > 0: only the `recent` latest rated films (by diary, else by date) count as
 * rated; all stay watched */
LB_NODISCARD LbStatus lb_resolve(LbResolved *out, LbResolver *resolver, const LbProfile *profile,
                                 int32_t recent, LbError *err);
void                  lb_resolved_clear(LbResolved *resolved);

#endif
