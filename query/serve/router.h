/* SPDX-License-Identifier: MIT */
/** @file router.h
 *  Method and path -> endpoint. */
#ifndef LB_QUERY_SERVE_ROUTER_H
#define LB_QUERY_SERVE_ROUTER_H

#include "query/serve/context.h"

enum { LB_TAIL_MAX = 256 };

typedef struct LbRoute {
    const char  *method; /**< "GET" (and HEAD) or "POST" */
    const char  *path;   /**< "/v1/films/{film}/similar": one placeholder at most */
    LbEndpoint   endpoint;
    LbEndpointFn answer;
    bool         is_open; /**< needs no token: nothing of people or the model is told */
} LbRoute;

/** The route of a request; NULL when there is none.
 *  @param[out] tail     [LB_TAIL_MAX] the text at the placeholder, "" without one
 *  @param[out] allowed  the methods that the path has, for Allow; NULL: no such path */
const LbRoute *lb_router_find(const char *method, const char *path, char *tail,
                              const char **allowed);

/** All routes, for the check of the API's description. Ends with a NULL path. */
const LbRoute *lb_router_all(void);

#endif
