/* SPDX-License-Identifier: MIT */
/** @file saved_page.h
 *  Pages that a person saved from the browser (Ctrl+S of /USER/films/ and the like) -> profile. */
#ifndef LB_QUERY_SOURCE_SAVED_PAGE_H
#define LB_QUERY_SOURCE_SAVED_PAGE_H

#include "common/base/reporter.h"
#include "query/profile/profile.h"

/** Read saved pages of one member: films, watchlist, diary or likes, in any order; of the watchlist
 *  and the diary the newest page first. Pages of a list that are missing become gaps.
 *  @param paths  [n] files, n >= 1
 *  @retval LB_ENOINPUT   a file cannot be opened
 *  @retval LB_EDATA      pages of two members; a page that is no list of films: the message says
 *                        what it is instead
 *  @retval LB_EPROTOCOL  a page that is not understood */
LB_NODISCARD LbStatus lb_saved_page_read(LbProfile **out, const char *const *paths, int n,
                                         const LbReporter *reporter, LbError *err);

#endif
