/* SPDX-License-Identifier: MIT */
#include "query/serve/connections.h"

#include "common/base/clock.h"
#include "common/base/mem.h"

#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

static const struct timespec EVERY = {.tv_nsec = 250000000};

struct LbConnections {
    pthread_t       watch;
    double          request_seconds;
    pthread_mutex_t lock; /* guards all below */
    bool            is_over;
    unsigned        most;
    LbConnection    slots[]; /* [most] */
};

/* Tell a client that is too slow so, and hang up. Whoever sent nothing at all learns it too. */
static void hang_up(int fd)
{
    static const char text[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                               "Content-Length: 0\r\n\r\n";
    (void)!send(fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(fd, SHUT_RDWR);
}

static void *watch(void *ctx)
{
    LbConnections *connections = ctx;
    for (;;) {
        nanosleep(&EVERY, NULL);
        pthread_mutex_lock(&connections->lock);
        bool   is_over = connections->is_over;
        double limit   = lb_clock_seconds() - connections->request_seconds;
        for (unsigned i = 0; !is_over && i < connections->most; i++) {
            const LbConnection *slot = &connections->slots[i];
            if (slot->fd >= 0 && !slot->is_busy && slot->since < limit) hang_up(slot->fd);
        }
        pthread_mutex_unlock(&connections->lock);
        if (is_over) return NULL;
    }
}

LbStatus lb_connections_new(LbConnections **out, unsigned most, double request_seconds,
                            LbError *err)
{
    size_t         size        = sizeof **out + most * sizeof(LbConnection);
    LbConnections *connections = calloc(1, size);
    *out                       = NULL;
    if (connections == NULL) return lb_error_nomem(err, size);
    connections->most            = most;
    connections->request_seconds = request_seconds;
    for (unsigned i = 0; i < most; i++)
        connections->slots[i].fd = -1;
    pthread_mutex_init(&connections->lock, NULL);
    if (pthread_create(&connections->watch, NULL, watch, connections) != 0) {
        pthread_mutex_destroy(&connections->lock);
        free(connections);
        return lb_error_set(err, LB_ENOMEM, 0, "no thread for the service can be started");
    }
    *out = connections;
    return LB_OK;
}

void lb_connections_free(LbConnections *connections)
{
    if (connections == NULL) return;
    pthread_mutex_lock(&connections->lock);
    connections->is_over = true;
    pthread_mutex_unlock(&connections->lock);
    pthread_join(connections->watch, NULL);
    pthread_mutex_destroy(&connections->lock);
    free(connections);
}

LbConnection *lb_connections_open(LbConnections *connections, int fd)
{
    LbConnection *found = NULL;
    pthread_mutex_lock(&connections->lock);
    for (unsigned i = 0; found == NULL && i < connections->most; i++)
        if (connections->slots[i].fd < 0) found = &connections->slots[i];
    if (found != NULL) *found = (LbConnection){.fd = fd, .since = lb_clock_seconds()};
    pthread_mutex_unlock(&connections->lock);
    return found;
}

void lb_connections_close(LbConnections *connections, LbConnection *connection)
{
    pthread_mutex_lock(&connections->lock);
    connection->fd = -1;
    pthread_mutex_unlock(&connections->lock);
}

void lb_connections_mark(LbConnections *connections, LbConnection *connection, bool is_busy)
{
    pthread_mutex_lock(&connections->lock);
    connection->is_busy = is_busy;
    connection->since   = lb_clock_seconds();
    pthread_mutex_unlock(&connections->lock);
}
