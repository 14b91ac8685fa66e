/* SPDX-License-Identifier: MIT */
#include "query/serve/connections.h"

#include "tests/lb_test.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Pair {
    int own, client;
} Pair;

static Pair pair_new(void)
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    return (Pair){fds[0], fds[1]};
}

static void pair_close(Pair pair)
{
    close(pair.own);
    close(pair.client);
}

static void connections__are_as_many_as_there_is_room_for(void **state)
{
    (void)state;
    LbError        err = {0};
    LbConnections *connections;
    LB_ASSERT_OK(lb_connections_new(&connections, 2, 60, &err));
    LbConnection *a = lb_connections_open(connections, 100);
    LbConnection *b = lb_connections_open(connections, 101);
    assert_true(a != NULL && b != NULL && a != b);
    assert_null(lb_connections_open(connections, 102));
    a->request = &err;
    lb_connections_close(connections, a);
    LbConnection *c = lb_connections_open(connections, 103);
    assert_non_null(c);
    assert_null(c->request);
    lb_connections_close(connections, b);
    lb_connections_close(connections, c);
    lb_connections_free(connections);
}

/* Of two that have been open for too long the one is answered just now, the other is not. */
static void connections__hang_up_on_whoever_takes_too_long(void **state)
{
    (void)state;
    static const char expected[] = "HTTP/1.1 408 ";
    LbError           err        = {0};
    LbConnections    *connections;
    char              text[200] = "";
    Pair              slow = pair_new(), busy = pair_new();
    LB_ASSERT_OK(lb_connections_new(&connections, 8, 0.1, &err));
    LbConnection *of_busy = lb_connections_open(connections, busy.own);
    lb_connections_mark(connections, of_busy, true);
    LbConnection *of_slow = lb_connections_open(connections, slow.own);
    assert_true(recv(slow.client, text, sizeof text - 1, 0) > (ssize_t)sizeof expected);
    assert_memory_equal(text, expected, sizeof expected - 1);
    assert_int_equal(recv(slow.client, text, sizeof text, 0), 0);
    assert_int_equal(recv(busy.client, text, sizeof text, MSG_DONTWAIT), -1);

    lb_connections_mark(connections, of_busy, false); /* it has been answered; nothing follows */
    assert_true(recv(busy.client, text, sizeof text, 0) > (ssize_t)sizeof expected);
    lb_connections_close(connections, of_slow);
    lb_connections_close(connections, of_busy);
    lb_connections_free(connections);
    pair_close(slow);
    pair_close(busy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections__are_as_many_as_there_is_room_for),
        cmocka_unit_test(connections__hang_up_on_whoever_takes_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
