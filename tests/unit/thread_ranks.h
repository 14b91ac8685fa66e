/* SPDX-License-Identifier: MIT */
/** @file thread_ranks.h
 *  Ranks that are threads of the test. */
#ifndef LB_TESTS_UNIT_THREAD_RANKS_H
#define LB_TESTS_UNIT_THREAD_RANKS_H

#include "common/base/comm.h"
#include "tests/lb_test.h"

#include <pthread.h>

enum { RANKS_MAX = 20 };

/* They look into each other's memory. */
typedef struct World {
    pthread_barrier_t barrier;
    const void       *from[RANKS_MAX];
    const int64_t    *from_at[RANKS_MAX];
} World;

static LbStatus thread_gather(LbComm *comm, void *bytes, const int64_t *at, LbError *err)
{
    World *world = comm->ctx;
    (void)err;
    world->from[comm->rank] = bytes;
    (void)pthread_barrier_wait(&world->barrier);
    for (int r = 0; r < comm->size; r++)
        if (r != comm->rank && at[r + 1] > at[r])
            memcpy((char *)bytes + at[r], (const char *)world->from[r] + at[r],
                   (size_t)(at[r + 1] - at[r]));
    (void)pthread_barrier_wait(&world->barrier);
    return LB_OK;
}

static LbStatus thread_exchange(LbComm *comm, const void *from, const int64_t *from_at, void *to,
                                const int64_t *to_at, LbError *err)
{
    World *world = comm->ctx;
    int    own   = comm->rank;
    (void)err;
    world->from[own]    = from;
    world->from_at[own] = from_at;
    (void)pthread_barrier_wait(&world->barrier);
    for (int r = 0; r < comm->size; r++) {
        const int64_t *at = world->from_at[r];
        assert_int_equal(at[own + 1] - at[own], to_at[r + 1] - to_at[r]);
        if (at[own + 1] > at[own])
            memcpy((char *)to + to_at[r], (const char *)world->from[r] + at[own],
                   (size_t)(at[own + 1] - at[own]));
    }
    (void)pthread_barrier_wait(&world->barrier);
    return LB_OK;
}

static LbStatus thread_broadcast(LbComm *comm, void *bytes, int64_t n, LbError *err)
{
    int64_t at[RANKS_MAX + 1] = {0};
    for (int r = 1; r <= comm->size; r++)
        at[r] = n;
    return thread_gather(comm, bytes, at, err);
}

static const LbCommOps thread_operations = {thread_gather, thread_exchange, thread_broadcast};

typedef struct ThreadRank {
    LbComm comm;
    void (*fn)(void *ctx, LbComm *comm);
    void *ctx;
} ThreadRank;

static void *run_rank(void *arg)
{
    ThreadRank *rank = arg;
    rank->fn(rank->ctx, &rank->comm);
    return NULL;
}

/* fn(ctx[r], comm) as each of the ranks. */
static void run_as_ranks(void (*fn)(void *ctx, LbComm *comm), void *const *ctx, int size)
{
    World             world;
    static ThreadRank ranks[RANKS_MAX];
    pthread_t         threads[RANKS_MAX];
    assert_int_equal(pthread_barrier_init(&world.barrier, NULL, (unsigned)size), 0);
    for (int r = 0; r < size; r++) {
        ranks[r] = (ThreadRank){
            {.rank = r, .size = size, .ops = &thread_operations, .ctx = &world}, fn, ctx[r]};
        assert_int_equal(pthread_create(&threads[r], NULL, run_rank, &ranks[r]), 0);
    }
    for (int r = 0; r < size; r++)
        assert_int_equal(pthread_join(threads[r], NULL), 0);
    assert_int_equal(pthread_barrier_destroy(&world.barrier), 0);
}

#endif
