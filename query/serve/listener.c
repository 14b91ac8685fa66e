/* SPDX-License-Identifier: MIT */
#include "query/serve/listener.h"

#include "common/base/slice.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "8765"
enum { BACKLOG = 128 };

typedef union Address {
    struct sockaddr         any;
    struct sockaddr_in      v4;
    struct sockaddr_in6     v6;
    struct sockaddr_un      local;
    struct sockaddr_storage room;
} Address;

static bool is_loopback(const Address *address)
{
    switch (address->any.sa_family) {
    case AF_UNIX:
        return true;
    case AF_INET:
        return ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
    default:
        return false;
    }
}

/* What the socket really listens on: the port may have been left to the system. */
static void describe(LbListener *listener)
{
    Address   address = {0};
    socklen_t len     = sizeof address;
    char      text[INET6_ADDRSTRLEN];
    if (getsockname(listener->fd, &address.any, &len) != 0) return;
    listener->is_loopback = is_loopback(&address);
    if (address.any.sa_family == AF_UNIX)
        snprintf(listener->host, sizeof listener->host, "unix:%.*s",
                 (int)sizeof address.local.sun_path, address.local.sun_path);
    else if (address.any.sa_family == AF_INET &&
             inet_ntop(AF_INET, &address.v4.sin_addr, text, sizeof text) != NULL)
        snprintf(listener->host, sizeof listener->host, "%s:%d", text, ntohs(address.v4.sin_port));
    else if (address.any.sa_family == AF_INET6 &&
             inet_ntop(AF_INET6, &address.v6.sin6_addr, text, sizeof text) != NULL)
        snprintf(listener->host, sizeof listener->host, "[%s]:%d", text,
                 ntohs(address.v6.sin6_port));
}

/* What to do next, where that can be told. */
static const char *port_advice(sa_family_t family, int errnum)
{
    if (family == AF_UNIX) return "";
    if (errnum == EADDRINUSE)
        return "; is one running already? --serve=PORT takes another, --serve=0 any that is free";
    if (errnum == EACCES) return "; ports below 1024 are for root";
    return "";
}

static LbStatus begin_listening(LbListener *listener, const Address *address, socklen_t len,
                                const char *where, LbError *err)
{
    int on       = 1;
    listener->fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener->fd >= 0 && address->any.sa_family != AF_UNIX)
        (void)setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (listener->fd < 0 || bind(listener->fd, &address->any, len) != 0 ||
        listen(listener->fd, BACKLOG) != 0)
        return lb_error_set(err, LB_ECREATE, errno, "cannot listen on %s: %s%s", where,
                            strerror(errno), port_advice(address->any.sa_family, errno));
    describe(listener);
    return LB_OK;
}

/* A socket that nobody listens on any more is in the way; any other file stays. */
static void remove_stale(const struct sockaddr_un *address, const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0 || !S_ISSOCK(about.st_mode)) return;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return;
    if (connect(probe, (const void *)address, sizeof *address) != 0 && errno == ECONNREFUSED)
        unlink(path);
    close(probe);
}

static LbStatus listen_locally(LbListener *listener, const char *path, LbError *err)
{
    Address address = {.local = {.sun_family = AF_UNIX}};
    if (path[0] == '\0' || strlen(path) >= sizeof address.local.sun_path)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--serve: expected a path of 1 to %zu bytes after unix:, got '%s'",
                            sizeof address.local.sun_path - 1, path);
    memcpy(address.local.sun_path, path, strlen(path) + 1);
    remove_stale(&address.local, path);
    LbStatus st = begin_listening(listener, &address, sizeof address.local, path, err);
    if (st == LB_OK) snprintf(listener->path, sizeof listener->path, "%s", path);
    return st;
}

/* Part "HOST:PORT", "HOST", ":PORT", "PORT" or "[HOST6]:PORT"; what is missing is the default. */
static bool part(char host[64], char port[8], const char *where)
{
    const char *host_end = where + strcspn(where, ":"), *rest;
    if (where[0] == '[') {
        host_end = strchr(++where, ']');
        if (host_end == NULL) return false;
        rest = host_end + 1;
    } else if (where[0] != '\0' && where[strspn(where, "0123456789")] == '\0') {
        rest     = where;
        host_end = where;
    } else {
        rest = host_end;
    }
    if (*rest == ':') rest++;
    int host_len = (int)(host_end - where);
    if (host_len >= 64 || strlen(rest) >= 8 || rest[strspn(rest, "0123456789")] != '\0')
        return false;
    snprintf(host, 64, "%.*s", host_len > 0 ? host_len : 63, host_len > 0 ? where : DEFAULT_HOST);
    snprintf(port, 8, "%s", rest[0] != '\0' ? rest : DEFAULT_PORT);
    return true;
}

static LbStatus listen_on_port(LbListener *listener, const char *where, LbError *err)
{
    char             host[64], port[8];
    struct addrinfo *found  = NULL;
    struct addrinfo  hints  = {.ai_socktype = SOCK_STREAM,
                               .ai_flags    = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    int64_t          number = 0;
    if (!part(host, port, where) || !lb_slice_to_int((LbSlice){port, strlen(port)}, &number) ||
        number > 65535)
        return lb_error_set(err, LB_EUSAGE, 0, "--serve: expected HOST:PORT or unix:PATH, got '%s'",
                            where);
    if (strcmp(host, "localhost") == 0) snprintf(host, sizeof host, DEFAULT_HOST);
    int failure = getaddrinfo(host, port, &hints, &found);
    if (failure == EAI_MEMORY) return lb_error_nomem(err, 0);
    if (failure != 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--serve: '%s' is no address of this machine: use its number, as "
                            "127.0.0.1:8765",
                            host);
    Address address = {0};
    memcpy(&address, found->ai_addr, found->ai_addrlen);
    LbStatus st = begin_listening(listener, &address, found->ai_addrlen, where, err);
    freeaddrinfo(found);
    return st;
}

LbStatus lb_listener_open(LbListener *listener, const char *where, int inherited, LbError *err)
{
    LbStatus st = LB_OK;
    *listener   = (LbListener){.fd = inherited};
    if (inherited >= 0) {
        describe(listener);
        return LB_OK;
    }
    if (where == NULL || where[0] == '\0') where = DEFAULT_HOST ":" DEFAULT_PORT;
    if (strncmp(where, "unix:", 5) == 0)
        st = listen_locally(listener, where + 5, err);
    else
        st = listen_on_port(listener, where, err);
    if (st != LB_OK) lb_listener_close(listener);
    return st;
}

void lb_listener_close(LbListener *listener)
{
    if (listener->fd >= 0) close(listener->fd);
    if (listener->path[0] != '\0') unlink(listener->path);
    *listener = (LbListener){.fd = -1};
}
