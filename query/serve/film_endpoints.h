/* SPDX-License-Identifier: MIT */
/** @file film_endpoints.h
 *  Endpoints about films and the service itself, which ask for nobody. */
#ifndef LB_QUERY_SERVE_FILM_ENDPOINTS_H
#define LB_QUERY_SERVE_FILM_ENDPOINTS_H

#include "query/serve/context.h"

/** GET /v1/films?q=TEXT&count=N: {"schema":1,"films":[{"film","title","year"}]}, as
 *  query/resolve/title_search.h finds them; N is 10, at most 100. */
LbStatus lb_film_endpoints_films(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err);

/** GET /v1/model: what --model-info --json says, without the path and the size of the file, and the
 *  words that filters take: {"genres":[...],"languages":[...],"years":[FIRST,LAST]}. */
LbStatus lb_film_endpoints_model(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err);

/** GET /healthz: "ok". */
LbStatus lb_film_endpoints_health(LbWebReply *reply, const LbServeContext *context,
                                  const LbWebRequest *request, const char *tail, LbError *err);

/** GET /metrics: the text format of Prometheus. */
LbStatus lb_film_endpoints_metrics(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err);

#endif
