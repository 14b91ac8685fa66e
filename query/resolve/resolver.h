/* SPDX-License-Identifier: MIT */
/** @file resolver.h
 *  A film as a source names it -> the model's film: by Letterboxd's id, IMDb's, TMDB's, then slug,
 *  then title and year, then title and year +-1, then original title and year. */
#ifndef LB_QUERY_RANK_RESOLVER_H
#define LB_QUERY_RANK_RESOLVER_H

#include "common/model/model.h"
#include "query/profile/profile.h"

/** Of one model; any number of threads may look films up in it. The indexes of titles and of ids
 *  are built when the first one is asked for, which many runs never do. */
typedef struct LbResolver LbResolver;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err);
void                  lb_resolver_free(LbResolver *resolver);

/** What a film was found by, the surest first. */
typedef enum LbFoundBy {
    LB_FOUND_NOT,
    LB_FOUND_LETTERBOXD_ID,
    LB_FOUND_IMDB_ID,
    LB_FOUND_TMDB_ID,
    LB_FOUND_SLUG,
    LB_FOUND_TITLE,      /**< and year */
    LB_FOUND_TITLE_NEAR, /**< and year +-1 */
    LB_FOUND_ORIGINAL,   /**< original title, of the film or of the entry, and year or year +-1 */
    LB_FOUND_WAYS
} LbFoundBy;

/** "IMDb id" and so on, for messages. */
const char *lb_resolver_way(LbFoundBy by);

typedef struct LbFound {
    int32_t   film;    /**< -1: the model does not know it, or does not know which */
    LbFoundBy by;      /**< LB_FOUND_NOT exactly when film is -1 */
    int32_t either[2]; /**< two films that fit title and year alike, film being -1; else both -1 */
} LbFound;

/** What to tell a person of an entry that fits two films: its name, and both slugs. Clean. */
void lb_resolver_doubt(char *out, size_t cap, const LbFilms *films, const LbEntry *entry,
                       const int32_t either[2]);

/** Find the film of an entry. A title never finds a film whose id of some kind is another one than
 *  the entry's: those are two films of one title. O(1), but the first entry that has to be found by
 *  IMDb id, TMDB id, title or original title costs a pass over all films.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_resolver_find(const LbResolver *resolver, const LbEntry *entry,
                                       LbFound *found, LbError *err);

#endif
