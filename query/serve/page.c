/* SPDX-License-Identifier: MIT */
#include "query/serve/page.h"

#include "common/base/mem.h"
#include "query/serve/guard.h"
#include "query/serve/page_assets.h"

#include <stdio.h>
#include <string.h>

enum { SERVICE_MAX = 128 };

typedef struct Asset {
    const char        *name, *type;
    const LbHtmlAsset *text;
} Asset;

static const Asset assets[] = {
    {"page.css", "text/css; charset=utf-8", &page_css},
    {"app.js", "text/javascript; charset=utf-8", &app_js},
    {"films.js", "text/javascript; charset=utf-8", &films_js},
    {"filters.js", "text/javascript; charset=utf-8", &filters_js},
    {"search.js", "text/javascript; charset=utf-8", &search_js},
    {"service.js", "text/javascript; charset=utf-8", &service_js},
    {"store.js", "text/javascript; charset=utf-8", &store_js},
    {"openapi.json", "application/json", &openapi_json},
    {"demo-ratings.csv", "text/csv; charset=utf-8", &demo_ratings},
    {"demo-watched.csv", "text/csv; charset=utf-8", &demo_watched},
    {"demo-watchlist.csv", "text/csv; charset=utf-8", &demo_watchlist},
};

/* Posters may come from where film tables name them; scripts, styles and answers from here only. */
#define POLICY(images)                                                                             \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "                \
    "img-src 'self' data:" images "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static LbStatus reply_asset(LbWebReply *reply, const LbWebRequest *request, const LbHtmlAsset *text,
                            const char *type, LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   length = 0, at = 0;
    char    *body = NULL;
    (void)request;
    for (const char *const *line = text->lines; *line != NULL; line++)
        length += strlen(*line);
    LB_ALLOC(body, length + 1);
    for (const char *const *line = text->lines; *line != NULL; line++) {
        memcpy(body + at, *line, strlen(*line));
        at += strlen(*line);
    }
    *reply = (LbWebReply){
        .status = 200, .type = type, .body = body, .length = length, .cache = "no-cache"};
    snprintf(reply->etag, sizeof reply->etag, "W/\"%s\"", text->hash);
cleanup:
    return st;
}

/* What the page offers beside what is given to it. */
static LbStatus reply_service(LbWebReply *reply, const LbServeContext *context, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *body = NULL;
    bool     own  = lb_query_options_has_task(context->given);
    LB_ALLOC(body, SERVICE_MAX);
    int length = snprintf(body, SERVICE_MAX, "{\"own\":%s,\"members\":%s,\"posters\":%s}",
                          own ? "true" : "false", context->given->allow_users ? "true" : "false",
                          context->given->no_posters ? "false" : "true");
    *reply     = (LbWebReply){
            .status = 200, .type = "application/json", .body = body, .length = (size_t)length};
cleanup:
    return st;
}

LbStatus lb_page_index(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    LbStatus st = reply_asset(reply, request, &page_html, "text/html; charset=utf-8", err);
    if (st == LB_OK)
        reply->policy = context->given->no_posters
                            ? POLICY("")
                            : POLICY(" https://a.ltrbxd.com https://s.ltrbxd.com "
                                     "https://image.tmdb.org");
    return st;
}

LbStatus lb_page_asset(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, const char *tail, LbError *err)
{
    if (strcmp(tail, "service.json") == 0) return reply_service(reply, context, err);
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (strcmp(assets[i].name, tail) == 0)
            return reply_asset(reply, request, assets[i].text, assets[i].type, err);
    return lb_error_set(err, LB_ENOINPUT, 0, "there is no such asset");
}

LbStatus lb_page_session(LbWebReply *reply, const LbServeContext *context,
                         const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)request, (void)tail, (void)err;
    *reply = (LbWebReply){.status = 204};
    if (context->token != NULL)
        snprintf(reply->cookie, sizeof reply->cookie,
                 LB_GUARD_COOKIE "=%s; HttpOnly; SameSite=Strict; Path=/", context->token);
    return LB_OK;
}
