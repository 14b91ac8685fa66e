/* SPDX-License-Identifier: MIT */
#include "query/serve/problem.h"

#include "common/text/json.h"

#include <stdlib.h>
#include <string.h>

int lb_problem_status(LbStatus status)
{
    switch (status) {
    case LB_OK:
        return 200;
    case LB_EUSAGE:
        return 400;
    case LB_ENONE:
    case LB_ENOINPUT:
        return 404;
    case LB_EDATA:
        return 422;
    case LB_ENET:
    case LB_EPROTOCOL:
        return 502;
    case LB_ENOMEM:
    case LB_ETEMPFAIL:
    case LB_EINTR:
        return 503;
    default:
        return 500;
    }
}

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return "Bad request";
    case 401:
        return "Token missing or wrong";
    case 403:
        return "Not allowed";
    case 404:
        return "Not found";
    case 405:
        return "Method not allowed";
    case 413:
        return "Upload too large";
    case 415:
        return "Body not understood";
    case 421:
        return "Wrong host";
    case 422:
        return "Data not understood";
    case 502:
        return "Letterboxd cannot be read";
    case 503:
        return "Try again later";
    default:
        return "Failure in the service";
    }
}

static void make_reply(LbWebReply *reply, int status, const char *detail, const LbError *err)
{
    char   *text = NULL;
    LbJson *doc  = lb_json_new();
    free(reply->body);
    *reply = (LbWebReply){.status              = status,
                          .type                = "application/problem+json",
                          .retry_after_seconds = status == 503 ? 2 : 0};
    if (doc == NULL) return;
    LbJsonValue *root = lb_json_root(doc);
    lb_json_text(doc, root, "type", "about:blank");
    lb_json_text(doc, root, "title", title_of(status));
    lb_json_int(doc, root, "status", status);
    lb_json_text(doc, root, "detail", detail);
    if (err != NULL) {
        lb_json_text(doc, root, "code", lb_error_name(err->status));
        lb_json_int(doc, root, "exit_code", lb_error_exit_code(err->status));
    }
    if (lb_json_dump(doc, false, &text, NULL) == LB_OK) {
        reply->body   = text;
        reply->length = strlen(text);
    }
    lb_json_free(doc);
}

void lb_problem_reply(LbWebReply *reply, const LbError *err)
{
    make_reply(reply, lb_problem_status(err->status), err->message, err);
}

void lb_problem_reply_http(LbWebReply *reply, int status, const char *detail)
{
    make_reply(reply, status, detail, NULL);
}
