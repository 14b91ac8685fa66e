/* SPDX-License-Identifier: MIT */
/** @file feed.h
 *  A member's RSS feed (the latest 50 diary entries) -> films; feeds of 2020 and of today. */
#ifndef LB_QUERY_SITE_FEED_H
#define LB_QUERY_SITE_FEED_H

#include "query/site/page.h"

/** Read a feed into an LbPage of kind LB_PAGE_DIARY: list items are skipped, a film logged twice
 *  occurs twice, newest first. Verdicts as for pages (a challenge may come instead of the feed).
 *  External entities are never loaded, entity expansion is bounded.
 *  @retval LB_ENOMEM   @retval LB_EDATA  over 8 MiB or 10,000 films */
LB_NODISCARD LbStatus lb_feed_read(LbPage *out, const void *bytes, size_t len, const char *user,
                                   const LbReplyInfo *reply, LbError *err);

#endif
