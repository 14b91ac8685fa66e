/* SPDX-License-Identifier: MIT */
/** @file markup.h
 *  Markup that would keep libxml2 busy for minutes, found before it is given to it: duplicate
 *  attributes, names, name spaces and entities are looked up one by one there, so that work grows
 *  with the square of their number (2.9.14: a tag of 200,000 attributes takes 100 s). The limits
 *  are some twenty times what the site's largest pages have. */
#ifndef LB_QUERY_SITE_MARKUP_H
#define LB_QUERY_SITE_MARKUP_H

#include "common/base/slice.h"

enum {
    LB_MARKUP_MAX_MARKS      = 200000, /**< '<' and '&' in a document */
    LB_MARKUP_MAX_ATTRIBUTES = 100000, /**< in a document */
    LB_MARKUP_MAX_IN_TAG     = 1000,   /**< attributes in a tag */
    LB_MARKUP_MAX_ROOTS      = 32,     /**< html and body tags: HTML merges their attributes */
    LB_MARKUP_MAX_SPACES     = 64      /**< name spaces in an XML document */
};

/** Why a document is not to be parsed: a static text such as "a tag has more than 1000 attributes";
 *  NULL when it may be. XML is also refused when it declares entities, elements or attributes, or
 *  has "--" in a comment.
 *  Wherever libxml2 might see a tag, in comments and scripts too, one is counted as it would be.
 *  Cost O(len): work beyond that is itself a reason. */
const char *lb_markup_refusal(LbSlice utf8, bool is_xml);

#endif
