/* SPDX-License-Identifier: MIT */
#include "query/serve/film_endpoints.h"

#include "common/model/model_about.h"
#include "common/text/json.h"
#include "common/text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_CAP = 1024, FILMS_DEFAULT = 10, FILMS_MAX = 100, METRICS_MAX = 1 << 20 };

static LbStatus reply_json(LbWebReply *reply, const LbJson *doc, LbError *err)
{
    char    *text = NULL;
    LbStatus st   = lb_json_dump(doc, false, &text, err);
    if (st != LB_OK) return st;
    *reply = (LbWebReply){
        .status = 200, .type = "application/json", .body = text, .length = strlen(text)};
    return LB_OK;
}

/* A page may keep what follows from the model alone, and asks whether it is still that model. */
static void mark_as_of_model(LbWebReply *reply, const LbHeldModel *model)
{
    snprintf(reply->etag, sizeof reply->etag, "W/\"%s\"", model->tag);
    reply->cache = "private, no-cache";
}

static void put_text(LbJson *doc, LbJsonValue *object, const char *key, LbSlice value)
{
    char text[TEXT_CAP];
    lb_text_clean(text, sizeof text, value);
    lb_json_text(doc, object, key, value.len > 0 ? text : NULL);
}

static void put_film(LbJson *doc, LbJsonValue *array, const LbFilms *films, int32_t film)
{
    LbJsonValue *object = lb_json_push_object(doc, array);
    put_text(doc, object, "film", lb_model_string(&films->slugs, film));
    put_text(doc, object, "title", lb_model_string(&films->titles, film));
    if (films->year != NULL && films->year[film] != LB_NO_YEAR)
        lb_json_int(doc, object, "year", films->year[film]);
    else
        lb_json_null(doc, object, "year");
}

static LbStatus count_of(int64_t *count, const LbWebRequest *request, LbError *err)
{
    const char *text = lb_web_param(request, "count");
    *count           = FILMS_DEFAULT;
    if (text == NULL) return LB_OK;
    if (lb_slice_to_int((LbSlice){text, strlen(text)}, count) && *count >= 1 && *count <= FILMS_MAX)
        return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0, "count: expected 1..%d, got '%s'", FILMS_MAX, text);
}

LbStatus lb_film_endpoints_films(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbJson     *doc   = NULL;
    const char *query = lb_web_param(request, "q");
    int64_t     count;
    int32_t     films[FILMS_MAX];
    (void)tail;
    if (query == NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "expected the beginning of a title: /v1/films?q=...");
    LB_TRY(count_of(&count, request, err));
    doc = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    lb_json_int(doc, lb_json_root(doc), "schema", 1);
    LbJsonValue *array = lb_json_array(doc, lb_json_root(doc), "films");
    int32_t      n     = lb_title_search_find(context->model->titles, query, films, (int32_t)count);
    for (int32_t i = 0; i < n; i++)
        put_film(doc, array, &context->model->session.model->films, films[i]);
    LB_TRY(reply_json(reply, doc, err));
    mark_as_of_model(reply, context->model);
cleanup:
    lb_json_free(doc);
    return st;
}

static void put_strings(LbJson *doc, const char *key, const LbStrings *strings)
{
    LbJsonValue *array = lb_json_array(doc, lb_json_root(doc), key);
    for (int32_t i = 0; i < strings->n; i++) {
        char text[TEXT_CAP];
        lb_text_clean(text, sizeof text, lb_model_string(strings, i));
        lb_json_push_text(doc, array, text);
    }
}

static void put_years(LbJson *doc, const LbFilms *films)
{
    int first = 0, last = 0;
    if (films->year == NULL) return;
    for (int32_t f = 0; f < films->n_films; f++) {
        int year = films->year[f];
        if (year == LB_NO_YEAR) continue;
        if (first == 0 || year < first) first = year;
        if (year > last) last = year;
    }
    LbJsonValue *array = lb_json_array(doc, lb_json_root(doc), "years");
    lb_json_push_real(doc, array, first);
    lb_json_push_real(doc, array, last);
}

LbStatus lb_film_endpoints_model(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err)
{
    const LbModel *model = context->model->session.model;
    LbJson        *doc   = lb_json_new();
    (void)request, (void)tail;
    if (doc == NULL) return lb_error_nomem(err, 0);
    lb_json_int(doc, lb_json_root(doc), "schema", 1);
    lb_model_about_json(doc, lb_json_root(doc), model, context->now);
    put_strings(doc, "genres", &model->films.genre_names);
    put_strings(doc, "languages", &model->films.language_names);
    put_strings(doc, "countries", &model->films.country_names);
    put_years(doc, &model->films);
    LbStatus st = reply_json(reply, doc, err);
    if (st == LB_OK) mark_as_of_model(reply, context->model);
    lb_json_free(doc);
    return st;
}

LbStatus lb_film_endpoints_health(LbWebReply *reply, const LbServeContext *context,
                                  const LbWebRequest *request, const char *tail, LbError *err)
{
    (void)context, (void)request, (void)tail, (void)err;
    *reply = (LbWebReply){
        .status = 200, .type = "text/plain; charset=utf-8", .static_body = "ok\n", .length = 3};
    return LB_OK;
}

LbStatus lb_film_endpoints_metrics(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err)
{
    LbStatus            st   = LB_OK;
    LbBuf               out  = {0};
    LbModelHolderCounts n    = lb_model_holder_counts(context->holder);
    const LbModelInfo  *info = &context->model->session.model->info;
    double              age  = lb_model_about_age(info->trained, context->now);
    (void)request, (void)tail;
    lb_buf_init(&out, METRICS_MAX);
    LB_TRY(lb_metrics_write(&out, context->metrics, err));
    LB_TRY(
        lb_buf_printf(&out, err,
                      "# TYPE lbrec_model_age_seconds gauge\nlbrec_model_age_seconds %.0f\n"
                      "# TYPE lbrec_model_films gauge\nlbrec_model_films %d\n"
                      "# TYPE lbrec_models_opened_total counter\nlbrec_models_opened_total %lld\n"
                      "# TYPE lbrec_models_refused_total counter\n"
                      "lbrec_models_refused_total %lld\n"
                      "# TYPE lbrec_up_seconds gauge\nlbrec_up_seconds %.0f\n",
                      isnan(age) ? -1.0 : age, context->model->session.model->films.n_films,
                      (long long)n.opened, (long long)n.refused, context->up_seconds));
    *reply = (LbWebReply){.status = 200,
                          .type   = "text/plain; version=0.0.4; charset=utf-8",
                          .body   = out.data,
                          .length = out.len};
    return LB_OK;
cleanup:
    lb_buf_clear(&out);
    return st;
}
