/* SPDX-License-Identifier: MIT */
#include "query/serve/answer_endpoints.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "query/options/apply.h"
#include "query/serve/asked.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *type_of(int format)
{
    switch ((LbOutputFormat)format) {
    case LB_OUTPUT_JSON:
    case LB_OUTPUT_RADARR:
        return "application/json";
    case LB_OUTPUT_CSV:
    case LB_OUTPUT_LETTERBOXD:
        return "text/csv; charset=utf-8";
    case LB_OUTPUT_HTML:
        return "text/html; charset=utf-8";
    case LB_OUTPUT_MARKDOWN:
        return "text/markdown; charset=utf-8";
    case LB_OUTPUT_TABLE:
        break;
    }
    return "text/plain; charset=utf-8";
}

/* Whom a request is about, beside those whose files came with it. */
typedef struct Who {
    const char *member; /* of Letterboxd; NULL: none */
    const char *only;   /* of those that the service was given; NULL: all */
} Who;

/* Run what was asked; the report is the body. An answer without picks is an answer. */
static LbStatus run(LbWebReply *reply, const LbServeContext *context, LbAsked *asked,
                    const Who *who, LbError *err)
{
    LbStatus st     = LB_OK;
    char    *body   = NULL;
    size_t   length = 0;
    FILE    *out    = NULL;
    LB_TRY(lb_query_options_finish(&asked->options,
                                   (who->member != NULL) + (asked->body.n_people > 0), err));
    LbRunSettings settings       = lb_apply_options(&asked->options, context->today);
    settings.threads             = 1;
    settings.people.users        = &who->member;
    settings.people.n_users      = who->member != NULL;
    settings.people.only         = who->only;
    settings.people.ready        = asked->body.people;
    settings.people.n_ready      = asked->body.n_people;
    settings.people.export_names = asked->is_of_service ? NULL : asked->names;
    settings.people.cache_folder = context->cache_folder;
    out                          = open_memstream(&body, &length);
    if (out == NULL) LB_FAIL(LB_ENOMEM, errno, "no memory for an answer");
    if (asked->is_cards) settings.format = &lb_report_cards;
    settings.report.out   = out;
    settings.report.width = 100;
    st = lb_run_session(&context->model->session, &settings, context->reporter, err);
    if (fclose(out) != 0 && st == LB_OK)
        st = lb_error_set(err, LB_ENOMEM, errno, "no memory for an answer");
    if (st == LB_ENONE && length > 0) st = LB_OK;
    if (st != LB_OK) goto cleanup;
    *reply = (LbWebReply){.status = 200,
                          .type   = asked->is_cards ? "text/html; charset=utf-8"
                                                    : type_of(asked->options.format),
                          .body   = body,
                          .length = length};
    body   = NULL;
cleanup:
    free(body);
    return st;
}

/* An option that the path stands for. */
typedef struct Fixed {
    const char *name, *value; /* NULL: none */
} Fixed;

/* A client that asks again is told in few bytes that nothing has changed. */
static void mark(LbWebReply *reply)
{
    (void)snprintf(reply->etag, sizeof reply->etag, "W/\"%016llx\"",
                   (unsigned long long)lb_hash_bytes(reply->body, reply->length));
    reply->cache = "private, no-cache";
}

static LbStatus answer(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, LbAsked *asked, const Fixed *fixed, Who who,
                       LbError *err)
{
    LbStatus st     = LB_OK;
    LbError  caught = {0};
    LB_TRY(lb_asked_open(asked, context, request, &caught));
    if (fixed->name != NULL)
        LB_TRY(lb_query_options_set(&asked->options, fixed->name, fixed->value, &caught));
    if (asked->is_of_service) who.only = asked->named;
    LB_TRY(run(reply, context, asked, &who, &caught));
    if (strcmp(request->method, "POST") != 0) mark(reply);
cleanup:
    if (st != LB_OK) {
        lb_asked_rename(&caught, asked, request);
        (void)lb_error_copy(err, &caught);
    }
    lb_asked_clear(asked);
    return st;
}

LbStatus lb_answer_endpoints_recommendations(LbWebReply *reply, const LbServeContext *context,
                                             const LbWebRequest *request, const char *tail,
                                             LbError *err)
{
    LbAsked asked = {0};
    (void)tail;
    if (request->n_uploads == 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "expected an account export, or another file of films, as the body or "
                            "as a file of a form; or JSON: {\"ratings\": [{\"film\": ..., "
                            "\"stars\": ...}]}");
    return answer(reply, context, request, &asked, &(Fixed){0}, (Who){0}, err);
}

LbStatus lb_answer_endpoints_blend(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err)
{
    LbAsked asked = {0};
    (void)tail;
    return answer(reply, context, request, &asked, &(Fixed){"blend", NULL}, (Who){0}, err);
}

LbStatus lb_answer_endpoints_match(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err)
{
    LbAsked asked = {0};
    (void)tail;
    return answer(reply, context, request, &asked, &(Fixed){"match", NULL}, (Who){0}, err);
}

static LbStatus refuse_members(LbError *err)
{
    return lb_error_set(err, LB_ENOINPUT, 0,
                        "this service reads no members from Letterboxd (--allow-users): send an "
                        "account export to /v1/recommendations");
}

LbStatus lb_answer_endpoints_member(LbWebReply *reply, const LbServeContext *context,
                                    const LbWebRequest *request, const char *tail, LbError *err)
{
    LbAsked asked = {0};
    if (!context->given->allow_users) return refuse_members(err);
    return answer(reply, context, request, &asked, &(Fixed){0}, (Who){.member = tail}, err);
}

LbStatus lb_answer_endpoints_similar(LbWebReply *reply, const LbServeContext *context,
                                     const LbWebRequest *request, const char *tail, LbError *err)
{
    LbAsked asked = {0};
    return answer(reply, context, request, &asked, &(Fixed){"similar", tail}, (Who){0}, err);
}

/* Whom the service was given; without any, a member that the request names. */
static LbStatus answer_list(LbWebReply *reply, const LbServeContext *context,
                            const LbWebRequest *request, const Fixed *fixed, LbError *err)
{
    LbAsked     asked   = {.takes_user = true};
    const char *user    = lb_web_param(request, "user");
    asked.is_of_service = lb_query_options_has_task(context->given);
    if (!asked.is_of_service && user == NULL)
        return lb_error_set(err, LB_ENOINPUT, 0,
                            "whose list? start the service with --export FILE, or with "
                            "--allow-users and name a member: user=NAME");
    if (!asked.is_of_service && !context->given->allow_users) return refuse_members(err);
    return answer(reply, context, request, &asked, fixed,
                  (Who){.member = asked.is_of_service ? NULL : user}, err);
}

LbStatus lb_answer_endpoints_own(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    return answer_list(reply, context, request, &(Fixed){0}, err);
}

LbStatus lb_answer_endpoints_radarr(LbWebReply *reply, const LbServeContext *context,
                                    const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    return answer_list(reply, context, request, &(Fixed){"format", "radarr"}, err);
}

LbStatus lb_answer_endpoints_letterboxd(LbWebReply *reply, const LbServeContext *context,
                                        const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    LbStatus st = answer_list(reply, context, request, &(Fixed){"format", "letterboxd"}, err);
    if (st == LB_OK) reply->filename = "lbrec-letterboxd.csv";
    return st;
}
