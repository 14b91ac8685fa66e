/* SPDX-License-Identifier: MIT */
/** @file filmlink.h
 *  Where a film stands on Letterboxd. */
#ifndef LB_QUERY_PROFILE_FILMLINK_H
#define LB_QUERY_PROFILE_FILMLINK_H

#include "common/base/slice.h"

enum { LB_LINK_MAX = 256 };

/** The address of a film: https://letterboxd.com/film/SLUG/, or by its id (0 = unknown) at
 *  https://boxd.it/ when the text is no slug. A number is taken for a slug only beside an id: most
 *  films of that name are keys of other collections, and a wrong link is worse than none.
 *  @param[out] out  [LB_LINK_MAX] only [a-zA-Z0-9_:/.-]; "" when there is none
 *  @return whether there is one */
bool lb_filmlink_write(char *out, LbSlice slug, int64_t id);

/** Whether this is written as all slugs are that were ever seen: a-z 0-9 _ - : alone ("film:151796"),
 *  one at least. */
bool lb_filmlink_is_slug(LbSlice text);

/** The slug in "https://letterboxd.com/film/SLUG/", or a member's ".../USER/film/SLUG/2/"; empty
 *  when the address is none of a film, or what stands there is no slug. */
LbSlice lb_filmlink_slug(LbSlice address);

#endif
