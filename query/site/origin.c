/* SPDX-License-Identifier: MIT */
#include "query/site/origin.h"

#include "common/base/ascii.h"
#include "query/site/robots.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char lower[]  = "abcdefghijklmnopqrstuvwxyz0123456789.-";
static const char digits[] = "0123456789";

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) return true;
    return inet_pton(AF_INET, host, &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

static bool is_letterboxd(const char *host)
{
    static const char domain[] = "letterboxd.com";
    size_t            len = strlen(host), tail = sizeof domain - 1;
    if (len < tail || strcmp(host + len - tail, domain) != 0) return false;
    return len == tail || host[len - tail - 1] == '.';
}

/* Length of the host at the start of the text: a name, an IPv4 address, or [IPv6]. */
static size_t host_len(const char *text)
{
    if (text[0] != '[') return strspn(text, lower);
    size_t len = 1 + strspn(text + 1, "0123456789abcdef:.");
    return text[len] == ']' ? len + 1 : 0;
}

LbStatus lb_origin_parse(LbOrigin *out, const char *base_url, LbError *err)
{
    LbOrigin origin = {.is_https = strncasecmp(base_url, "https://", 8) == 0};
    size_t   scheme = origin.is_https ? 8 : 7, len = strlen(base_url);
    if (len > 0 && base_url[len - 1] == '/') len--;
    bool is_web = origin.is_https || strncasecmp(base_url, "http://", 7) == 0;
    if (!is_web || len <= scheme || len >= sizeof origin.host)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "base URL \"%s\": expected scheme and host, as https://letterboxd.com",
                            base_url);
    for (size_t i = 0; i < len; i++)
        origin.text[i] = lb_to_lower(base_url[i]);
    size_t      host = host_len(origin.text + scheme);
    const char *rest = origin.text + scheme + host;
    size_t      port = rest[0] == ':' ? strspn(rest + 1, digits) : 0;
    if (host == 0 || port > 5 || rest[port > 0 ? port + 1 : 0] != '\0')
        return lb_error_set(err, LB_EUSAGE, 0,
                            "base URL \"%s\": expected no more than scheme, host and port, as "
                            "https://letterboxd.com",
                            base_url);
    memcpy(origin.host, origin.text + scheme, host);
    origin.is_loopback   = is_loopback(origin.host);
    origin.is_letterboxd = is_letterboxd(origin.host);
    if (!origin.is_https && !origin.is_loopback)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "base URL \"%s\": expected https (http only to this machine)",
                            base_url);
    *out = origin;
    return LB_OK;
}

/* What is behind our origin in an address, NULL when it is another's. */
static const char *behind(const LbOrigin *origin, const char *location)
{
    const char *own = origin->text;
    if (location[0] == '/' && location[1] != '/') return location;
    if (location[0] == '/') own = strstr(own, "//"); /* the scheme is left out */
    size_t len = strlen(own);
    return strncasecmp(location, own, len) == 0 && location[len] == '/' ? location + len : NULL;
}

LbStatus lb_origin_follow(const LbOrigin *origin, char *path, size_t cap, const char *location,
                          LbError *err)
{
    const char *target = behind(origin, location);
    if (target == NULL)
        return lb_error_set(err, LB_ENET, 0,
                            "redirected to \"%s\": only redirects within %s are followed", location,
                            origin->text);
    if (strlen(target) >= cap || !lb_robots_is_plain(target))
        return lb_error_set(err, LB_EPROTOCOL, 0, "redirected to \"%s\": expected a plain path",
                            location);
    if (lb_robots_is_disallowed(target))
        return lb_error_set(err, LB_EPROTOCOL, 0,
                            "redirected to \"%s\", which robots.txt forbids to programs", location);
    snprintf(path, cap, "%s", target);
    return LB_OK;
}
