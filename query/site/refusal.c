/* SPDX-License-Identifier: MIT */
#include "query/site/refusal.h"

#include "common/base/slice.h"

#include <stdio.h>
#include <string.h>

enum { SHORT_TEXT = 512 };

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_error(int http_status)
{
    return http_status >= 400;
}

/* The first two signs need no body. */
static bool judge_headers(LbPageVerdict *verdict, const LbReplyInfo *reply)
{
    const char *mitigated = reply->cf_mitigated != NULL ? reply->cf_mitigated : "";
    if (lb_slice_is_nocase((LbSlice){mitigated, strlen(mitigated)}, "challenge"))
        *verdict = LB_VERDICT_BLOCKED;
    else if (reply->http_status == 429 || reply->http_status == 426)
        *verdict = LB_VERDICT_RATE_LIMITED;
    else
        return false;
    return true;
}

static bool has_heading(const LbXmlNode *root, const char *tag, const char *words)
{
    const LbXmlNode *node = lb_xmltree_next(root, root);
    for (; node != NULL; node = lb_xmltree_next(node, root)) {
        char text[SHORT_TEXT];
        if (!lb_xmltree_is(node, tag)) continue;
        (void)lb_xmltree_text(text, sizeof text, node);
        if (strstr(text, words) != NULL) return true;
    }
    return false;
}

static bool is_private(const char *title, const char *message)
{
    return begins_with(title, "Letterboxd - Forbidden") ||
           begins_with(title, "Profile is Private") || strstr(message, "is private") != NULL;
}

static bool is_not_found(const LbXmlNode *body, const char *message)
{
    return body != NULL && lb_xmltree_has_class(body, "error") &&
           strstr(message, "find the page") != NULL;
}

static bool judge_body(LbPageVerdict *verdict, const LbXmlNode *root)
{
    char             title[SHORT_TEXT], message[SHORT_TEXT];
    const LbXmlNode *body = lb_xmltree_find(root, "body", NULL);
    (void)lb_xmltree_text(title, sizeof title, lb_xmltree_find(root, "title", NULL));
    (void)lb_xmltree_text(message, sizeof message, lb_xmltree_find(root, "section", "message"));
    if (has_heading(root, "h2", "You are being rate limited"))
        *verdict = LB_VERDICT_RATE_LIMITED;
    else if (begins_with(title, "Just a moment...") || begins_with(title, "Access denied |"))
        *verdict = LB_VERDICT_BLOCKED;
    else if (is_private(title, message))
        *verdict = LB_VERDICT_PRIVATE;
    else if (is_not_found(body, message))
        *verdict = LB_VERDICT_NO_USER;
    else
        return false;
    return true;
}

static bool judge_status(LbPageVerdict *verdict, char *reason, size_t cap, const LbReplyInfo *reply)
{
    int  status       = reply->http_status;
    bool is_mitigated = reply->cf_mitigated != NULL && reply->cf_mitigated[0] != '\0';
    if (status == 404 || status == 410)
        *verdict = LB_VERDICT_NO_USER;
    else if (status == 401)
        *verdict = LB_VERDICT_PRIVATE;
    else if (status == 403 || status == 451 || is_mitigated)
        *verdict = LB_VERDICT_BLOCKED;
    else if (status != 0 && (status < 200 || status > 299))
        *verdict = LB_VERDICT_CHANGED;
    else
        return false;
    if (*verdict == LB_VERDICT_CHANGED || status == 451)
        (void)snprintf(reason, cap, "HTTP status %d", status);
    return true;
}

bool lb_refusal_judge(LbPageVerdict *verdict, char *reason, size_t reason_cap,
                      const LbXmlNode *root, const LbReplyInfo *reply)
{
    const LbXmlNode *body     = lb_xmltree_find(root, "body", NULL);
    bool             is_owned = body != NULL && lb_xmltree_attr(body, "data-owner") != NULL;
    if (judge_headers(verdict, reply)) return true;
    if (root != NULL && (!is_owned || is_error(reply->http_status)) && judge_body(verdict, root))
        return true;
    return judge_status(verdict, reason, reason_cap, reply);
}
