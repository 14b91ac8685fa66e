/* SPDX-License-Identifier: MIT */
/** @file guard.h
 *  Who may ask: nobody by way of a foreign page in the same browser, and with a token nobody who
 *  does not know it. */
#ifndef LB_QUERY_SERVE_GUARD_H
#define LB_QUERY_SERVE_GUARD_H

#include "query/serve/web.h"

typedef struct LbGuard {
    const char *token;       /**< NULL: none is asked for */
    bool        is_loopback; /**< then the Host header must name this machine (DNS rebinding) */
} LbGuard;

typedef enum LbGuardVerdict {
    LB_GUARD_PASS,
    LB_GUARD_WRONG_HOST,   /**< 421 */
    LB_GUARD_CROSS_ORIGIN, /**< 403 */
    LB_GUARD_NO_TOKEN      /**< 401 */
} LbGuardVerdict;

/** Host: 127.0.0.0/8, [::1] or localhost, any port, unless a token guards the service. Origin, when
 *  there is one: the Host itself. Sec-Fetch-Site: not cross-site and not same-site, but for
 *  the opening of the page itself. The token: "Authorization: Bearer ...", or the cookie. */
LbGuardVerdict lb_guard_check(const LbGuard *guard, const LbWebRequest *request);

/** Equal, in a time that does not tell where they differ. */
bool lb_guard_is_token(const LbGuard *guard, const char *given);

/** Cookie that stands for the token. */
#define LB_GUARD_COOKIE "lbrec_token"

#endif
