/* SPDX-License-Identifier: MIT */
/** @file member.h
 *  A Letterboxd member's profile over an LbFetcher: pages, or the feed, or the one after the other.
 *  Knows neither libcurl nor libxml2. */
#ifndef LB_QUERY_SITE_MEMBER_H
#define LB_QUERY_SITE_MEMBER_H

#include "query/site/http.h"
#include "query/site/page.h"

typedef enum LbMemberSource { LB_MEMBER_AUTO, LB_MEMBER_PAGES, LB_MEMBER_RSS } LbMemberSource;

typedef struct LbMemberSettings {
    LbMemberSource source;          /**< AUTO: pages, and the feed where they are blocked */
    int32_t        max_pages;       /**< of one list, >= 1; default 128 */
    int32_t        recent;          /**< rated diary entries wanted, for --recent; default 0 */
    bool           needs_watchlist; /**< default true; the feed has none */
    bool           is_parallel;     /**< ask for the lists side by side: only for a server of one's
                                         own, with several connections; default false */
} LbMemberSettings;

LbMemberSettings lb_member_defaults(void);

/** Read one member. Lists are followed by their links to the next page, never by counting. What
 *  could not be had is told in the profile's gaps (lb_profile_gaps()), each of which says what to
 *  do about it: films blocked half-way, a later page that is none, a watchlist that is private,
 *  blocked or shorter than the site says, a page cut short. Where the films are blocked, AUTO adds
 *  the feed. Where the site fails half-way or the person interrupts, *out holds what was read so far,
 *  with a gap, and the status says what happened; *out is NULL when no film page (or feed) was read.
 *  @param user      letters, digits, '_'; any case
 *  @param settings  borrowed   @param reporter  may be NULL; progress counts pages
 *  @retval LB_EUSAGE     not a user name
 *  @retval LB_ENOINPUT   no such user
 *  @retval LB_ENET       private profile; blocked: the message names the export as the way out
 *  @retval LB_ETEMPFAIL  rate limited   @retval LB_EPROTOCOL  markup not understood
 *  @retval others as LbFetcher */
LB_NODISCARD LbStatus lb_member_read(LbProfile **out, const char *user, const LbFetcher *fetcher,
                                     const LbMemberSettings *settings, const LbReporter *reporter,
                                     LbError *err);

enum { LB_MEMBER_NAME = 31 }; /**< bytes of a user name and its NUL */

/** True for text that can be a user name: letters, digits, '_'; 1..30 of them. */
bool lb_member_is_name(const char *user);

/** The user name in what people write: NAME, @NAME, or an address of one of the member's pages,
 *  letterboxd.com/NAME/films/. @return false, and "", when there is none */
bool lb_member_find_name(char out[LB_MEMBER_NAME], const char *text);

#endif
