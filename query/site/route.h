/* SPDX-License-Identifier: MIT */
/** @file route.h
 *  An address on Letterboxd -> whose page it is, and which list. */
#ifndef LB_QUERY_SITE_ROUTE_H
#define LB_QUERY_SITE_ROUTE_H

#include "query/site/page_types.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct LbRoute {
    char       path[512];  /**< "/USER/films/page/2/" */
    char       owner[64];  /**< first part of the path */
    char       slug[256];  /**< "/USER/film/SLUG/" and "/film/SLUG/": SLUG; else "" */
    LbPageKind kind;       /**< UNKNOWN: none of the lists */
    int32_t    page;       /**< N of a path that ends with page/N/; else 0 */
    bool       is_profile; /**< "/USER/" alone */
} LbRoute;

/** @param address  a path, or a whole address (http, https) on letterboxd.com; may be NULL
 *  @return false when it is neither, has a query or fragment, an empty part, "." or "..", or is too
 *          long; *out is then zero */
bool lb_route_parse(LbRoute *out, const char *address);

/** Copy of a film's slug when it is one: 1..255 of a-z 0-9 _ - : (as in "film:151796"); "" if not.
 *  @param text  the slug, or a path that ends with "film/SLUG/" */
bool lb_route_slug(char out[256], const char *text);

#endif
