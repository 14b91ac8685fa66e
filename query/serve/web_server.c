/* SPDX-License-Identifier: MIT */
#include "query/serve/web_server.h"

#include "common/base/clock.h"
#include "common/base/mem.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PARAMS_MAX = 256, UPLOADS_MAX = 64, HEADERS_MAX = 32768, VALUE_MAX = 65536 };

struct Exchange;

/* A connection, for the watch over slow ones. */
typedef struct Slot {
    int              fd;       /* -1: free */
    bool             is_busy;  /* its request is complete and being answered */
    double           since;    /* when it was opened, or its last request ended */
    struct Exchange *exchange; /* its request; NULL: none has begun */
} Slot;

struct LbWebServer {
    LbWebServerSettings settings;
    LbWebHandler        handler;
    void               *ctx;
    struct MHD_Daemon  *daemon;
    pthread_t           watch;
    bool                is_watched, is_stopping;
    pthread_mutex_t     lock; /* guards all below */
    Slot               *slots;
    int                 n_active;
    size_t              body_bytes;
};

/* A request while it is read. */
typedef struct Exchange {
    LbWebServer              *server;
    struct MHD_PostProcessor *form; /* NULL: the body is one upload */
    LbWebParam               *params;
    size_t                    params_cap, uploads_cap;
    LbUpload                 *uploads;
    char                     *value; /* of the field that is being read */
    size_t                    value_len;
    LbWebRequest              request;
    size_t                    received;
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

static const char *find_header(const void *ctx, const char *name)
{
    return MHD_lookup_connection_value((struct MHD_Connection *)(uintptr_t)ctx, MHD_HEADER_KIND,
                                       name);
}

static bool add_param(Exchange *exchange, char *name, char *value)
{
    LbWebRequest *request = &exchange->request;
    size_t        n       = (size_t)request->n_params;
    if (n < PARAMS_MAX && name != NULL && value != NULL &&
        LB_GROW(&exchange->params, &exchange->params_cap, n + 1, NULL) == LB_OK) {
        exchange->params[n] = (LbWebParam){name, value};
        request->params     = exchange->params;
        request->n_params++;
        return true;
    }
    free(name);
    free(value);
    request->is_malformed = true;
    return false;
}

static enum MHD_Result take_param(void *ctx, enum MHD_ValueKind kind, const char *key,
                                  const char *value)
{
    (void)kind;
    bool is_taken = add_param(ctx, strdup(key), strdup(value != NULL ? value : ""));
    return is_taken ? MHD_YES : MHD_NO;
}

static LbUpload *new_upload(Exchange *exchange, const char *field, const char *name)
{
    LbWebRequest *request = &exchange->request;
    size_t        n       = (size_t)request->n_uploads;
    if (n >= UPLOADS_MAX) {
        request->is_malformed = true;
        return NULL;
    }
    if (LB_GROW(&exchange->uploads, &exchange->uploads_cap, n + 1, NULL) != LB_OK ||
        lb_upload_open(&exchange->uploads[n], field, name, NULL) != LB_OK) {
        request->is_out_of_memory = true;
        return NULL;
    }
    request->uploads = exchange->uploads;
    request->n_uploads++;
    return &exchange->uploads[n];
}

static bool is_refused(const Exchange *exchange)
{
    const LbWebRequest *request = &exchange->request;
    return request->is_too_large || request->is_malformed || request->is_out_of_memory;
}

/* Room for more bytes of bodies; false when they are too many, of this request or of all. */
static bool reserve(Exchange *exchange, size_t bytes)
{
    LbWebServer *server = exchange->server;
    if (exchange->received + bytes > server->settings.max_body) {
        exchange->request.is_too_large = true;
        return false;
    }
    pthread_mutex_lock(&server->lock);
    bool fits = server->body_bytes + bytes <= server->settings.max_bodies;
    if (fits) server->body_bytes += bytes;
    pthread_mutex_unlock(&server->lock);
    if (fits) exchange->received += bytes;
    exchange->request.is_out_of_memory |= !fits;
    return fits;
}

static void take_upload_bytes(Exchange *exchange, LbUpload *upload, const char *data, size_t size)
{
    if (upload != NULL && lb_upload_append(upload, data, size, NULL) != LB_OK)
        exchange->request.is_out_of_memory = true;
}

/* A field that is no file: its value comes in pieces too. */
static void take_field_bytes(Exchange *exchange, const char *key, const char *data, uint64_t offset,
                             size_t size)
{
    LbWebRequest *request = &exchange->request;
    if (offset == 0 && !add_param(exchange, strdup(key), calloc(1, 1))) return;
    if (request->n_params == 0) return;
    char *value = (char *)(uintptr_t)exchange->params[request->n_params - 1].value;
    if (offset + size > VALUE_MAX) {
        request->is_malformed = true;
        return;
    }
    char *longer = realloc(value, (size_t)offset + size + 1);
    if (longer == NULL) {
        request->is_out_of_memory = true;
        return;
    }
    memcpy(longer + offset, data, size);
    longer[offset + size]                         = '\0';
    exchange->params[request->n_params - 1].value = longer;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's */
static enum MHD_Result take_form(void *ctx, enum MHD_ValueKind kind, const char *key,
                                 const char *filename, const char *type, const char *encoding,
                                 const char *data, uint64_t offset, size_t size)
{
    Exchange *exchange = ctx;
    (void)kind, (void)type, (void)encoding;
    if (is_refused(exchange)) return MHD_NO;
    if (filename == NULL) {
        take_field_bytes(exchange, key, data, offset, size);
    } else if (offset == 0) {
        take_upload_bytes(exchange, new_upload(exchange, key, filename), data, size);
    } else if (exchange->request.n_uploads > 0) {
        take_upload_bytes(exchange, &exchange->uploads[exchange->request.n_uploads - 1], data,
                          size);
    }
    return is_refused(exchange) ? MHD_NO : MHD_YES;
}

static enum MHD_Result count_host(void *ctx, enum MHD_ValueKind kind, const char *key,
                                  const char *value)
{
    (void)kind, (void)value;
    *(int *)ctx += strcasecmp(key, MHD_HTTP_HEADER_HOST) == 0;
    return MHD_YES;
}

/* Of two the guard would look at one, and somebody else at the other. */
static bool has_two_hosts(struct MHD_Connection *connection)
{
    int n = 0;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_host, &n);
    return n > 1;
}

static Exchange *new_exchange(LbWebServer *server, struct MHD_Connection *connection,
                              const char *path, const char *method)
{
    Exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) return NULL;
    exchange->server = server;
    exchange->request =
        (LbWebRequest){.method = method, .path = path, .header = find_header, .ctx = connection};
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_param, exchange);
    exchange->request.is_malformed |= has_two_hosts(connection);
    const char *type = find_header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
    if (strcmp(method, "POST") == 0 && type != NULL &&
        strncasecmp(type, "multipart/form-data", 19) == 0) {
        exchange->form = MHD_create_post_processor(connection, 65536, take_form, exchange);
        if (exchange->form == NULL) exchange->request.is_malformed = true;
    }
    pthread_mutex_lock(&server->lock);
    server->n_active++;
    pthread_mutex_unlock(&server->lock);
    return exchange;
}

static void free_exchange(Exchange *exchange)
{
    LbWebServer *server = exchange->server;
    if (exchange->form != NULL) MHD_destroy_post_processor(exchange->form);
    for (int i = 0; i < exchange->request.n_params; i++) {
        free((char *)(uintptr_t)exchange->params[i].name);
        free((char *)(uintptr_t)exchange->params[i].value);
    }
    for (int i = 0; i < exchange->request.n_uploads; i++)
        lb_upload_close(&exchange->uploads[i]);
    pthread_mutex_lock(&server->lock);
    server->n_active--;
    server->body_bytes -= exchange->received;
    pthread_mutex_unlock(&server->lock);
    free(exchange->params);
    free(exchange->uploads);
    free(exchange);
}

static void read_body(Exchange *exchange, const char *data, size_t size)
{
    if (is_refused(exchange) || !reserve(exchange, size)) return;
    if (exchange->form != NULL) {
        if (MHD_post_process(exchange->form, data, size) == MHD_NO && !is_refused(exchange))
            exchange->request.is_malformed = true;
        return;
    }
    LbUpload *upload =
        exchange->request.n_uploads > 0 ? &exchange->uploads[0] : new_upload(exchange, NULL, NULL);
    take_upload_bytes(exchange, upload, data, size);
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
        if (headers[i][1] != NULL) MHD_add_response_header(response, headers[i][0], headers[i][1]);
    if (reply->filename != NULL) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", reply->filename);
        MHD_add_response_header(response, "Content-Disposition", text);
    }
    if (reply->retry_after_seconds > 0) {
        snprintf(text, sizeof text, "%d", reply->retry_after_seconds);
        MHD_add_response_header(response, "Retry-After", text);
    }
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, LbWebReply *reply)
{
    struct MHD_Response *response =
        reply->body != NULL
            ? MHD_create_response_from_buffer(reply->length, reply->body, MHD_RESPMEM_MUST_FREE)
            : MHD_create_response_from_buffer(reply->static_body != NULL ? reply->length : 0,
                                              (void *)(uintptr_t)reply->static_body,
                                              MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(reply->body);
        return MHD_NO; /* which closes the connection */
    }
    add_headers(response, reply);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static Slot *slot_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* The end of the one before is not always told: libmicrohttpd 1.0 forgets requests that it refuses
 * half way. */
static void set_exchange(Slot *slot, Exchange *exchange)
{
    if (slot == NULL) return;
    if (slot->exchange != NULL) free_exchange(slot->exchange);
    slot->exchange = exchange;
}

static void mark_busy(LbWebServer *server, Slot *slot, bool is_busy)
{
    if (slot == NULL) return;
    pthread_mutex_lock(&server->lock);
    slot->is_busy = is_busy;
    slot->since   = lb_clock_seconds();
    pthread_mutex_unlock(&server->lock);
}

/* A body that is announced as too long is refused before it comes. */
static bool is_announced_too_large(const LbWebServer *server, struct MHD_Connection *connection)
{
    const char        *length = find_header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    size_t             digits = length != NULL ? strspn(length, "0123456789") : 0;
    unsigned long long bytes  = 0;
    for (size_t i = 0; i < digits && i < 19; i++)
        bytes = bytes * 10 + (unsigned long long)(length[i] - '0');
    return digits >= 19 || bytes > server->settings.max_body;
}

static enum MHD_Result answer(Exchange *exchange, struct MHD_Connection *connection)
{
    LbWebReply   reply  = {.status = 500};
    LbWebServer *server = exchange->server;
    if (exchange->form != NULL) { /* the last field ends here */
        if (MHD_destroy_post_processor(exchange->form) == MHD_NO && !is_refused(exchange))
            exchange->request.is_malformed = true;
        exchange->form = NULL;
    }
    mark_busy(server, slot_of(connection), true);
    server->handler(server->ctx, &reply, &exchange->request);
    return send_reply(connection, &reply);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are libmicrohttpd's */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    LbWebServer *server   = ctx;
    Exchange    *exchange = *state;
    (void)version;
    if (exchange == NULL) {
        exchange = *state = new_exchange(server, connection, path, method);
        if (exchange == NULL) return MHD_NO;
        set_exchange(slot_of(connection), exchange);
        exchange->request.is_too_large = is_announced_too_large(server, connection);
        return exchange->request.is_too_large ? answer(exchange, connection) : MHD_YES;
    }
    if (*size > 0) {
        read_body(exchange, data, *size);
        *size = 0;
        /* Who goes on sending after the limit is cut off. */
        return exchange->request.is_too_large ? MHD_NO : MHD_YES;
    }
    return answer(exchange, connection);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    Slot *slot = slot_of(connection);
    (void)how;
    if (slot != NULL)
        set_exchange(slot, NULL);
    else if (*state != NULL)
        free_exchange(*state);
    *state = NULL;
    mark_busy(ctx, slot, false);
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    LbWebServer *server = ctx;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) set_exchange(*socket_context, NULL);
    pthread_mutex_lock(&server->lock);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context != NULL) ((Slot *)*socket_context)->fd = -1;
    } else {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        for (unsigned i = 0; info != NULL && i < server->settings.max_connections; i++) {
            if (server->slots[i].fd >= 0) continue;
            server->slots[i] = (Slot){.fd = info->connect_fd, .since = lb_clock_seconds()};
            *socket_context  = &server->slots[i];
            break;
        }
    }
    pthread_mutex_unlock(&server->lock);
}

/* Tell a client that is too slow so, and hang up. Whoever sent nothing at all learns it too. */
static void hang_up(int fd)
{
    static const char text[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                               "Content-Length: 0\r\n\r\n";
    (void)!send(fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(fd, SHUT_RDWR);
}

/* Close connections whose request does not come to an end: the idle time alone would let a client
 * keep one for ever by sending a byte now and then. */
static void *watch(void *ctx)
{
    LbWebServer *server = ctx;
    for (;;) {
        nanosleep(&(struct timespec){.tv_nsec = 250000000}, NULL);
        pthread_mutex_lock(&server->lock);
        bool   is_over = server->is_stopping;
        double limit   = lb_clock_seconds() - server->settings.request_seconds;
        for (unsigned i = 0; !is_over && i < server->settings.max_connections; i++) {
            const Slot *slot = &server->slots[i];
            if (slot->fd >= 0 && !slot->is_busy && slot->since < limit) hang_up(slot->fd);
        }
        pthread_mutex_unlock(&server->lock);
        if (is_over) return NULL;
    }
}

static void keep_silent(void *ctx, const char *format, va_list arguments)
{
    (void)ctx, (void)format, (void)arguments;
}

static struct MHD_Daemon *start_daemon(LbWebServer *server)
{
    const LbWebServerSettings *set = &server->settings;
    return MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
            MHD_USE_ITC | MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, keep_silent, NULL,
        MHD_OPTION_LISTEN_SOCKET, set->socket, MHD_OPTION_CONNECTION_LIMIT, set->max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, set->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADERS_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
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
    LB_ALLOC_ZEROED(server->slots, settings->max_connections);
    for (unsigned i = 0; i < settings->max_connections; i++)
        server->slots[i].fd = -1;
    if (pthread_create(&server->watch, NULL, watch, server) != 0)
        LB_FAIL(LB_ENOMEM, 0, "no thread for the service can be started");
    server->is_watched = true;
    server->daemon     = start_daemon(server);
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
        int socket = MHD_quiesce_daemon(server->daemon);
        while (lb_web_server_active(server) > 0 && lb_clock_seconds() < end)
            nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        MHD_stop_daemon(server->daemon);
        if (socket >= 0) close(socket);
    }
    pthread_mutex_lock(&server->lock);
    server->is_stopping = true;
    pthread_mutex_unlock(&server->lock);
    if (server->is_watched) pthread_join(server->watch, NULL);
    pthread_mutex_destroy(&server->lock);
    free(server->slots);
    free(server);
}

const char *lb_web_server_library(void)
{
    static char text[64];
    snprintf(text, sizeof text, "libmicrohttpd %s", MHD_get_version());
    return text;
}
