/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/pool.h"

#include <stdatomic.h>

enum { BLOCKS = 1000 };

typedef struct Tally {
    atomic_int seen[BLOCKS];
    atomic_int bad_thread;
    int        threads;
} Tally;

static void count_block(void *ctx, int64_t block, int thread)
{
    Tally *tally = ctx;
    atomic_fetch_add(&tally->seen[block], 1);
    if (thread < 0 || thread >= tally->threads) atomic_store(&tally->bad_thread, 1);
}

static void check_all_blocks_run_once(LbPool *pool)
{
    static Tally tally; /* large */
    for (int round = 1; round <= 50; round++) {
        for (int i = 0; i < BLOCKS; i++)
            atomic_store(&tally.seen[i], 0);
        tally.threads = lb_pool_threads(pool);
        lb_pool_run(pool, BLOCKS, count_block, &tally);
        for (int i = 0; i < BLOCKS; i++)
            assert_int_equal(atomic_load(&tally.seen[i]), 1);
    }
    assert_int_equal(atomic_load(&tally.bad_thread), 0);
    lb_pool_run(pool, 0, count_block, &tally);
}

static void pool__each_block_runs_once_for_any_number_of_threads(void **state)
{
    (void)state;
    check_all_blocks_run_once(NULL);
    for (int threads = 1; threads <= 5; threads++) {
        LbError err  = {0};
        LbPool *pool = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        assert_int_equal(lb_pool_threads(pool), threads);
        check_all_blocks_run_once(pool);
        lb_pool_free(pool);
    }
}

static void pool__default_is_the_machine(void **state)
{
    (void)state;
    LbError err  = {0};
    LbPool *pool = NULL;
    LB_ASSERT_OK(lb_pool_new(&pool, 0, &err));
    assert_true(lb_pool_threads(pool) >= 1);
    lb_pool_free(pool);
    lb_pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool__each_block_runs_once_for_any_number_of_threads),
        cmocka_unit_test(pool__default_is_the_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
