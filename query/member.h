/* SPDX-License-Identifier: MIT */
/** @file member.h
 *  A Letterboxd member's profile over an LbFetcher: pages, or the feed, or the one after the other.
 *  Knows neither libcurl nor libxml2. */
#ifndef LB_QUERY_MEMBER_H
#define LB_QUERY_MEMBER_H

#include "query/http.h"
#include "query/page.h"

typedef enum LbMemberSource { LB_MEMBER_AUTO, LB_MEMBER_PAGES, LB_MEMBER_RSS } LbMemberSource;

typedef struct LbMemberSettings {
    LbMemberSource source;          /**< AUTO: pages, and the feed where they are blocked */
    int32_t        max_pages;       /**< of one list; default 128 */
    bool           needs_diary;     /**< for --recent; default false */
    bool           needs_watchlist; /**< default true */
} LbMemberSettings;

LbMemberSettings lb_member_defaults(void);

/** Read one member. A profile that is not whole has gaps (lb_profile_gaps()). When interrupted or
 *  when the site fails half-way, *out holds what was read so far, with a gap, and the status says
 *  what happened; *out is NULL when there is nothing.
 *  @retval LB_EUSAGE     not a user name (letters, digits, '_' ; 1..30)
 *  @retval LB_ENOINPUT   no such user
 *  @retval LB_ENET       private profile; blocked: the message names the export as the way out
 *  @retval LB_ETEMPFAIL  rate limited   @retval LB_EPROTOCOL  markup not understood
 *  @retval others as LbFetcher */
LB_NODISCARD LbStatus lb_member_read(LbProfile **out, const char *user, const LbFetcher *fetcher,
                                     const LbMemberSettings *settings, const LbReporter *reporter,
                                     LbError *err);

/** True for text that can be a user name. */
bool lb_member_is_name(const char *user);

#endif
