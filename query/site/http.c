/* SPDX-License-Identifier: MIT */
#include "query/site/http.h"

#include "common/base/clock.h"
#include "common/base/library.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "common/base/slice.h"
#include "common/version.h"
#include "query/site/http_memory.h"
#include "query/site/origin.h"
#include "query/site/retry.h"
#include "query/site/robots.h"

/* Its checks are macros that need the functions by name. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* clang-format off */
/* What is used of libcurl. */
#define FUNCTIONS(X)                                                                               \
    X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_header) X(curl_easy_init)                \
    X(curl_easy_setopt) X(curl_easy_strerror) X(curl_global_cleanup) X(curl_global_init_mem)       \
    X(curl_multi_add_handle) X(curl_multi_cleanup) X(curl_multi_info_read) X(curl_multi_init)      \
    X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_remove_handle) X(curl_multi_strerror)    \
    X(curl_version)
/* clang-format on */

static struct {
    FUNCTIONS(LB_LIBRARY_MEMBER)
} lib;

static LbLibrary library = LB_LIBRARY(LB_SONAME_CURL, lib, FUNCTIONS);

enum { REDIRECTS_MAX = 3, CONNECTIONS_MAX = 16, RETRIES_MAX = 10, POLL_MS = 50 };

typedef enum SlotState { SLOT_IDLE, SLOT_WAITING, SLOT_RUNNING, SLOT_DONE } SlotState;

/* One request on its way, redirects and retries included. */
typedef struct Slot {
    CURL     *easy;
    SlotState state;
    int       index; /* of the path in the caller's array */
    char      path[512];
    int       tries, redirects;
    double    start_at; /* not before */
    LbStatus  body_status;
    LbReply   reply;
    char      detail[CURL_ERROR_SIZE];
} Slot;

struct LbHttp {
    LbHttpSettings    settings; /* its texts are borrowed: not to be used after lb_http_new() */
    LbOrigin          origin;
    char             *user_agent;
    bool              is_global; /* curl_global_init_mem() was called */
    CURLM            *multi;
    Slot             *slots; /* [settings.connections] */
    LbRng             rng;
    double            next_start; /* earliest start of the next request */
    double            deadline;   /* 0 before the first request */
    const LbReporter *reporter;
};

/* One call of fetch. */
typedef struct Batch {
    const char *const *paths;
    int                n, n_begun, n_done;
    LbTakeReply        done;
    void              *done_ctx;
} Batch;

LbHttpSettings lb_http_defaults(void)
{
    return (LbHttpSettings){.base_url        = "https://letterboxd.com",
                            .delay_seconds   = 2,
                            .connections     = 1,
                            .retries         = 3,
                            .retry_seconds   = 1,
                            .timeout_seconds = 30,
                            .total_seconds   = 900,
                            .retry_after_max = 120,
                            .body_max        = (size_t)8 << 20};
}

const char *lb_http_library(void)
{
    if (lb_library_load(&library, NULL) != LB_OK) return LB_SONAME_CURL ", which cannot be loaded";
    return lib.curl_version();
}

void lb_http_reply_clear(LbReply *reply)
{
    lb_buf_clear(&reply->body);
    *reply = (LbReply){.retry_after = -1, .body = {.max = reply->body.max}};
}

static LbStatus check_settings(const LbHttpSettings *set, LbError *err)
{
    if (set->connections < 1 || set->connections > CONNECTIONS_MAX)
        return lb_error_set(err, LB_EUSAGE, 0, "%d connections: expected 1..%d", set->connections,
                            CONNECTIONS_MAX);
    if (set->retries < 0 || set->retries > RETRIES_MAX)
        return lb_error_set(err, LB_EUSAGE, 0, "%d retries: expected 0..%d", set->retries,
                            RETRIES_MAX);
    if (!(set->delay_seconds >= 0 && set->delay_seconds <= 3600))
        return lb_error_set(err, LB_EUSAGE, 0, "delay of %g s: expected 0..3600",
                            set->delay_seconds);
    if (!(set->retry_seconds >= 0 && set->retry_seconds <= 3600))
        return lb_error_set(err, LB_EUSAGE, 0, "first retry after %g s: expected 0..3600",
                            set->retry_seconds);
    if (!(set->timeout_seconds >= 0.001 && set->timeout_seconds <= 3600))
        return lb_error_set(err, LB_EUSAGE, 0, "timeout of %g s: expected 0.001..3600",
                            set->timeout_seconds);
    for (const char *p = set->user_agent; p != NULL && *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return lb_error_set(err, LB_EUSAGE, 0, "user agent: has a control character");
    return LB_OK;
}

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    Slot *slot        = ctx;
    slot->body_status = lb_buf_append(&slot->reply.body, bytes, size * n, NULL);
    return slot->body_status == LB_OK ? size * n : 0;
}

static LbStatus open_slot(const LbHttp *http, Slot *slot, LbError *err)
{
    CURL *easy = lib.curl_easy_init();
    slot->easy = easy;
    lb_buf_init(&slot->reply.body, http->settings.body_max);
    if (easy == NULL) return lb_error_nomem(err, 0);
    bool is_set = lib.curl_easy_setopt(easy, CURLOPT_USERAGENT, http->user_agent) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                                       http->origin.is_https ? "https" : "http") == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_NOPROXY,
                                       http->origin.is_loopback ? "*" : NULL) == CURLE_OK &&
                  /* all encodings that this libcurl can unpack */
                  lib.curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) ==
                      CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK &&
                  lib.curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->detail) == CURLE_OK;
    if (!is_set)
        return lb_error_set(err, LB_EINTERNAL, 0, "%s refuses a setting: is it built without TLS?",
                            lib.curl_version());
    return LB_OK;
}

static LbStatus read_origin(LbHttp *http, LbError *err)
{
    LbStatus st = lb_origin_parse(&http->origin, http->settings.base_url, err);
    if (st != LB_OK || http->settings.connections == 1 || !http->origin.is_letterboxd) return st;
    return lb_error_set(err, LB_EUSAGE, 0,
                        "%d connections to %s: its pages are read one at a time; several "
                        "connections are for a server of your own",
                        http->settings.connections, http->origin.host);
}

static LbStatus open_library(LbHttp *http, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_library_load(&library, err));
    http->is_global = lib.curl_global_init_mem(CURL_GLOBAL_DEFAULT, lb_http_memory_malloc, free,
                                               lb_http_memory_realloc, lb_http_memory_strdup,
                                               lb_http_memory_calloc) == CURLE_OK;
    http->multi     = lib.curl_multi_init();
    if (!http->is_global || http->multi == NULL)
        LB_FAIL(LB_EINTERNAL, 0, "%s cannot be initialised", lib.curl_version());
    LB_ALLOC_ZEROED(http->slots, http->settings.connections);
    for (int i = 0; st == LB_OK && i < http->settings.connections; i++)
        st = open_slot(http, &http->slots[i], err);
cleanup:
    return st;
}

LbStatus lb_http_new(LbHttp **out, const LbHttpSettings *settings, const LbReporter *reporter,
                     LbError *err)
{
    static const char own_name[] = "lbrec/" LB_VERSION " (+" LB_HOMEPAGE ")";

    LbStatus st   = LB_OK;
    LbHttp  *http = NULL;
    *out          = NULL;
    LB_TRY(check_settings(settings, err));
    LB_ALLOC_ZEROED(http, 1);
    http->settings = *settings;
    http->reporter = reporter;
    lb_rng_init(&http->rng, settings->seed != 0 ? settings->seed : (uint64_t)time(NULL), 0);
    LB_STRDUP(http->user_agent, settings->user_agent != NULL ? settings->user_agent : own_name);
    LB_TRY(read_origin(http, err));
    LB_TRY(open_library(http, err));
    *out = http;
    http = NULL;
cleanup:
    lb_http_free(http);
    return st;
}

void lb_http_free(LbHttp *http)
{
    if (http == NULL) return;
    for (int i = 0; http->slots != NULL && i < http->settings.connections; i++) {
        lib.curl_easy_cleanup(http->slots[i].easy);
        lb_http_reply_clear(&http->slots[i].reply);
    }
    if (http->multi != NULL) lib.curl_multi_cleanup(http->multi);
    if (http->is_global) lib.curl_global_cleanup();
    free(http->slots);
    free(http->user_agent);
    free(http);
}

static LbStatus follow(const LbHttp *http, Slot *slot, const char *location, LbError *err)
{
    if (++slot->redirects > REDIRECTS_MAX)
        return lb_error_set(err, LB_EPROTOCOL, slot->reply.status,
                            "more than %d redirects, the last to \"%s\"", REDIRECTS_MAX, location);
    LbStatus st    = lb_origin_follow(&http->origin, slot->path, sizeof slot->path, location, err);
    slot->tries    = 0;
    slot->start_at = 0;
    slot->state    = SLOT_WAITING;
    return st;
}

/* Wait and ask again, if that is still allowed. Nobody else asks in the meantime either. */
static LbStatus try_again(LbHttp *http, Slot *slot, LbStatus failure, const char *what,
                          LbError *err)
{
    double asked = slot->reply.retry_after;
    if (asked > http->settings.retry_after_max)
        return lb_error_set(err, LB_ETEMPFAIL, slot->reply.status,
                            "%s, and the site asks to wait %.0f s: try again after that", what,
                            asked);
    if (slot->tries > http->settings.retries)
        return lb_error_set(err, failure, slot->reply.status, "%s, %d times: try again later", what,
                            slot->tries);
    double wait = lb_retry_delay(&http->rng, http->settings.retry_seconds, slot->tries, asked);
    double now  = lb_clock_seconds();
    if (now + wait > http->deadline)
        return lb_error_set(err, LB_ETEMPFAIL, slot->reply.status,
                            "%s, and waiting %.1f s would pass the limit of %g s in all: try again "
                            "later",
                            what, wait, http->settings.total_seconds);
    lb_reporter_message(http->reporter, LB_LEVEL_NOTE, "%s%s: %s; trying again in %.1f s",
                        http->origin.text, slot->path, what, wait);
    slot->start_at   = now + wait;
    slot->state      = SLOT_WAITING;
    http->next_start = fmax(http->next_start, slot->start_at);
    return LB_OK;
}

static const char header_too_long[] = "a header of the reply is longer than the limit of 100 KB";

static LbStatus transfer_failed(LbHttp *http, Slot *slot, CURLcode code, LbError *err)
{
    const char *what = slot->detail[0] != '\0' ? slot->detail : lib.curl_easy_strerror(code);
    switch (code) {
    case CURLE_RECV_ERROR: /* curl 8 limits all headers together, and says so */
        if (strstr(what, "response headers") != NULL)
            return lb_error_set(err, LB_EPROTOCOL, (int)code, "%s", what);
        /* fall through */
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        slot->reply.retry_after = -1;
        return try_again(http, slot, LB_ETEMPFAIL, what, err);
    case CURLE_WRITE_ERROR:
        if (slot->body_status == LB_ENOMEM) return lb_error_nomem(err, 0);
        return lb_error_set(err, LB_EPROTOCOL, (int)code,
                            "the page is longer than the limit of %zu bytes",
                            http->settings.body_max);
    case CURLE_OUT_OF_MEMORY:
        if (lb_http_memory_was_short()) return lb_error_nomem(err, 0);
        return lb_error_set(err, LB_EPROTOCOL, (int)code, "%s", header_too_long);
#if LIBCURL_VERSION_NUM >= 0x080600 /* which told it as want of memory before */
    case CURLE_TOO_LARGE:
        return lb_error_set(err, LB_EPROTOCOL, (int)code, "%s", header_too_long);
#endif
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return lb_error_set(err, LB_EPROTOCOL, (int)code, "%s", what);
    default:
        return lb_error_set(err, LB_ENET, (int)code, "%s", what);
    }
}

static void copy_header(const Slot *slot, const char *name, char *out, size_t cap)
{
    struct curl_header *header = NULL;
    out[0]                     = '\0';
    if (lib.curl_easy_header(slot->easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
        snprintf(out, cap, "%s", header->value);
}

static void read_head(Slot *slot)
{
    LbReply   *reply  = &slot->reply;
    long       status = 0;
    curl_off_t after  = 0;
    double     said   = 0;
    char       text[64];
    lib.curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    lib.curl_easy_getinfo(slot->easy, CURLINFO_RETRY_AFTER,
                          &after); /* a date in the past: negative */
    reply->status = (int)status;
    copy_header(slot, "retry-after", text, sizeof text);
    reply->retry_after = text[0] == '\0' ? -1 : fmax(0, (double)after);
    /* Of more seconds than it can count libcurl makes none. */
    if (lb_slice_to_double((LbSlice){text, strlen(text)}, &said) && said > reply->retry_after)
        reply->retry_after = said;
    copy_header(slot, "cf-mitigated", reply->cf_mitigated, sizeof reply->cf_mitigated);
    copy_header(slot, "content-type", reply->content_type, sizeof reply->content_type);
    snprintf(reply->location, sizeof reply->location, "%s", slot->path);
}

/* A transfer ended: afterwards the slot waits to ask once more, or is done. */
static LbStatus settle(LbHttp *http, Slot *slot, CURLcode code, LbError *err)
{
    const LbReply *reply = &slot->reply;
    char           text[1024]; /* a longer Location is refused whatever its end is */
    slot->state = SLOT_DONE;
    read_head(slot);
    lb_reporter_message(http->reporter, LB_LEVEL_DETAIL, "GET %s%s: HTTP %d, %zu bytes",
                        http->origin.text, slot->path, reply->status, reply->body.len);
    if (code != CURLE_OK) return transfer_failed(http, slot, code, err);
    copy_header(slot, "location", text, sizeof text);
    if (reply->status >= 300 && reply->status < 400 && text[0] != '\0')
        return follow(http, slot, text, err);
    if (lb_retry_is_temporary(reply->status) &&
        !lb_retry_is_challenge(reply->cf_mitigated, lb_buf_text(&reply->body))) {
        snprintf(text, sizeof text, "HTTP %d%s", reply->status,
                 reply->status == 429 ? " (too many requests)" : "");
        return try_again(http, slot, LB_ETEMPFAIL, text, err);
    }
    return LB_OK;
}

static LbStatus start(LbHttp *http, Slot *slot, double now, LbError *err)
{
    char   url[1024];
    double seconds = fmin(http->settings.timeout_seconds, http->deadline - now);
    snprintf(url, sizeof url, "%s%s", http->origin.text, slot->path);
    lb_buf_reset(&slot->reply.body);
    slot->body_status = LB_OK;
    slot->detail[0]   = '\0';
    if (lib.curl_easy_setopt(slot->easy, CURLOPT_URL, url) != CURLE_OK ||
        lib.curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS, (long)ceil(seconds * 1000)) !=
            CURLE_OK ||
        lib.curl_multi_add_handle(http->multi, slot->easy) != CURLM_OK)
        return lb_error_nomem(err, 0);
    slot->state = SLOT_RUNNING;
    slot->tries += 1;
    http->next_start = now + http->settings.delay_seconds;
    return LB_OK;
}

/* Give free slots the next paths, and start what is due. */
static LbStatus start_due(LbHttp *http, Batch *batch, LbError *err)
{
    double now = lb_clock_seconds();
    if (now >= http->deadline)
        return lb_error_set(err, LB_ETEMPFAIL, 0,
                            "the limit of %g s in all is over after %d of %d requests: try again "
                            "later",
                            http->settings.total_seconds, batch->n_done, batch->n);
    for (int i = 0; i < http->settings.connections; i++) {
        Slot *slot = &http->slots[i];
        if (slot->state == SLOT_IDLE && batch->n_begun < batch->n) {
            slot->index = batch->n_begun++;
            slot->tries = slot->redirects = 0;
            slot->start_at                = 0;
            slot->state                   = SLOT_WAITING;
            snprintf(slot->path, sizeof slot->path, "%s", batch->paths[slot->index]);
        }
        if (slot->state != SLOT_WAITING || fmax(slot->start_at, http->next_start) > now) continue;
        LbStatus st = start(http, slot, now, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static LbStatus finish_ready(LbHttp *http, Batch *batch, LbError *err)
{
    CURLMsg *msg;
    int      left;
    while ((msg = lib.curl_multi_info_read(http->multi, &left)) != NULL) {
        CURLcode code = msg->data.result;
        Slot    *slot = NULL;
        lib.curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &slot);
        lib.curl_multi_remove_handle(http->multi, slot->easy);
        LbStatus st = settle(http, slot, code, err);
        if (st != LB_OK) return lb_error_context(err, st, "%s%s", http->origin.text, slot->path);
        if (slot->state != SLOT_DONE) continue;
        slot->state = SLOT_IDLE;
        batch->n_done++;
        st = batch->done(batch->done_ctx, slot->index, &slot->reply, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* Until something arrives or is due, but short enough to see an interrupt at once. */
static void wait_for_work(LbHttp *http)
{
    double ms = POLL_MS, now = lb_clock_seconds();
    for (int i = 0; i < http->settings.connections; i++) {
        const Slot *slot = &http->slots[i];
        if (slot->state == SLOT_WAITING)
            ms = fmin(ms, 1000 * (fmax(slot->start_at, http->next_start) - now));
    }
    lib.curl_multi_poll(http->multi, NULL, 0, (int)ceil(fmax(ms, 0)), NULL);
}

static LbStatus check_paths(const char *const *paths, int n, LbError *err)
{
    for (int i = 0; i < n; i++) {
        if (!lb_robots_is_plain(paths[i]) || strlen(paths[i]) >= sizeof((Slot *)NULL)->path)
            return lb_error_set(err, LB_EUSAGE, 0,
                                "path \"%s\": expected a plain one, such as /USER/films/",
                                paths[i]);
        if (lb_robots_is_disallowed(paths[i]))
            return lb_error_set(err, LB_EUSAGE, 0,
                                "path \"%s\": the site's robots.txt forbids it to programs",
                                paths[i]);
    }
    return LB_OK;
}

static LbStatus work(LbHttp *http, Batch *batch, LbError *err)
{
    int      running = 0;
    LbStatus st      = start_due(http, batch, err);
    if (st != LB_OK) return st;
    CURLMcode code = lib.curl_multi_perform(http->multi, &running);
    if (code != CURLM_OK)
        return lb_error_set(err, LB_EINTERNAL, (int)code, "libcurl: %s",
                            lib.curl_multi_strerror(code));
    return finish_ready(http, batch, err);
}

static LbStatus fetch(void *ctx, const char *const *paths, int n, LbTakeReply done, void *done_ctx,
                      LbError *err)
{
    LbHttp  *http  = ctx;
    Batch    batch = {.paths = paths, .n = n, .done = done, .done_ctx = done_ctx};
    LbStatus st    = check_paths(paths, n, err);
    if (http->deadline <= 0) http->deadline = lb_clock_seconds() + http->settings.total_seconds;
    while (st == LB_OK && batch.n_done < n) {
        st = lb_reporter_check(http->reporter, err);
        if (st == LB_OK) st = work(http, &batch, err);
        if (st == LB_OK && batch.n_done < n) wait_for_work(http);
    }
    for (int i = 0; i < http->settings.connections; i++) {
        if (http->slots[i].state == SLOT_RUNNING)
            lib.curl_multi_remove_handle(http->multi, http->slots[i].easy);
        http->slots[i].state = SLOT_IDLE;
    }
    return st;
}

void lb_http_restart(LbHttp *http)
{
    http->deadline = 0;
}

LbFetcher lb_http_fetcher(LbHttp *http)
{
    return (LbFetcher){.fetch = fetch, .ctx = http};
}
