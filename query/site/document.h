/* SPDX-License-Identifier: MIT */
/** @file document.h
 *  The body of a reply, as text and as a tree of elements. */
#ifndef LB_QUERY_SITE_DOCUMENT_H
#define LB_QUERY_SITE_DOCUMENT_H

#include "common/base/buf.h"
#include "query/site/xmltree.h"

enum { LB_DOCUMENT_MAX = 8 << 20 }; /**< bytes of a body */

typedef enum LbDocumentKind { LB_DOCUMENT_PAGE, LB_DOCUMENT_FEED } LbDocumentKind;

typedef struct LbDocument {
    LbBuf      text; /**< UTF-8 */
    LbXmlTree *tree; /**< of HTML for a page, of XML for a feed */
} LbDocument;

/** @param[out] out           close with lb_document_close(), also after a failure
 *  @param      content_type  as lb_charset_to_utf8()
 *  @retval LB_EDATA  over LB_DOCUMENT_MAX   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_document_open(LbDocument *out, LbDocumentKind kind, const void *bytes,
                                       size_t len, const char *content_type, LbError *err);
void                  lb_document_close(LbDocument *document);

#endif
