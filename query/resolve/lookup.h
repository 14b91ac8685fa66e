/* SPDX-License-Identifier: MIT */
/** @file lookup.h
 *  A film as a person types it -> the model's film, or the films they may have meant. */
#ifndef LB_QUERY_RANK_LOOKUP_H
#define LB_QUERY_RANK_LOOKUP_H

#include "query/resolve/resolve.h"

/** Find a film by slug, Letterboxd address, "Title (Year)" or title; spelling is compared by
 *  lb_text_key(). O(1), but a title without a year costs a pass over all titles.
 *  @retval LB_ENOINPUT  unknown: the message names up to five films spelt alike; or the title of
 *                       several films: it names them, best known first, by slug and year
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_lookup_film(int32_t *film, const LbResolver *resolver,
                                     const LbFilms *films, const char *text, LbError *err);

#endif
