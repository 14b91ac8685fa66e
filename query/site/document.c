/* SPDX-License-Identifier: MIT */
#include "query/site/document.h"

#include "query/site/charset.h"

/* UTF-8 takes up to three bytes for one of the body's. */
enum { TEXT_MAX = 3 * LB_DOCUMENT_MAX };

LbStatus lb_document_open(LbDocument *out, LbDocumentKind kind, const void *bytes, size_t len,
                          const char *content_type, LbError *err)
{
    LbStatus st      = LB_OK;
    bool     is_feed = kind == LB_DOCUMENT_FEED;
    *out             = (LbDocument){.tree = NULL};
    lb_buf_init(&out->text, TEXT_MAX);
    if (len > LB_DOCUMENT_MAX)
        LB_FAIL(LB_EDATA, 0, "a %s of %zu bytes, the limit is %d", is_feed ? "feed" : "page", len,
                LB_DOCUMENT_MAX);
    LB_TRY(lb_charset_to_utf8(&out->text, (LbSlice){bytes, len}, content_type, err));
    const char *text = lb_buf_text(&out->text);
    LB_TRY(is_feed ? lb_xmltree_read_xml(&out->tree, text, out->text.len, err)
                   : lb_xmltree_read_html(&out->tree, text, out->text.len, err));
cleanup:
    return st;
}

void lb_document_close(LbDocument *document)
{
    lb_xmltree_free(document->tree);
    document->tree = NULL;
    lb_buf_clear(&document->text);
}
