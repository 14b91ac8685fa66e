/* SPDX-License-Identifier: MIT */
/** @file json_body.h
 *  A request's body as JSON: one person by query/source/film_document.h, or {"people": [...]} of
 *  several, and films to leave out or to rank. */
#ifndef LB_QUERY_SERVE_JSON_BODY_H
#define LB_QUERY_SERVE_JSON_BODY_H

#include "query/serve/web.h"
#include "query/source/export.h"

enum { LB_JSON_BODY_LISTS = 3 };

typedef struct LbJsonBody {
    LbExport  **people; /**< [n_people] 0: the body is no such object, but maybe a file of films */
    int         n_people;
    LbUpload    lists[LB_JSON_BODY_LISTS];
    const char *options[LB_JSON_BODY_LISTS]; /**< that the lists are for: "exclude" */
    int         n_lists;
} LbJsonBody;

/** Whether the body is said to be JSON. */
bool lb_json_body_is(const LbWebRequest *request);

/** Read the body when it is said to be JSON.
 *  @param[out] body  clear it with lb_json_body_clear(), also after a failure
 *  @retval LB_EDATA  over 8 MiB; not JSON: line and column; as lb_film_document_read(), of which person:
 *                    "people[1]: ratings[0]: ..."
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_json_body_read(LbJsonBody *body, const LbWebRequest *request,
                                        LbError *err);
void                  lb_json_body_clear(LbJsonBody *body);

#endif
