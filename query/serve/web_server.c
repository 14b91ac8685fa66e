/* SPDX-License-Identifier: MIT */
#include "query/serve/web_server.h"

#include "common/base/clock.h"
#include "common/base/library.h"
#include "common/base/mem.h"
#include "query/serve/connections.h"
#include "query/serve/intake.h"
#include "query/serve/web_address.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

/* clang-format off */
/* What is used of libmicrohttpd. */
#define FUNCTIONS(X)                                                                               \
    X(MHD_add_response_header) X(MHD_create_post_processor) X(MHD_create_response_from_buffer)     \
    X(MHD_destroy_post_processor) X(MHD_destroy_response) X(MHD_get_connection_info)               \
    X(MHD_get_connection_values) X(MHD_get_version) X(MHD_lookup_connection_value)                 \
    X(MHD_post_process) X(MHD_queue_response) X(MHD_quiesce_daemon) X(MHD_start_daemon)            \
    X(MHD_stop_daemon)
/* clang-format on */

static struct {
    FUNCTIONS(LB_LIBRARY_MEMBER)
} lib;

static LbLibrary library = LB_LIBRARY(LB_SONAME_MICROHTTPD, lib, FUNCTIONS);

enum { HEADERS_MAX = 32768 };

struct LbWebServer {
    LbWebServerSettings settings;
    LbWebHandler        handler;
    void               *ctx;
    struct MHD_Daemon  *daemon;
    LbConnections      *connections;
    pthread_mutex_t     lock; /* guards all below */
    int                 n_active;
    size_t              body_bytes;
};

/* A request while it is read. */
typedef struct Exchange {
    LbWebServer           *server;
    struct MHD_Connection *handle;
    char                  *host; /* of an address in full in the first line; NULL: by the header */
    struct MHD_PostProcessor *form; /* NULL: the body is one upload */
    LbIntake                  intake;
    size_t                    received; /* bytes of the body */
} Exchange;

LbWebServerSettings lb_web_server_defaults(void)
{
    return (LbWebServerSettings){.socket          = -1,
                                 .max_connections = 256,
                                 .max_body        = (size_t)64 << 20,
                                 .max_bodies      = (size_t)256 << 20,
                                 .idle_seconds    = 15,
                                 .request_seconds = 60};
}

const char *lb_web_param(const LbWebRequest *request, const char *name)
{
    for (int i = 0; i < request->n_params; i++)
        if (strcmp(request->params[i].name, name) == 0) return request->params[i].value;
    return NULL;
}

static const char *header_of(struct MHD_Connection *handle, const char *name)
{
    return lib.MHD_lookup_connection_value(handle, MHD_HEADER_KIND, name);
}

static const char *find_header(const void *ctx, const char *name)
{
    const Exchange *exchange = ctx;
    bool            is_host  = strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0;
    return is_host && exchange->host != NULL ? exchange->host : header_of(exchange->handle, name);
}

static size_t decode(void *ctx, struct MHD_Connection *handle, char *text)
{
    (void)ctx, (void)handle;
    return lb_web_address_decode(text);
}

static enum MHD_Result take_param(void *ctx, enum MHD_ValueKind kind, const char *key,
                                  const char *value)
{
    (void)kind;
    Exchange *exchange = ctx;
    value              = value != NULL ? value : "";
    return lb_intake_add_param(&exchange->intake, key, value) ? MHD_YES : MHD_NO;
}

/* Room for more bytes of bodies; false when they are too many, of this request or of all. */
static bool reserve(Exchange *exchange, size_t bytes)
{
    LbWebServer *server = exchange->server;
    if (exchange->received + bytes > server->settings.max_body) {
        exchange->intake.request.is_too_large = true;
        return false;
    }
    pthread_mutex_lock(&server->lock);
    bool fits = server->body_bytes + bytes <= server->settings.max_bodies;
    if (fits) server->body_bytes += bytes;
    pthread_mutex_unlock(&server->lock);
    if (fits) exchange->received += bytes;
    exchange->intake.request.is_out_of_memory |= !fits;
    return fits;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's */
static enum MHD_Result take_form(void *ctx, enum MHD_ValueKind kind, const char *key,
                                 const char *filename, const char *type, const char *encoding,
                                 const char *data, uint64_t offset, size_t size)
{
    Exchange *exchange = ctx;
    (void)kind, (void)type, (void)encoding;
    if (lb_intake_is_refused(&exchange->intake)) return MHD_NO;
    if (filename == NULL)
        lb_intake_add_to_field(&exchange->intake, key, data, offset, size);
    else
        lb_intake_add_to_file(&exchange->intake, key, filename, data, offset, size);
    return lb_intake_is_refused(&exchange->intake) ? MHD_NO : MHD_YES;
}

typedef struct HeaderCount {
    const char *name;
    int         n;
} HeaderCount;

static enum MHD_Result count_header(void *ctx, enum MHD_ValueKind kind, const char *key,
                                    const char *value)
{
    HeaderCount *count = ctx;
    (void)kind, (void)value;
    count->n += strcasecmp(key, count->name) == 0;
    return MHD_YES;
}

/* Of two hosts the guard would look at one, and somebody else at the other; of two lengths this
 * server at one, and a proxy before it at the other. */
static bool is_twice(struct MHD_Connection *handle, const char *name)
{
    HeaderCount count = {.name = name};
    lib.MHD_get_connection_values(handle, MHD_HEADER_KIND, count_header, &count);
    return count.n > 1;
}

static bool split_address(Exchange *exchange, const char *address)
{
    LbSlice host;
    exchange->intake.request.path = lb_web_address_path(&host, address);
    if (host.len == 0) return true;
    exchange->host = lb_mem_strndup(host.text, host.len);
    return exchange->host != NULL;
}

static Exchange *new_exchange(LbWebServer *server, struct MHD_Connection *connection,
                              const char *address, const char *method)
{
    Exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) return NULL;
    *exchange = (Exchange){.server = server, .handle = connection};
    exchange->intake.request =
        (LbWebRequest){.method = method, .header = find_header, .ctx = exchange};
    exchange->intake.request.is_out_of_memory = !split_address(exchange, address);
    lib.MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_param, exchange);
    exchange->intake.request.is_malformed |= is_twice(connection, MHD_HTTP_HEADER_HOST) ||
                                             is_twice(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    const char *type = header_of(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
    if (strcmp(method, "POST") == 0 && type != NULL &&
        strncasecmp(type, "multipart/form-data", 19) == 0) {
        exchange->form = lib.MHD_create_post_processor(connection, 65536, take_form, exchange);
        if (exchange->form == NULL) exchange->intake.request.is_malformed = true;
    }
    pthread_mutex_lock(&server->lock);
    server->n_active++;
    pthread_mutex_unlock(&server->lock);
    return exchange;
}

static void free_exchange(Exchange *exchange)
{
    LbWebServer *server = exchange->server;
    if (exchange->form != NULL) lib.MHD_destroy_post_processor(exchange->form);
    pthread_mutex_lock(&server->lock);
    server->n_active--;
    server->body_bytes -= exchange->received;
    pthread_mutex_unlock(&server->lock);
    lb_intake_clear(&exchange->intake);
    free(exchange->host);
    free(exchange);
}

static void read_body(Exchange *exchange, const char *data, size_t size)
{
    if (lb_intake_is_refused(&exchange->intake) || !reserve(exchange, size)) return;
    if (exchange->form != NULL) {
        if (lib.MHD_post_process(exchange->form, data, size) == MHD_NO &&
            !lb_intake_is_refused(&exchange->intake))
            exchange->intake.request.is_malformed = true;
        return;
    }
    lb_intake_add_to_file(&exchange->intake, NULL, NULL, data, exchange->received - size, size);
}

static void add_headers(struct MHD_Response *response, const LbWebReply *reply)
{
    const char *const headers[][2] = {
        {"Content-Type", reply->type},
        {"ETag", reply->etag[0] != '\0' ? reply->etag : NULL},
        {"Cache-Control", reply->cache != NULL ? reply->cache : "no-store"},
        {"Content-Security-Policy",
         reply->policy != NULL ? reply->policy : "default-src 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Content-Encoding", reply->is_packed ? "gzip" : NULL},
        {"Vary", "Accept-Encoding, Cookie, Authorization"},
        {"Allow", reply->allow},
        {"Set-Cookie", reply->cookie[0] != '\0' ? reply->cookie : NULL},
        {"Location", reply->location}};
    char text[128];
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (headers[i][1] != NULL)
            lib.MHD_add_response_header(response, headers[i][0], headers[i][1]);
    if (reply->filename != NULL) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", reply->filename);
        lib.MHD_add_response_header(response, "Content-Disposition", text);
    }
    if (reply->retry_after_seconds > 0) {
        snprintf(text, sizeof text, "%d", reply->retry_after_seconds);
        lib.MHD_add_response_header(response, "Retry-After", text);
    }
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, LbWebReply *reply)
{
    struct MHD_Response *response =
        reply->body != NULL
            ? lib.MHD_create_response_from_buffer(reply->length, reply->body, MHD_RESPMEM_MUST_FREE)
            : lib.MHD_create_response_from_buffer(reply->static_body != NULL ? reply->length : 0,
                                                  (void *)(uintptr_t)reply->static_body,
                                                  MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(reply->body);
        return MHD_NO; /* which closes the connection */
    }
    add_headers(response, reply);
    enum MHD_Result result = lib.MHD_queue_response(connection, (unsigned)reply->status, response);
    lib.MHD_destroy_response(response);
    return result;
}

static LbConnection *connection_of(struct MHD_Connection *handle)
{
    const union MHD_ConnectionInfo *info =
        lib.MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* The end of the one before is not always told: libmicrohttpd 1.0 forgets requests that it refuses
 * half way. */
static void set_exchange(LbConnection *connection, Exchange *exchange)
{
    if (connection == NULL) return;
    if (connection->request != NULL) free_exchange(connection->request);
    connection->request = exchange;
}

static void mark_busy(LbWebServer *server, LbConnection *connection, bool is_busy)
{
    if (connection != NULL) lb_connections_mark(server->connections, connection, is_busy);
}

/* A body that is announced as too long is refused before it comes. */
static bool is_announced_too_large(const LbWebServer *server, struct MHD_Connection *connection)
{
    const char        *length = header_of(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    size_t             digits = length != NULL ? strspn(length, "0123456789") : 0;
    unsigned long long bytes  = 0;
    for (size_t i = 0; i < digits && i < 19; i++)
        bytes = bytes * 10 + (unsigned long long)(length[i] - '0');
    return digits >= 19 || bytes > server->settings.max_body;
}

static enum MHD_Result answer(Exchange *exchange, struct MHD_Connection *handle)
{
    LbWebReply   reply  = {.status = 500};
    LbWebServer *server = exchange->server;
    if (exchange->form != NULL) { /* the last field ends here */
        if (lib.MHD_destroy_post_processor(exchange->form) == MHD_NO &&
            !lb_intake_is_refused(&exchange->intake))
            exchange->intake.request.is_malformed = true;
        exchange->form = NULL;
    }
    mark_busy(server, connection_of(handle), true);
    server->handler(server->ctx, &reply, &exchange->intake.request);
    return send_reply(handle, &reply);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *handle, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    LbWebServer *server   = ctx;
    Exchange    *exchange = *state;
    (void)version;
    if (exchange == NULL) {
        exchange = *state = new_exchange(server, handle, path, method);
        if (exchange == NULL) return MHD_NO;
        set_exchange(connection_of(handle), exchange);
        exchange->intake.request.is_too_large = is_announced_too_large(server, handle);
        return exchange->intake.request.is_too_large ? answer(exchange, handle) : MHD_YES;
    }
    if (*size > 0) {
        read_body(exchange, data, *size);
        *size = 0;
        /* Who goes on sending after the limit is cut off. */
        return exchange->intake.request.is_too_large ? MHD_NO : MHD_YES;
    }
    return answer(exchange, handle);
}

static void on_completed(void *ctx, struct MHD_Connection *handle, void **state,
                         enum MHD_RequestTerminationCode how)
{
    LbConnection *connection = connection_of(handle);
    (void)how;
    if (connection != NULL)
        set_exchange(connection, NULL);
    else if (*state != NULL)
        free_exchange(*state);
    *state = NULL;
    mark_busy(ctx, connection, false);
}

static void on_connection(void *ctx, struct MHD_Connection *handle, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    LbWebServer *server = ctx;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        set_exchange(*socket_context, NULL);
        if (*socket_context != NULL) lb_connections_close(server->connections, *socket_context);
        return;
    }
    const union MHD_ConnectionInfo *info =
        lib.MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL) *socket_context = lb_connections_open(server->connections, info->connect_fd);
}

static void keep_silent(void *ctx, const char *format, va_list arguments)
{
    (void)ctx, (void)format, (void)arguments;
}

static struct MHD_Daemon *start_daemon(LbWebServer *server)
{
    const LbWebServerSettings *set = &server->settings;
    return lib.MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
            MHD_USE_ITC | MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, keep_silent, NULL,
        MHD_OPTION_LISTEN_SOCKET, set->socket, MHD_OPTION_CONNECTION_LIMIT, set->max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, set->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADERS_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, decode,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

LbStatus lb_web_server_start(LbWebServer **out, const LbWebServerSettings *settings,
                             LbWebHandler handler, void *ctx, LbError *err)
{
    LbStatus     st     = LB_OK;
    LbWebServer *server = NULL;
    *out                = NULL;
    LB_ALLOC_ZEROED(server, 1);
    *server = (LbWebServer){.settings = *settings, .handler = handler, .ctx = ctx};
    pthread_mutex_init(&server->lock, NULL);
    LB_TRY(lb_library_load(&library, err));
    LB_TRY(lb_connections_new(&server->connections, settings->max_connections,
                              settings->request_seconds, err));
    server->daemon = start_daemon(server);
    if (server->daemon == NULL) LB_FAIL(LB_ENET, 0, "the HTTP server cannot be started");
    *out   = server;
    server = NULL;
cleanup:
    lb_web_server_stop(server, 0);
    return st;
}

int lb_web_server_active(const LbWebServer *server)
{
    LbWebServer *own = (LbWebServer *)(uintptr_t)server;
    pthread_mutex_lock(&own->lock);
    int n = own->n_active;
    pthread_mutex_unlock(&own->lock);
    return n;
}

void lb_web_server_stop(LbWebServer *server, double seconds)
{
    if (server == NULL) return;
    double end = lb_clock_seconds() + seconds;
    if (server->daemon != NULL) {
        int socket = lib.MHD_quiesce_daemon(server->daemon);
        while (lb_web_server_active(server) > 0 && lb_clock_seconds() < end)
            nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        lib.MHD_stop_daemon(server->daemon);
        if (socket >= 0) close(socket);
    }
    lb_connections_free(server->connections);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

const char *lb_web_server_library(void)
{
    static char text[64];
    if (lb_library_load(&library, NULL) != LB_OK)
        return LB_SONAME_MICROHTTPD ", which cannot be loaded";
    snprintf(text, sizeof text, "libmicrohttpd %s", lib.MHD_get_version());
    return text;
}
