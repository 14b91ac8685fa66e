/* SPDX-License-Identifier: MIT */
/** @file connections.h
 *  The connections of the service, and a watch that hangs up on those whose request does not come
 *  to an end: a limit on idle time alone would let a client keep one for ever by sending a byte now
 *  and then. */
#ifndef LB_QUERY_SERVE_CONNECTIONS_H
#define LB_QUERY_SERVE_CONNECTIONS_H

#include "common/base/error.h"

#include <stdbool.h>

typedef struct LbConnections LbConnections;

typedef struct LbConnection {
    void *request; /**< the caller's, of what is read or answered on it; NULL at first */

    /* Of connections.c. */
    int    fd;      /* -1: free */
    bool   is_busy; /* its request is complete and being answered */
    double since;   /* when it was opened, or its last request ended */
} LbConnection;

/** Room for `most` at once, of which each has `request_seconds` for a request to be complete, from
 *  its opening or the end of the request before; and a thread that watches over them.
 *  @retval LB_ENOMEM  also when the thread cannot be started */
LB_NODISCARD LbStatus lb_connections_new(LbConnections **out, unsigned most, double request_seconds,
                                         LbError *err);

/** Ends the watch and closes nothing. Legal on NULL. */
void lb_connections_free(LbConnections *connections);

/** A connection on this socket, which stays the caller's; NULL when there are too many. */
LbConnection *lb_connections_open(LbConnections *connections, int fd);

/** To be called before the socket is closed. */
void lb_connections_close(LbConnections *connections, LbConnection *connection);

/** Its request is complete and takes as long as it takes; or it has been answered. */
void lb_connections_mark(LbConnections *connections, LbConnection *connection, bool is_busy);

#endif
