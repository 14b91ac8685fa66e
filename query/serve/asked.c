/* SPDX-License-Identifier: MIT */
#include "query/serve/asked.h"

#include "common/base/mem.h"

#include <string.h>
#include <unistd.h>

void lb_asked_clear(LbAsked *asked)
{
    lb_query_options_clear(&asked->options);
    for (int i = 0; i < asked->n_lists; i++)
        lb_upload_close(&asked->lists[i]);
    lb_json_body_clear(&asked->body);
    free(asked->lists);
    free(asked->names);
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
static LbStatus attach_list(LbAsked *asked, const char *name, const char *text, size_t index,
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

/* Whom the service was given, with what holds for them. */
static LbStatus adopt(LbAsked *asked, const LbServeContext *context, LbError *err)
{
    LbStatus st = lb_query_options_adopt(&asked->options, context->given, err);
    if (st != LB_OK || context->dismissals == NULL || access(context->dismissals, F_OK) != 0)
        return st;
    return lb_query_options_attach(&asked->options, "not-interested", context->dismissals, err);
}

/* A switch is turned on by "", "1" or "true", and left as it is by "0" or "false". */
static LbStatus set_option(LbAsked *asked, const char *name, const char *value, LbError *err)
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

static LbStatus take_params(LbAsked *asked, const LbWebRequest *request, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < request->n_params; i++) {
        char name[64];
        option_name(name, request->params[i].name);
        if (strcmp(name, "user") == 0 && asked->takes_user)
            asked->named = request->params[i].value;
        else if (is_list(name))
            LB_TRY(attach_list(asked, name, request->params[i].value,
                               (size_t)(request->n_uploads + i), err));
        else
            LB_TRY(set_option(asked, name, request->params[i].value, err));
    }
cleanup:
    return st;
}

static LbStatus take_body(LbAsked *asked, const LbWebRequest *request, LbError *err)
{
    LbStatus          st   = LB_OK;
    const LbJsonBody *body = &asked->body;
    size_t            at   = (size_t)request->n_params + (size_t)request->n_uploads;
    for (int i = 0; i < body->n_lists; i++, at++) {
        lb_upload_path(asked->paths[at], &body->lists[i]);
        LB_TRY(lb_query_options_attach(&asked->options, body->options[i], asked->paths[at], err));
    }
cleanup:
    return st;
}

static LbStatus take_uploads(LbAsked *asked, const LbWebRequest *request, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < request->n_uploads; i++) {
        char name[64];
        option_name(name, request->uploads[i].field);
        const LbUpload *upload = &request->uploads[i];
        const int       n      = asked->options.exports.n;
        lb_upload_path(asked->paths[i], upload);
        LB_TRY(lb_query_options_attach(&asked->options, name[0] != '\0' ? name : "export",
                                       asked->paths[i], err));
        if (asked->options.exports.n > n) asked->names[n] = lb_upload_name(upload);
    }
cleanup:
    return st;
}

LbStatus lb_asked_open(LbAsked *asked, const LbServeContext *context, const LbWebRequest *request,
                       LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)request->n_params + (size_t)request->n_uploads;
    if (asked->is_of_service && request->n_uploads > 0)
        LB_FAIL(LB_EUSAGE, 0, "expected no body: this is about whom the service was given");
    if (asked->is_of_service)
        LB_TRY(adopt(asked, context, err));
    else
        lb_query_options_derive(&asked->options, context->given);
    LB_ALLOC_ZEROED(asked->paths, n + LB_JSON_BODY_LISTS);
    LB_ALLOC_ZEROED(asked->names, (size_t)request->n_uploads + 1);
    LB_ALLOC_ZEROED(asked->lists, (size_t)request->n_params + 1);
    LB_TRY(take_params(asked, request, err));
    LB_TRY(lb_json_body_read(&asked->body, request, err));
    if (asked->body.n_people > 0)
        LB_TRY(take_body(asked, request, err));
    else
        LB_TRY(take_uploads(asked, request, err));
cleanup:
    return st;
}

void lb_asked_rename(LbError *err, const LbAsked *asked, const LbWebRequest *request)
{
    for (int i = 0; i < request->n_uploads; i++)
        lb_upload_rename(err, &request->uploads[i]);
    for (int i = 0; i < asked->n_lists; i++)
        lb_upload_rename(err, &asked->lists[i]);
    for (int i = 0; i < asked->body.n_lists; i++)
        lb_upload_rename(err, &asked->body.lists[i]);
}
