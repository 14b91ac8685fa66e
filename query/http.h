/* SPDX-License-Identifier: MIT */
/** @file http.h
 *  Fetching by libcurl, which http.c alone knows, behind an interface that tests can stand in for.
 */
#ifndef LB_QUERY_HTTP_H
#define LB_QUERY_HTTP_H

#include "common/buf.h"
#include "common/reporter.h"

#include <stdint.h>

typedef struct LbHttpSettings {
    const char *base_url;        /**< scheme, host and port, no path: "https://letterboxd.com" */
    const char *user_agent;      /**< default "lbrec/VERSION (+HOMEPAGE)" */
    double      delay_seconds;   /**< between the starts of two requests; default 2 */
    int         connections;     /**< at once; default 1; more only against one's own server */
    int         retries;         /**< of 429, 5xx and broken connections; default 3; never of 4xx */
    double      timeout_seconds; /**< of one request; default 30 */
    double      total_seconds;   /**< of everything together; default 900 */
    double      retry_after_max; /**< a longer Retry-After ends the work; default 120 */
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

void lb_reply_clear(LbReply *reply);

/** The interface: fetch the paths, in order, calling `done` for each reply as it is complete (in
 *  order of completion; index into `paths`). An HTTP status is no failure. `done` returning
 * anything but LB_OK ends the fetch with that status.
 *  @retval LB_ENET       no connection, TLS refused, redirect to another host or to http
 *  @retval LB_ETEMPFAIL  timeout, still 429 or 5xx after the retries, Retry-After too long
 *  @retval LB_EPROTOCOL  body over the limit, redirect loop, broken encoding
 *  @retval LB_EUSAGE     a path that robots.txt forbids, or not an absolute path
 *  @retval LB_EINTR */
typedef struct LbFetcher {
    LbStatus (*fetch)(void *ctx, const char *const *paths, int n,
                      LbStatus (*done)(void *done_ctx, int index, const LbReply *reply,
                                       LbError *err),
                      void *done_ctx, LbError *err);
    void *ctx;
} LbFetcher;

typedef struct LbHttp LbHttp;

/** https only, except to a loopback address; certificates are always verified; redirects stay on
 * the host. No cookies, no credentials, no .netrc. The usual proxy variables apply.
 *  @retval LB_EUSAGE  base_url is not one */
LB_NODISCARD LbStatus lb_http_new(LbHttp **out, const LbHttpSettings *settings,
                                  const LbReporter *reporter, LbError *err);
void                  lb_http_free(LbHttp *http);

LbFetcher lb_http_fetcher(LbHttp *http);

/** True for a path that Letterboxd's robots.txt forbids to all ("/x/films/by/date/"). */
bool lb_http_is_disallowed(const char *path);

/** "libcurl 7.88.1". */
const char *lb_http_library(void);

#endif
