/* SPDX-License-Identifier: MIT */
/** @file web_server.h
 *  HTTP/1.1 on a socket, by libmicrohttpd: a thread for each connection, everything of a request
 *  bounded. */
#ifndef LB_QUERY_SERVE_WEB_SERVER_H
#define LB_QUERY_SERVE_WEB_SERVER_H

#include "query/serve/web.h"

typedef struct LbWebServerSettings {
    int      socket;          /**< listening; the server closes it */
    unsigned max_connections; /**< at once; more are closed at once */
    size_t   max_body;        /**< bytes of one request */
    size_t   max_bodies;      /**< bytes of all requests at once */
    unsigned idle_seconds;    /**< a connection that says nothing for so long is closed */
    double   request_seconds; /**< and one whose request is not complete after so long */
} LbWebServerSettings;

/** Limits for a service on one machine; socket -1. */
LbWebServerSettings lb_web_server_defaults(void);

typedef struct LbWebServer LbWebServer;

/** Start answering.
 *  @param ctx  of the handler; must live until lb_web_server_stop()
 *  @retval LB_ENOMEM    @retval LB_ENET  the library cannot start on this socket */
LB_NODISCARD LbStatus lb_web_server_start(LbWebServer **out, const LbWebServerSettings *settings,
                                          LbWebHandler handler, void *ctx, LbError *err);

/** Take no more connections; let what runs come to its end for up to `seconds`, then end it. Frees
 *  the server; legal on NULL. */
void lb_web_server_stop(LbWebServer *server, double seconds);

/** Requests that are being read or answered just now. */
int lb_web_server_active(const LbWebServer *server);

/** "libmicrohttpd 0.9.75". */
const char *lb_web_server_library(void);

#endif
