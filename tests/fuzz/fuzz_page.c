/* SPDX-License-Identifier: MIT */
/* A reply that should be a page of a member. The first byte chooses what was asked for. */
#include "query/site/page.h"

#include "tests/fuzz/film_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const LbReplyInfo replies[] = {
        {0},
        {.http_status = 200, .content_type = "text/html; charset=utf-8"},
        {.http_status = 200, .content_type = "text/html; charset=iso-8859-1"},
        {.http_status = 403},
    };
    if (size == 0) return 0;
    LbPageKind         kind  = (LbPageKind)(data[0] % (LB_PAGE_UNKNOWN + 1));
    const char        *user  = (data[0] & 0x08) != 0 ? "ada" : "";
    const LbReplyInfo *reply = &replies[data[0] >> 4 & 3];
    LbPage             page;
    if (lb_page_read(&page, data + 1, size - 1, kind, user, reply, NULL) != LB_OK) return 0;
    check_page(&page);
    if (page.verdict == LB_VERDICT_LIST) {
        require(kind == LB_PAGE_UNKNOWN || page.kind == kind);
        require(user[0] == '\0' || strcasecmp(page.owner, user) == 0);
    }
    lb_page_clear(&page);
    return 0;
}
