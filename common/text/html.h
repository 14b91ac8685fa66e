/* SPDX-License-Identifier: MIT */
/** @file html.h
 *  Pages that stand alone: nothing is loaded but images that they name, no script runs but the one
 *  built in, and no text from outside becomes markup. What goes wrong with the stream is found by
 *  the caller, with ferror(). */
#ifndef LB_COMMON_BASE_HTML_H
#define LB_COMMON_BASE_HTML_H

#include "common/base/slice.h"

#include <stdio.h>

/** A style sheet or a script that is part of the program: made by scripts/cmake/LbEmbed.cmake. */
typedef struct LbHtmlAsset {
    const char *const *lines; /**< with their ends; NULL after the last */
    const char        *hash;  /**< "sha256-...", as a Content-Security-Policy names it */
} LbHtmlAsset;

/** The page up to and with <body>. Its policy allows this style, this script, and images by https;
 *  style attributes, event attributes, frames, forms and other requests are forbidden.
 *  @param script  NULL = none may run; it runs before the body is there */
void lb_html_begin(FILE *out, const char *title, const LbHtmlAsset *style,
                   const LbHtmlAsset *script);

/** The end of the page. */
void lb_html_end(FILE *out);

/** A text from outside, as it may stand between tags and in a quoted attribute: & < > " ' become
 *  references; malformed bytes, control characters and bidirectional controls what
 *  lb_text_clean() makes of them. */
void lb_html_text(FILE *out, LbSlice text);

/** The same for a string. */
void lb_html_string(FILE *out, const char *text);

#endif
