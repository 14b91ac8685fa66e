/* SPDX-License-Identifier: MIT */
/** @file http.h
 *  Fetching by libcurl, which http.c alone knows, behind an interface that tests can stand in
 *  for. */
#ifndef LB_QUERY_SITE_HTTP_H
#define LB_QUERY_SITE_HTTP_H

#include "common/base/buf.h"
#include "common/base/reporter.h"

#include <stdint.h>

typedef struct LbHttpSettings {
    const char *base_url;      /**< scheme, host and port, no path: "https://letterboxd.com" */
    const char *user_agent;    /**< NULL: "lbrec/VERSION (+HOMEPAGE)" */
    double      delay_seconds; /**< between the starts of two requests; default 2 */
    int         connections;   /**< at once, 1..16; default 1; more only against one's own server */
    int         retries;       /**< of 429, 5xx, broken or stalled connections, 0..10; default 3 */
    double      retry_seconds; /**< before the first retry, then doubled; default 1 */
    double      timeout_seconds; /**< of one request; default 30 */
    double      total_seconds;   /**< from the first request to the last; default 900 */
    double      retry_after_max; /**< a longer Retry-After ends the work; default 120 */
    uint64_t    seed;            /**< of the random part of waiting times; 0: from the clock */
    size_t      body_max;        /**< bytes of one unpacked body; default 8 MiB */
} LbHttpSettings;

LbHttpSettings lb_http_defaults(void);

typedef struct LbReply {
    int    status; /**< HTTP */
    char   cf_mitigated[32];
    char   content_type[128];
    char   location[512]; /**< final path after same-host redirects */
    double retry_after;   /**< seconds; -1 = none */
    LbBuf  body;          /**< unpacked */
} LbReply;

void lb_http_reply_clear(LbReply *reply);

/** Called for each reply; borrowed for the call. */
typedef LbStatus (*LbTakeReply)(void *ctx, int index, const LbReply *reply, LbError *err);

/** The interface: fetch the paths, in order, calling `done` for each reply as it is complete (in
 *  order of completion; index into `paths`). An HTTP status is no failure, except 429 and 5xx,
 *  which are tried again unless they are a challenge. `done` returning anything but LB_OK ends the
 *  fetch with that status.
 *  @retval LB_ENET       no connection, TLS refused, redirect to another host, scheme or port
 *  @retval LB_ETEMPFAIL  after the retries still 429, 5xx, timeout or broken connection; a
 *                        Retry-After that is too long; total_seconds are over
 *  @retval LB_EPROTOCOL  body over the limit, more than 3 redirects, redirect to a path that is not
 *                        to be requested, broken encoding or HTTP
 *  @retval LB_EUSAGE     before any request: a path that robots.txt forbids, or not a plain one
 *  @retval LB_EINTR      within 100 ms, also while waiting   @retval LB_ENOMEM */
typedef struct LbFetcher {
    LbStatus (*fetch)(void *ctx, const char *const *paths, int n, LbTakeReply done, void *done_ctx,
                      LbError *err);
    void *ctx;
} LbFetcher;

typedef struct LbHttp LbHttp;

/** https only, except to a loopback address; certificates are always verified; redirects stay on
 *  the host. No cookies, no credentials, no .netrc. The usual proxy variables apply, except to a
 *  loopback address. Not for several threads at once.
 *  @param settings  texts are copied
 *  @param reporter  borrowed as long as the LbHttp lives; may be NULL
 *  @retval LB_EUSAGE  base_url is not one; a value out of its range; several connections to
 *                     letterboxd.com   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_http_new(LbHttp **out, const LbHttpSettings *settings,
                                  const LbReporter *reporter, LbError *err);
void                  lb_http_free(LbHttp *http);

/** The interface to it; valid as long as the LbHttp lives. */
LbFetcher lb_http_fetcher(LbHttp *http);

/** Let total_seconds begin anew with the next request: between two members. The pause between
 *  requests goes on. */
void lb_http_restart(LbHttp *http);

/** The library with those it uses: "libcurl/7.88.1 OpenSSL/3.0.19 ...". */
const char *lb_http_library(void);

#endif
