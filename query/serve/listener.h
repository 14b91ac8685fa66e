/* SPDX-License-Identifier: MIT */
/** @file listener.h
 *  The socket that the service listens on. */
#ifndef LB_QUERY_SERVE_LISTENER_H
#define LB_QUERY_SERVE_LISTENER_H

#include "common/base/error.h"

#include <stdbool.h>

typedef struct LbListener {
    int  fd;          /**< -1: none */
    bool is_loopback; /**< only this machine reaches it: 127.0.0.0/8, ::1, a unix socket */
    char host[128];   /**< as people write it: "127.0.0.1:8765", "unix:/run/lbrec/socket" */
    char path[112];   /**< of a unix socket that is to be removed at the end; "" else */
} LbListener;

/** Listen.
 *  @param where      "HOST:PORT", "HOST", ":PORT", "PORT", "[::1]:PORT" or "unix:PATH"; NULL: 127.0.0.1:8765
 *  @param inherited  a listening socket handed over by systemd; -1: none. Then `where` is not used
 *  @retval LB_EUSAGE   not of that form, or a name that is no address
 *  @retval LB_ECREATE  in use, or not allowed: names the address */
LB_NODISCARD LbStatus lb_listener_open(LbListener *listener, const char *where, int inherited,
                                       LbError *err);

/** Forget the socket, closing it when it is still ours (fd >= 0), and remove a unix socket. */
void lb_listener_close(LbListener *listener);

#endif
