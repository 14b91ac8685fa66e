/* SPDX-License-Identifier: MIT */
/** @file web.h
 *  A request over HTTP and the reply to it, as the service sees them: no library's types. */
#ifndef LB_QUERY_SERVE_WEB_H
#define LB_QUERY_SERVE_WEB_H

#include "query/serve/upload.h"

#include <stdbool.h>
#include <stddef.h>

/** A parameter of the address or a field of a form, decoded; value "" when it has none. */
typedef struct LbWebParam {
    const char *name, *value;
} LbWebParam;

/** Borrowed for the call. */
typedef struct LbWebRequest {
    const char       *method; /**< "GET", "HEAD" or "POST" */
    const char       *path;   /**< decoded, from the first '/' on, without the query */
    const LbWebParam *params; /**< [n_params] of the address, then of the form, in order */
    int               n_params;
    const LbUpload   *uploads; /**< [n_uploads] the body, or the files of a form */
    int               n_uploads;
    bool is_too_large;     /**< the body is longer than allowed; uploads are not to be used */
    bool is_malformed;     /**< headers that contradict, or a form that is none */
    bool is_out_of_memory; /**< the body could not be kept */
    const char *(*header)(const void *ctx, const char *name); /**< NULL when it is not there */
    const void *ctx;
} LbWebRequest;

/** What comes back. All texts but `body` are static or live as long as the service. */
typedef struct LbWebReply {
    int         status; /**< 200, 404, ... */
    const char *type;   /**< media type; NULL: no body */
    char       *body;   /**< [length], malloc()ed: the server frees it */
    size_t      length;
    const char *static_body;         /**< [length], in place of `body` */
    bool        is_packed;           /**< the body is compressed by gzip */
    char        etag[72];            /**< W/"..."; "" = none */
    const char *cache;               /**< Cache-Control; NULL: no-store */
    const char *policy;              /**< Content-Security-Policy; NULL: nothing may load */
    const char *filename;            /**< offered as a download under this name; NULL: shown */
    const char *allow;               /**< with 405: the methods that there are */
    char        cookie[384];         /**< Set-Cookie; "" = none */
    const char *location;            /**< with 303 */
    int         retry_after_seconds; /**< with 503; 0 = none */
} LbWebReply;

/** Answer one request; called from many threads at once. Never fails: a failure is a reply. */
typedef void (*LbWebHandler)(void *ctx, LbWebReply *reply, const LbWebRequest *request);

/** Value of the first parameter of this name; NULL when there is none. */
const char *lb_web_param(const LbWebRequest *request, const char *name);

#endif
