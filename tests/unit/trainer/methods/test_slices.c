/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/interrupted.h"
#include "trainer/methods/slices.h"

enum { MOST = 400 };

/* What was run, and what was told of it. */
typedef struct Seen {
    int     runs[MOST]; /* of each block */
    int     told;
    double  last;
    int64_t until; /* interrupted when so many slices were told of; -1 = never */
} Seen;

static void run_block(void *ctx, int64_t block, int thread)
{
    Seen *seen = ctx;
    (void)thread;
    assert_in_range(block, 0, MOST - 1);
    seen->runs[block]++;
}

static void take_progress(void *ctx, const char *phase, double done, double total)
{
    Seen *seen = ctx;
    assert_string_equal(phase, "work");
    LB_ASSERT_NEAR(total, 1, 0);
    assert_true(seen->told == 0 ? done == 0.25 : done > seen->last);
    assert_true(done < 0.75);
    seen->last = done;
    seen->told++;
}

static bool is_interrupted(void *ctx)
{
    const Seen *seen = ctx;
    return seen->told == seen->until;
}

static LbStatus run(Seen *seen, int64_t first, int64_t end, LbPool *pool)
{
    LbReporter reporter = {.progress = take_progress, .interrupted = is_interrupted, .ctx = seen};
    LbSlices   slices   = {"work", 0.25, 0.5, first, end};
    return lb_slices_run(&slices, run_block, seen, pool, &reporter, NULL);
}

static void slices__run_every_block_once(void **state)
{
    (void)state;
    const int64_t ranges[][2] = {{0, 0}, {0, 1}, {7, 7}, {3, 50}, {0, 51}, {5, 104}, {0, MOST}};
    LbError       err         = {0};
    LbPool       *pool        = NULL;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (int threads = 0; threads < 2; threads++) {
            Seen seen = {.until = -1};
            LB_ASSERT_OK(run(&seen, ranges[i][0], ranges[i][1], threads > 0 ? pool : NULL));
            for (int block = 0; block < MOST; block++)
                assert_int_equal(seen.runs[block], block >= ranges[i][0] && block < ranges[i][1]);
            assert_true(seen.told <= 50 && (seen.told > 0) == (ranges[i][1] > ranges[i][0]));
        }
    lb_pool_free(pool);
}

static void slices__end_between_two_of_them(void **state)
{
    (void)state;
    Seen seen = {.until = 2};
    assert_int_equal(run(&seen, 0, 100, NULL), LB_EINTR);
    for (int block = 0; block < 100; block++)
        assert_int_equal(seen.runs[block], block < 4);
    LbError  err    = {0};
    LbSlices slices = {"work", 0, 1, 0, 9};
    Seen     none   = {0};
    LB_ASSERT_FAILS(lb_slices_run(&slices, run_block, &none, NULL, &interrupted, &err), LB_EINTR,
                    "interrupted");
    assert_int_equal(none.runs[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices__run_every_block_once),
        cmocka_unit_test(slices__end_between_two_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
