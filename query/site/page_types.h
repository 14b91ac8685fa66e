/* SPDX-License-Identifier: MIT */
/** @file page_types.h
 *  What a reply of the site can be. */
#ifndef LB_QUERY_SITE_PAGE_TYPES_H
#define LB_QUERY_SITE_PAGE_TYPES_H

typedef enum LbPageKind {
    LB_PAGE_FILMS,
    LB_PAGE_WATCHLIST,
    LB_PAGE_DIARY,
    LB_PAGE_LIKES,
    LB_PAGE_UNKNOWN /**< to be found out (saved pages) */
} LbPageKind;

/** What kind of answer a reply is. */
typedef enum LbPageVerdict {
    LB_VERDICT_LIST,  /**< a list with films */
    LB_VERDICT_EMPTY, /**< a list that says it is empty */
    LB_VERDICT_PRIVATE,
    LB_VERDICT_NO_USER,
    LB_VERDICT_BLOCKED, /**< a challenge */
    LB_VERDICT_RATE_LIMITED,
    LB_VERDICT_CHANGED /**< not understood: changed markup, another page, cut short */
} LbPageVerdict;

/** The reply around the body, as far as it tells something; zero / NULL when there is none. */
typedef struct LbReplyInfo {
    int         http_status;
    const char *cf_mitigated; /**< value of that header */
    const char *content_type; /**< for the charset */
} LbReplyInfo;

#endif
