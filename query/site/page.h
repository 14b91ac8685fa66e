/* SPDX-License-Identifier: MIT */
/** @file page.h
 *  One HTML page of a member -> films and the next page. Knows every markup since 2022. Pure: bytes
 *  in, entries out; page.c and feed.c's XML both sit on xmltree.c, which alone knows libxml2. */
#ifndef LB_QUERY_SITE_PAGE_H
#define LB_QUERY_SITE_PAGE_H

#include "query/profile/profile.h"
#include "query/site/page_types.h"

typedef struct LbPage {
    LbPageVerdict verdict;
    LbPageKind    kind;
    char          owner[64]; /**< as the page names the member; "" unknown */
    char          next[512]; /**< path of the next page, "/USER/films/page/2/"; "" = last page */
    int32_t       last_page; /**< the largest page number seen; 0 unknown */
    int32_t       n_total;   /**< entries the site says the whole list has; -1 unknown */
    int32_t       n_cards;   /**< film elements on this page (diary: rows) */
    bool          is_whole;  /**< ended with </html> and, when full, had a next link or its end */
    LbEntry      *entries;   /**< [n_entries]; texts owned by the page; diary: newest first, one
                                  an entry row, so a film may occur twice */
    int32_t       n_entries;
    char          reason[200]; /**< why the verdict is CHANGED or a list not whole; for messages */
    struct LbBlocks *owned;    /**< memory of the texts */
} LbPage;

/** Read a page. `user` is whose page was asked for ("" = anybody's), compared ignoring case; `kind`
 *  what was asked for. Always gives a verdict; a page is a list only when it is positively one of
 *  that kind and owner.
 *  @retval LB_ENOMEM   @retval LB_EDATA  over 8 MiB or 10,000 film elements */
LB_NODISCARD LbStatus lb_page_read(LbPage *out, const void *bytes, size_t len, LbPageKind kind,
                                   const char *user, const LbReplyInfo *reply, LbError *err);

void lb_page_clear(LbPage *page);

#endif
