/* SPDX-License-Identifier: MIT */
/** @file film_name.h
 *  One film as people write it: a slug, an address, an id, or "Title (Year)". */
#ifndef LB_QUERY_SOURCE_FILM_NAME_H
#define LB_QUERY_SOURCE_FILM_NAME_H

#include "query/profile/profile.h"

/** Read a film: a slug of Letterboxd; an address of a film at Letterboxd, boxd.it, IMDb or TMDB; an
 *  IMDb id (tt0137523); or "Title (Year)". `text` is changed: the entry points into it.
 *  @return false when it is none of the forms */
bool lb_film_name_parse(char *text, LbEntry *entry);

/** The same of addresses alone. */
bool lb_film_name_parse_address(char *text, LbEntry *entry);

#endif
