/* SPDX-License-Identifier: MIT */
/** @file xmltree.h
 *  A read-only tree of elements over libxml2's HTML and XML parsers. xmltree.c is the only file
 *  that knows libxml2. No walk recurses, whatever the nesting; no entity is ever expanded by us. */
#ifndef LB_QUERY_SITE_XMLTREE_H
#define LB_QUERY_SITE_XMLTREE_H

#include "common/base/error.h"

#include <stdbool.h>

/** Of a document: less than the 10,000,000 bytes at which libxml2 cuts a text. */
enum { LB_XMLTREE_MAX_BYTES = 9 << 20 };

typedef struct LbXmlTree LbXmlTree; /**< a parsed document */
typedef struct LbXmlNode LbXmlNode; /**< an element in it */

/** Parse HTML as leniently as a browser, or XML keeping what was well-formed up to an error. No
 *  network, no external entities, no DTD. Whatever the bytes are there is a tree, perhaps an empty
 *  one. Markup that would take the parser minutes is not parsed (markup.h).
 *  @param utf8  valid UTF-8 without control characters (lb_charset_to_utf8())
 *  @retval LB_ENOMEM   @retval LB_EDATA  over LB_XMLTREE_MAX_BYTES */
LB_NODISCARD LbStatus lb_xmltree_read_html(LbXmlTree **out, const char *utf8, size_t len,
                                           LbError *err);
LB_NODISCARD LbStatus lb_xmltree_read_xml(LbXmlTree **out, const char *utf8, size_t len,
                                          LbError *err);
void                  lb_xmltree_free(LbXmlTree *tree);

/** True when the tree lacks what came after some point: nesting over the parser's limit of 256, or
 *  (XML) an error. libxml2 cuts silently. */
bool lb_xmltree_is_cut(const LbXmlTree *tree);

/** Why the document was not even parsed, as lb_markup_refusal() words it; NULL when it was. The
 *  tree is empty then. */
const char *lb_xmltree_refusal(const LbXmlTree *tree);

/** The root element; NULL in an empty document. */
const LbXmlNode *lb_xmltree_root(const LbXmlTree *tree);

/** The next element in document order inside `top`, and the same leaving out what is inside `node`;
 *  NULL at the end. Start with node = top. */
const LbXmlNode *lb_xmltree_next(const LbXmlNode *node, const LbXmlNode *top);
const LbXmlNode *lb_xmltree_skip(const LbXmlNode *node, const LbXmlNode *top);

/** Local name of the element is `tag` ("li"; "memberRating" for <letterboxd:memberRating>). */
bool lb_xmltree_is(const LbXmlNode *node, const char *tag);

/** Value of an attribute, borrowed; NULL when the element does not have it. */
const char *lb_xmltree_attr(const LbXmlNode *node, const char *name);

/** The class attribute has exactly this token. */
bool lb_xmltree_has_class(const LbXmlNode *node, const char *token);

/** First element inside `top` (not itself) of this tag and class; NULL stands for any. `top` may be
 *  NULL: nothing is found. */
const LbXmlNode *lb_xmltree_find(const LbXmlNode *top, const char *tag, const char *class_token);

/** First element inside `top` (not itself) that has the attribute. */
const LbXmlNode *lb_xmltree_find_attr(const LbXmlNode *top, const char *name);

/** Text inside `node` (NULL: none), trimmed and cleaned as lb_text_clean() does; of a very long
 *  text the first 8 KiB. @return length */
size_t lb_xmltree_text(char *out, size_t cap, const LbXmlNode *node);

#endif
