/* SPDX-License-Identifier: MIT */
/** @file origin.h
 *  The one server that is talked to: scheme, host and port; and whether a redirect stays on it. */
#ifndef LB_QUERY_SITE_ORIGIN_H
#define LB_QUERY_SITE_ORIGIN_H

#include "common/base/error.h"

#include <stdbool.h>

typedef struct LbOrigin {
    char text[300]; /**< "https://letterboxd.com": lower case, no slash at the end */
    char host[256]; /**< lower case; an IPv6 address in brackets */
    bool is_https;
    bool is_loopback;   /**< 127.x.x.x, [::1] or localhost */
    bool is_letterboxd; /**< letterboxd.com or a name under it */
} LbOrigin;

/** Read "https://HOST[:PORT][/]"; http only for a loopback host.
 *  @retval LB_EUSAGE  anything else */
LB_NODISCARD LbStatus lb_origin_parse(LbOrigin *out, const char *base_url, LbError *err);

/** The path a Location header leads to: an absolute path, or an address on this very origin.
 *  @param[out] path    [cap]; unchanged on failure
 *  @retval LB_ENET       another host, scheme or port
 *  @retval LB_EPROTOCOL  not a plain path, too long, or one that robots.txt forbids */
LB_NODISCARD LbStatus lb_origin_follow(const LbOrigin *origin, char *path, size_t cap,
                                       const char *location, LbError *err);

#endif
