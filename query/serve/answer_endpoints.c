/* SPDX-License-Identifier: MIT */
#include "query/serve/answer_endpoints.h"

#include "common/base/mem.h"
#include "query/options/apply.h"

#include <errno.h>
#include <string.h>

/* The options of one request, and what they borrow. */
typedef struct Asked {
    LbQueryOptions options;
    char (*paths)[LB_UPLOAD_PATH]; /* [n_uploads] */
    LbUpload   *lists;             /* fields that stand for a file: [n_lists] */
    int         n_lists;
    const char *user;     /* a member; NULL: none */
    bool        is_cards; /* the page's own format */
} Asked;

static void asked_clear(Asked *asked)
{
    lb_query_options_clear(&asked->options);
    for (int i = 0; i < asked->n_lists; i++)
        lb_upload_close(&asked->lists[i]);
    free(asked->lists);
    free(asked->paths);
}

/* "watchlist_only" -> "watchlist-only". */
static void option_name(char out[64], const char *name)
{
    size_t n = 0;
    for (; name[n] != '\0' && n < 63; n++) {
        out[n] = name[n];
        if (out[n] == '_') out[n] = '-';
    }
    out[n] = '\0';
}

static bool is_list(const char *name)
{
    return strcmp(name, "exclude") == 0 || strcmp(name, "watched") == 0 ||
           strcmp(name, "watchlist") == 0 || strcmp(name, "candidates") == 0 ||
           strcmp(name, "available") == 0 || strcmp(name, "not-interested") == 0;
}

/* A list of films in a field of a form: one a line, as in the file that the option names. */
static LbStatus attach_list(Asked *asked, const char *name, const char *text, size_t index,
                            LbError *err)
{
    LbStatus  st   = LB_OK;
    LbUpload *list = &asked->lists[asked->n_lists];
    LB_TRY(lb_upload_open(list, name, name, err));
    asked->n_lists++;
    LB_TRY(lb_upload_append(list, text, strlen(text), err));
    lb_upload_path(asked->paths[index], list);
    LB_TRY(lb_query_options_attach(&asked->options, name, asked->paths[index], err));
cleanup:
    return st;
}

/* A switch is turned on by "", "1" or "true", and left as it is by "0" or "false". */
static LbStatus set_option(Asked *asked, const char *name, const char *value, LbError *err)
{
    if (strcmp(name, "format") == 0 && strcmp(value, "cards") == 0) {
        asked->is_cards = true;
        return LB_OK;
    }
    bool is_on  = value[0] == '\0' || strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
    bool is_off = strcmp(value, "0") == 0 || strcmp(value, "false") == 0;
    if (!lb_cli_is_switch(lb_query_options_cli(), name))
        return lb_query_options_set(&asked->options, name, value, err);
    if (is_off) return LB_OK;
    if (!is_on)
        return lb_error_set(err, LB_EUSAGE, 0, "%s: expected true or false, got '%s'", name, value);
    return lb_query_options_set(&asked->options, name, NULL, err);
}

static LbStatus take_params(Asked *asked, const LbWebRequest *request, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < request->n_params; i++) {
        char name[64];
        option_name(name, request->params[i].name);
        if (is_list(name))
            LB_TRY(attach_list(asked, name, request->params[i].value,
                               (size_t)(request->n_uploads + i), err));
        else
            LB_TRY(set_option(asked, name, request->params[i].value, err));
    }
cleanup:
    return st;
}

static LbStatus take_uploads(Asked *asked, const LbWebRequest *request, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < request->n_uploads; i++) {
        char name[64];
        option_name(name, request->uploads[i].field);
        lb_upload_path(asked->paths[i], &request->uploads[i]);
        LB_TRY(lb_query_options_attach(&asked->options, name[0] != '\0' ? name : "export",
                                       asked->paths[i], err));
    }
cleanup:
    return st;
}

static LbStatus ask(Asked *asked, const LbServeContext *context, const LbWebRequest *request,
                    LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)request->n_params + (size_t)request->n_uploads;
    lb_query_options_derive(&asked->options, context->given);
    LB_ALLOC_ZEROED(asked->paths, n + 1);
    LB_ALLOC_ZEROED(asked->lists, (size_t)request->n_params + 1);
    LB_TRY(take_params(asked, request, err));
    LB_TRY(take_uploads(asked, request, err));
cleanup:
    return st;
}

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

/* Messages name uploads as the client calls them. */
static void rename_uploads(LbError *err, const Asked *asked, const LbWebRequest *request)
{
    for (int i = 0; i < request->n_uploads; i++)
        lb_upload_rename(err, &request->uploads[i]);
    for (int i = 0; i < asked->n_lists; i++)
        lb_upload_rename(err, &asked->lists[i]);
}

/* Run what was asked; the report is the body. An answer without picks is an answer. */
static LbStatus run(LbWebReply *reply, const LbServeContext *context, Asked *asked, LbError *err)
{
    LbStatus st     = LB_OK;
    char    *body   = NULL;
    size_t   length = 0;
    FILE    *out    = NULL;
    LB_TRY(lb_query_options_finish(&asked->options, asked->user != NULL, err));
    LbRunSettings settings       = lb_apply_options(&asked->options, context->today);
    settings.threads             = 1;
    settings.people.users        = &asked->user;
    settings.people.n_users      = asked->user != NULL;
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

static LbStatus answer(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, const char *name, const char *value,
                       const char *user, LbError *err)
{
    LbStatus st     = LB_OK;
    Asked    asked  = {.user = user};
    LbError  caught = {0};
    LB_TRY(ask(&asked, context, request, &caught));
    if (name != NULL) LB_TRY(lb_query_options_set(&asked.options, name, value, &caught));
    LB_TRY(run(reply, context, &asked, &caught));
cleanup:
    if (st != LB_OK) {
        rename_uploads(&caught, &asked, request);
        (void)lb_error_copy(err, &caught);
    }
    asked_clear(&asked);
    return st;
}

LbStatus lb_answer_endpoints_recommendations(LbWebReply *reply, const LbServeContext *context,
                                             const LbWebRequest *request, const char *tail,
                                             LbError *err)
{
    (void)tail;
    if (request->n_uploads == 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "expected an account export, or another file of films, as the body or "
                            "as a file of a form");
    return answer(reply, context, request, NULL, NULL, NULL, err);
}

LbStatus lb_answer_endpoints_blend(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    return answer(reply, context, request, "blend", NULL, NULL, err);
}

LbStatus lb_answer_endpoints_match(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)tail;
    return answer(reply, context, request, "match", NULL, NULL, err);
}

LbStatus lb_answer_endpoints_member(LbWebReply *reply, const LbServeContext *context,
                                    const LbWebRequest *request, const char *tail, LbError *err)
{
    if (!context->given->allow_users)
        return lb_error_set(err, LB_ENOINPUT, 0,
                            "this service reads no members from Letterboxd (--allow-users): send "
                            "an account export to /v1/recommendations");
    return answer(reply, context, request, NULL, NULL, tail, err);
}

LbStatus lb_answer_endpoints_similar(LbWebReply *reply, const LbServeContext *context,
                                     const LbWebRequest *request, const char *tail, LbError *err)
{
    return answer(reply, context, request, "similar", tail, NULL, err);
}
