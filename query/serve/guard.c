/* SPDX-License-Identifier: MIT */
#include "query/serve/guard.h"

#include <string.h>
#include <strings.h>

bool lb_guard_is_token(const LbGuard *guard, const char *given)
{
    if (guard->token == NULL || given == NULL) return false;
    size_t        expected = strlen(guard->token), n = strlen(given);
    unsigned char differs = expected != n;
    for (size_t i = 0; i < n; i++)
        differs |= (unsigned char)(given[i] ^ guard->token[expected > 0 ? i % expected : 0]);
    return differs == 0 && n > 0;
}

/* Host without its port, which is digits, and without the dot of the root: 0 when it is none. */
static size_t host_length(const char *host)
{
    const char *bracket = strchr(host, ']');
    const char *colon   = strchr(bracket != NULL ? bracket : host, ':');
    size_t      len     = colon != NULL ? (size_t)(colon - host) : strlen(host);
    if (colon != NULL && colon[1 + strspn(colon + 1, "0123456789")] != '\0') return 0;
    return len > 1 && host[len - 1] == '.' ? len - 1 : len;
}

static bool is_local_number(const char *host, size_t len)
{
    if (len < 9 || strncmp(host, "127.", 4) != 0) return false;
    for (size_t i = 0; i < len; i++)
        if (strchr("0123456789.", host[i]) == NULL) return false;
    return true;
}

static bool is_this_machine(const char *host)
{
    size_t len = host_length(host);
    return (len == 9 && strncasecmp(host, "localhost", 9) == 0) ||
           (len == 5 && strncmp(host, "[::1]", 5) == 0) || is_local_number(host, len);
}

static bool is_own_origin(const char *origin, const char *host)
{
    const char *at = strstr(origin, "://");
    return host != NULL && at != NULL && strcasecmp(at + 3, host) == 0;
}

static bool is_cross_origin(const LbWebRequest *request, const char *host)
{
    const char *origin     = request->header(request->ctx, "Origin");
    const char *site       = request->header(request->ctx, "Sec-Fetch-Site");
    const char *mode       = request->header(request->ctx, "Sec-Fetch-Mode");
    bool        opens_page = mode != NULL && strcmp(mode, "navigate") == 0 &&
                      strcmp(request->method, "GET") == 0 && strcmp(request->path, "/") == 0;
    if (origin != NULL && !is_own_origin(origin, host)) return true;
    if (site == NULL || opens_page) return false;
    return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
}

/* The value of the cookie, of `len` bytes; NULL when there is none. */
static const char *find_cookie(const char *cookies, size_t *len)
{
    size_t name = strlen(LB_GUARD_COOKIE);
    while (cookies != NULL && *cookies != '\0') {
        cookies += strspn(cookies, "; ");
        *len = strcspn(cookies, ";");
        if (strncmp(cookies, LB_GUARD_COOKIE "=", name + 1) == 0) {
            *len -= name + 1;
            return cookies + name + 1;
        }
        cookies += *len;
    }
    return NULL;
}

static bool knows_token(const LbGuard *guard, const LbWebRequest *request)
{
    const char *bearer = request->header(request->ctx, "Authorization");
    size_t      len    = 0;
    const char *cookie = find_cookie(request->header(request->ctx, "Cookie"), &len);
    char        text[512];
    if (bearer != NULL && strncasecmp(bearer, "Bearer ", 7) == 0 &&
        lb_guard_is_token(guard, bearer + 7))
        return true;
    if (cookie == NULL || len >= sizeof text) return false;
    memcpy(text, cookie, len);
    text[len] = '\0';
    return lb_guard_is_token(guard, text);
}

LbGuardVerdict lb_guard_check(const LbGuard *guard, const LbWebRequest *request)
{
    const char *host = request->header(request->ctx, "Host");
    if (guard->is_loopback && guard->token == NULL && (host == NULL || !is_this_machine(host)))
        return LB_GUARD_WRONG_HOST;
    if (is_cross_origin(request, host)) return LB_GUARD_CROSS_ORIGIN;
    if (guard->token != NULL && !knows_token(guard, request)) return LB_GUARD_NO_TOKEN;
    return LB_GUARD_PASS;
}
