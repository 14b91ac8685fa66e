/* SPDX-License-Identifier: MIT */
#include "query/serve/service.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/pool.h"
#include "common/input/codec.h"
#include "query/options/apply.h"
#include "query/serve/guard.h"
#include "query/serve/json_body.h"
#include "query/serve/problem.h"
#include "query/serve/router.h"
#include "query/serve/web_server.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const double STOP_SECONDS = 5, QUEUE_SECONDS = 10;

typedef struct Service {
    const LbServiceSettings *settings;
    const LbReporter        *reporter; /* the caller's */
    LbReporter               shared;   /* the same, one message at a time */
    LbReporter               request;  /* for what concerns one request */
    LbModelHolder           *holder;
    LbMetrics               *metrics;
    LbWebServer             *server;
    LbGuard                  guard;
    double                   begin;
    pthread_mutex_t          speech; /* one message at a time */
    pthread_mutex_t          lock;   /* of what is below */
    double                   end;    /* when running answers are broken off; 0 = not yet */
    pthread_cond_t           freed;
    int                      running, most; /* answers at once */
} Service;

static void say(void *ctx, LbLevel level, const char *text)
{
    Service *service = ctx;
    pthread_mutex_lock(&service->speech);
    lb_reporter_message(service->reporter, level, "%s", text);
    pthread_mutex_unlock(&service->speech);
}

/* What is said of one person's answer is theirs, and no matter for the log. */
static void say_of_request(void *ctx, LbLevel level, const char *text)
{
    (void)level;
    say(ctx, LB_LEVEL_TRACE, text);
}

static bool is_interrupted(void *ctx)
{
    const Service *service = ctx;
    return lb_reporter_interrupted(service->reporter);
}

/* What runs when the service is stopped may come to its end, within a time. */
static bool is_cut_off(void *ctx)
{
    Service *service = ctx;
    pthread_mutex_lock(&service->lock);
    bool is_over = service->end > 0 && lb_clock_seconds() > service->end;
    pthread_mutex_unlock(&service->lock);
    return is_over;
}

/* Wait for a turn: more answers at once than processors would only slow each other down. */
static bool begin_answer(Service *service)
{
    struct timespec end;
    bool            is_free = true;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += (time_t)QUEUE_SECONDS;
    pthread_mutex_lock(&service->lock);
    while (service->running >= service->most && is_free)
        is_free = pthread_cond_timedwait(&service->freed, &service->lock, &end) == 0;
    is_free = service->running < service->most;
    service->running += is_free;
    pthread_mutex_unlock(&service->lock);
    return is_free;
}

static void end_answer(Service *service)
{
    pthread_mutex_lock(&service->lock);
    service->running--;
    pthread_cond_signal(&service->freed);
    pthread_mutex_unlock(&service->lock);
}

/* By a list of entity tags, compared weakly, or "*", which stands for whatever there is. */
static bool is_known(const char *list, const LbWebReply *reply)
{
    const char *tag = strchr(reply->etag, '"'); /* behind W/ */
    if (tag != NULL && strstr(list, tag) != NULL) return true;
    size_t blanks = strspn(list, " \t");
    return list[blanks] == '*' && list[blanks + 1 + strspn(list + blanks + 1, " \t")] == '\0';
}

/* What a client has kept is still right. */
static void spare_body(LbWebReply *reply, const LbWebRequest *request)
{
    const char *known = request->header(request->ctx, "If-None-Match");
    bool is_read      = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (known == NULL || !is_read || reply->status != 200 || !is_known(known, reply)) return;
    free(reply->body);
    reply->body        = NULL;
    reply->static_body = NULL;
    reply->length      = 0;
    reply->status      = 304;
    reply->type        = NULL;
}

/* Whether a list as "br;q=1.0, gzip;q=0.8" has gzip, and not only to refuse it. */
static bool takes_gzip(const char *accepted)
{
    const char *at = accepted != NULL ? strstr(accepted, "gzip") : NULL;
    if (at == NULL) return false;
    at += strlen("gzip");
    at += strspn(at, " ");
    if (*at != ';') return true;
    at += 1 + strspn(at + 1, " ");
    return strncmp(at, "q=0", 3) != 0 || strcspn(at + 3, "123456789") < strcspn(at + 3, ", ");
}

/* Compress what is worth it, for who can read it. */
static void pack_body(LbWebReply *reply, const LbWebRequest *request)
{
    enum { WORTH_IT = 512 };
    char       *packed;
    size_t      length;
    const char *accepted = request->header(request->ctx, "Accept-Encoding");
    if (!takes_gzip(accepted) || reply->body == NULL || reply->length < WORTH_IT ||
        lb_codec_gzip_pack(&packed, &length, reply->body, reply->length, NULL) != LB_OK)
        return; /* without memory it goes as it is */
    free(reply->body);
    reply->body      = packed;
    reply->length    = length;
    reply->is_packed = true;
}

static void call(Service *service, LbWebReply *reply, const LbWebRequest *request,
                 const LbRoute *route, const char *tail)
{
    LbError        err     = {0};
    LbHeldModel   *model   = lb_model_holder_take(service->holder);
    LbServeContext context = {.given        = service->settings->given,
                              .cache_folder = service->settings->cache_folder,
                              .dismissals   = service->settings->dismissals,
                              .token        = service->settings->token,
                              .model        = model,
                              .holder       = service->holder,
                              .metrics      = service->metrics,
                              .reporter     = &service->request,
                              .today        = service->settings->today(),
                              .now          = (int64_t)time(NULL),
                              .up_seconds   = lb_clock_seconds() - service->begin};
    LbStatus       st      = route->answer(reply, &context, request, tail, &err);
    if (st != LB_OK)
        lb_problem_reply(reply, &err);
    else
        spare_body(reply, request);
    pack_body(reply, request);
    lb_model_holder_give(service->holder, model);
}

/* Whether the body is packed for its way, and not a packed file, as uploads may be. */
static bool is_coded(const LbWebRequest *request)
{
    const char *coding  = request->header(request->ctx, "Content-Encoding");
    const char *type    = request->header(request->ctx, "Content-Type");
    bool        is_form = type != NULL && strncasecmp(type, "multipart/", 10) == 0;
    if (coding == NULL || coding[0] == '\0' || strcasecmp(coding, "identity") == 0) return false;
    return is_form || lb_json_body_is(request) || strcasecmp(coding, "gzip") != 0;
}

/* What is wrong with a request before its path is looked at; false: nothing. */
static bool refuse(const Service *service, LbWebReply *reply, const LbWebRequest *request,
                   bool is_open)
{
    LbGuardVerdict verdict = lb_guard_check(&service->guard, request);
    if (verdict == LB_GUARD_WRONG_HOST)
        lb_problem_reply_http(reply, 421,
                              "this service answers under 127.0.0.1 and localhost only");
    else if (verdict == LB_GUARD_CROSS_ORIGIN)
        lb_problem_reply_http(reply, 403, "requests from other sites are not answered");
    else if (verdict == LB_GUARD_NO_TOKEN && !is_open)
        lb_problem_reply_http(reply, 401, "expected the token: Authorization: Bearer TOKEN");
    else if (request->is_too_large)
        lb_problem_reply_http(reply, 413, "more than 64 MiB were sent");
    else if (request->is_malformed)
        lb_problem_reply_http(reply, 400,
                              "two Host or Content-Length headers, or a form that cannot be read, "
                              "has too many parts, or a NUL character in a field");
    else if (is_coded(request))
        lb_problem_reply_http(reply, 415, "the body has a Content-Encoding: send it as it is");
    else if (request->is_out_of_memory)
        lb_problem_reply_http(reply, 503, "no memory for the upload just now");
    else
        return false;
    return true;
}

static LbEndpoint answer(Service *service, LbWebReply *reply, const LbWebRequest *request)
{
    char           tail[LB_TAIL_MAX];
    const char    *allowed;
    const LbRoute *route = lb_router_find(request->method, request->path, tail, &allowed);
    if (refuse(service, reply, request, route != NULL && route->is_open)) {
    } else if (allowed != NULL && strcmp(request->method, "OPTIONS") == 0) {
        *reply = (LbWebReply){.status = 204, .allow = allowed};
    } else if (route == NULL && allowed != NULL) {
        lb_problem_reply_http(reply, 405, "this path has another method");
        reply->allow = allowed;
    } else if (route == NULL) {
        lb_problem_reply_http(reply, 404, "there is nothing under this path");
    } else if (!begin_answer(service)) {
        lb_problem_reply_http(reply, 503, "too many requests at once");
    } else {
        call(service, reply, request, route, tail);
        end_answer(service);
    }
    return route != NULL ? route->endpoint : LB_ENDPOINT_OTHER;
}

static void handle(void *ctx, LbWebReply *reply, const LbWebRequest *request)
{
    Service   *service  = ctx;
    double     begin    = lb_clock_seconds();
    LbEndpoint endpoint = answer(service, reply, request);
    lb_metrics_count(service->metrics, endpoint, reply->status, lb_clock_seconds() - begin);
}

/* Whoever is given must be readable now, and not only when the first list is asked for. */
static LbStatus check_people(const Service *service, LbError *err)
{
    LbStatus              st       = LB_OK;
    const LbQueryOptions *given    = service->settings->given;
    LbRunSettings         settings = lb_apply_options(given, 0);
    LbPeople             *people   = NULL;
    LbProfile            *profile  = NULL;
    LbHeldModel          *model    = lb_model_holder_take(service->holder);
    if (!lb_query_options_has_task(given)) goto cleanup;
    if (!settings.people.scale_is_given) settings.people.scale = model->session.model->info.scale;
    LB_TRY(lb_people_open(&people, &settings.people, service->reporter, err));
    for (int32_t i = 0; i < lb_people_count(people) && !lb_people_are_at_hand(people); i++) {
        lb_profile_free(profile);
        LB_TRY(lb_people_profile(&profile, people, i, err));
    }
    lb_reporter_message(service->reporter, LB_LEVEL_NOTE, "lists are of %d %s",
                        (int)lb_people_count(people),
                        lb_people_count(people) == 1 ? "person" : "people");
cleanup:
    lb_profile_free(profile);
    lb_people_close(people);
    lb_model_holder_give(service->holder, model);
    return st;
}

static LbStatus open_service(Service *service, LbError *err)
{
    LbStatus                 st       = LB_OK;
    const LbServiceSettings *settings = service->settings;
    LbWebServerSettings      server   = lb_web_server_defaults();
    service->guard =
        (LbGuard){.token = settings->token, .is_loopback = settings->listener.is_loopback};
    if (!settings->listener.is_loopback && settings->token == NULL)
        LB_FAIL(LB_EUSAGE, 0,
                "other machines can reach %s: ask everybody for a secret with --serve-token FILE, "
                "or serve on 127.0.0.1",
                settings->listener.host);
    LB_TRY(lb_model_holder_new(&service->holder, settings->model_path, &service->shared, err));
    LB_TRY(check_people(service, err));
    LB_TRY(lb_metrics_new(&service->metrics, err));
    server.socket = settings->listener.fd;
    LB_TRY(lb_web_server_start(&service->server, &server, handle, service, err));
cleanup:
    return st;
}

static void wait_for_end(Service *service)
{
    while (!lb_reporter_interrupted(service->reporter)) {
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
        lb_model_holder_refresh(service->holder);
    }
    pthread_mutex_lock(&service->lock);
    service->end = lb_clock_seconds() + STOP_SECONDS;
    pthread_mutex_unlock(&service->lock);
}

LbStatus lb_service_run(const LbServiceSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st      = LB_OK;
    Service  service = {.settings = settings, .reporter = reporter, .begin = lb_clock_seconds()};
    service.most     = settings->threads > 0 ? settings->threads : lb_pool_processors();
    service.shared   = (LbReporter){.message = say, .interrupted = is_interrupted, .ctx = &service};
    service.request =
        (LbReporter){.message = say_of_request, .interrupted = is_cut_off, .ctx = &service};
    pthread_mutex_init(&service.speech, NULL);
    pthread_mutex_init(&service.lock, NULL);
    pthread_cond_init(&service.freed, NULL);
    LB_TRY(open_service(&service, err));
    lb_reporter_message(reporter, LB_LEVEL_NOTE, "answering on http://%s/; Ctrl-C ends it",
                        settings->listener.host);
    wait_for_end(&service);
    st = lb_reporter_check(reporter, err);
cleanup:
    lb_web_server_stop(service.server, STOP_SECONDS);
    lb_model_holder_free(service.holder);
    lb_metrics_free(service.metrics);
    pthread_cond_destroy(&service.freed);
    pthread_mutex_destroy(&service.lock);
    pthread_mutex_destroy(&service.speech);
    return st;
}
