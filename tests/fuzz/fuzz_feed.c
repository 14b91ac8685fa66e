/* SPDX-License-Identifier: MIT */
/* A reply that should be the feed of a member. */
#include "query/site/feed.h"

#include "tests/fuzz/film_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LbPage feed;
    if (lb_feed_read(&feed, data, size, "", NULL, NULL) != LB_OK) return 0;
    check_page(&feed);
    require(feed.next[0] == '\0');
    if (feed.verdict == LB_VERDICT_LIST) require(feed.owner[0] != '\0');
    lb_page_clear(&feed);
    return 0;
}
