/* SPDX-License-Identifier: MIT */
#include "common/base/pool.h"

#include "common/base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

enum { THREADS_MAX = 256 };

typedef struct Worker {
    LbPool   *pool;
    pthread_t thread;
    int       index;
} Worker;

struct LbPool {
    pthread_mutex_t lock;
    pthread_cond_t  start, finished;
    Worker         *workers; /* [n_threads - 1] */
    int             n_threads;
    int             n_started;
    bool            stop;
    uint64_t        job; /* counts jobs, so that a worker runs each once */
    int             n_busy;
    LbBlockFn       fn;
    void           *ctx;
    int64_t         end;
    atomic_llong    next;
    LbComm         *comm;
};

int lb_pool_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int count = CPU_COUNT(&set);
        if (count > 0) return count;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 && online <= THREADS_MAX ? (int)online : 1;
}

static void take_blocks(LbPool *pool, int thread)
{
    for (;;) {
        int64_t block = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (block >= pool->end) return;
        pool->fn(pool->ctx, block, thread);
    }
}

static void *worker_main(void *arg)
{
    Worker  *worker = arg;
    LbPool  *pool   = worker->pool;
    uint64_t done   = 0;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->stop && pool->job == done)
            pthread_cond_wait(&pool->start, &pool->lock);
        if (pool->stop) break;
        done = pool->job;
        pthread_mutex_unlock(&pool->lock);
        take_blocks(pool, worker->index);
        pthread_mutex_lock(&pool->lock);
        if (--pool->n_busy == 0) pthread_cond_signal(&pool->finished);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

LbStatus lb_pool_new(LbPool **out, int threads, LbError *err)
{
    LbStatus st   = LB_OK;
    LbPool  *pool = NULL;
    *out          = NULL;
    if (threads <= 0) threads = lb_pool_processors();
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    LB_ALLOC_ZEROED(pool, 1);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->start, NULL);
    pthread_cond_init(&pool->finished, NULL);
    pool->n_threads = threads;
    LB_ALLOC_ZEROED(pool->workers, threads);
    for (int i = 1; i < threads; i++) {
        Worker *worker = &pool->workers[pool->n_started];
        worker->pool   = pool;
        worker->index  = i;
        int failure    = pthread_create(&worker->thread, NULL, worker_main, worker);
        if (failure != 0)
            LB_FAIL(LB_ENOMEM, failure, "cannot start thread %d of %d; try fewer --threads", i + 1,
                    threads);
        pool->n_started++;
    }
    *out = pool;
    pool = NULL;
cleanup:
    lb_pool_free(pool);
    return st;
}

void lb_pool_free(LbPool *pool)
{
    if (pool == NULL) return;
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->finished);
    pthread_cond_destroy(&pool->start);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool);
}

int lb_pool_threads(const LbPool *pool)
{
    return pool != NULL ? pool->n_threads : 1;
}

void lb_pool_set_comm(LbPool *pool, LbComm *comm)
{
    pool->comm = comm;
}

LbComm *lb_pool_comm(const LbPool *pool)
{
    return pool != NULL ? pool->comm : NULL;
}

void lb_pool_run(LbPool *pool, int64_t n_blocks, LbBlockFn fn, void *ctx)
{
    lb_pool_run_range(pool, 0, n_blocks, fn, ctx);
}

void lb_pool_run_range(LbPool *pool, int64_t first, int64_t end, LbBlockFn fn, void *ctx)
{
    if (pool == NULL || pool->n_started == 0 || end - first <= 1) {
        for (int64_t block = first; block < end; block++)
            fn(ctx, block, 0);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->fn  = fn;
    pool->ctx = ctx;
    pool->end = end;
    atomic_store_explicit(&pool->next, first, memory_order_relaxed);
    pool->n_busy = pool->n_started;
    pool->job++;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->lock);
    take_blocks(pool, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->n_busy > 0)
        pthread_cond_wait(&pool->finished, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
