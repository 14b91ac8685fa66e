/* SPDX-License-Identifier: MIT */
/** @file refusal.h
 *  Replies of the site that say, in one way or another, that there is no list for us: a challenge,
 *  a rate limit, a private list, no such member. */
#ifndef LB_QUERY_SITE_REFUSAL_H
#define LB_QUERY_SITE_REFUSAL_H

#include "query/site/page_types.h"
#include "query/site/xmltree.h"

/** Judge status, headers and body together, the surest sign first. A good page carries the scripts
 *  of the site's bot control too: only what a person would read counts, and on a page that names
 *  its owner only if the status is an error.
 *  @param[out] reason  for messages; "" when the verdict says all
 *  @param root         of the reply's HTML; NULL: none
 *  @return false when the reply is none of them: out is then untouched */
bool lb_refusal_judge(LbPageVerdict *verdict, char *reason, size_t reason_cap,
                      const LbXmlNode *root, const LbReplyInfo *reply);

#endif
