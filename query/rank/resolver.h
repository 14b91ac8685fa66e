/* SPDX-License-Identifier: MIT */
/** @file resolver.h
 *  A film as a source names it -> the model's film: by film id, then slug, then title and year,
 *  then title and year +-1. */
#ifndef LB_QUERY_RANK_RESOLVER_H
#define LB_QUERY_RANK_RESOLVER_H

#include "common/model/model.h"
#include "query/profile/profile.h"

/** Of one model; any number of threads may look films up in it. The index of titles is built when
 *  the first title is asked for, which many runs never do. */
typedef struct LbResolver LbResolver;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_resolver_new(LbResolver **out, const LbFilms *films, LbError *err);
void                  lb_resolver_free(LbResolver *resolver);

/** Film of an entry, -1 unknown (or ambiguous by title). O(1), but the first entry that has to be
 *  found by its title costs a pass over all titles.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_resolver_find(const LbResolver *resolver, const LbEntry *entry,
                                       int32_t *film, LbError *err);

#endif
