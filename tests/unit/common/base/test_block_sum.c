/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/block_sum.h"
#include "tests/unit/thread_ranks.h"

/* Sums of so few numbers travel at once, others in strips. */
enum { BLOCKS = 16, WIDTH = 37, WIDE = 5003 };

typedef struct Member {
    double sum[WIDTH], wide[WIDE], part[WIDE];
    bool   is_ok, found_difference;
} Member;

/* Numbers whose sum depends on the order in which they are added. */
static double share_of(int block, int i)
{
    return (block % 2 == 0 ? 1 : -1) * (1.0 / (block + 3)) * pow(10, (block * 7 + i) % 5);
}

static void fill(double *partial, LbBlockRange range, int width)
{
    for (int b = range.first; b < range.end; b++)
        for (int i = 0; i < width; i++)
            partial[(b - range.first) * width + i] = share_of(b, i);
}

/* The sum of many, and its parts, of which each rank has one: gathered they are the same. */
static bool sum_wide(Member *member, LbPool *pool, LbComm *comm)
{
    static _Thread_local double partial[BLOCKS * WIDE];
    LbError                     err   = {0};
    LbBlockRange                range = lb_block_sum_range(pool, BLOCKS);
    int64_t                     part[RANKS_MAX + 1];
    fill(partial, range, WIDE);
    if (lb_block_sum(partial, BLOCKS, WIDE, pool, &err) != LB_OK) return false;
    memcpy(member->wide, partial, sizeof member->wide);
    fill(partial, range, WIDE);
    for (int r = 0; r <= comm->size; r++)
        part[r] = (int64_t)WIDE * r * r / (comm->size * comm->size);
    if (lb_block_sum_parts(partial, BLOCKS, part, pool, &err) != LB_OK) return false;
    memcpy(member->part, partial, sizeof member->part);
    return lb_comm_gather(lb_pool_comm(pool), member->part, sizeof(double), part, &err) == LB_OK;
}

static void sum_as_member(void *ctx, LbComm *comm)
{
    Member      *member = ctx;
    LbPool      *pool   = NULL;
    double       partial[BLOCKS * WIDTH];
    char         same = 7;
    LbError      err  = {0};
    LbBlockRange range;
    if (lb_pool_new(&pool, 1, &err) != LB_OK) return;
    lb_pool_set_comm(pool, comm->size > 1 ? comm : NULL);
    range = lb_block_sum_range(pool, BLOCKS);
    fill(partial, range, WIDTH);
    member->is_ok = sum_wide(member, pool, comm) &&
                    lb_block_sum(partial, BLOCKS, WIDTH, pool, &err) == LB_OK &&
                    lb_comm_compare(comm, &same, 1, "the bytes", &err) == LB_OK;
    memcpy(member->sum, partial, sizeof member->sum);
    char other               = (char)comm->rank;
    member->found_difference = lb_comm_compare(comm, &other, 1, "the bytes", &err) == LB_EDATA;
    lb_pool_free(pool);
}

static void run_ranks(Member *members, int size)
{
    void *ctx[RANKS_MAX];
    for (int r = 0; r < size; r++) {
        members[r].is_ok = false;
        ctx[r]           = &members[r];
    }
    run_as_ranks(sum_as_member, ctx, size);
}

static void block_sum__has_the_same_bits_for_any_number_of_ranks(void **state)
{
    static Member alone[RANKS_MAX], members[RANKS_MAX];
    (void)state;
    run_ranks(alone, 1);
    assert_true(alone[0].is_ok);
    assert_memory_equal(alone[0].wide, alone[0].sum, sizeof alone[0].sum);
    for (int i = 0; i < WIDTH; i++) {
        double row[BLOCKS];
        for (int b = 0; b < BLOCKS; b++)
            row[b] = share_of(b, i);
        for (int n = BLOCKS; n > 1; n /= 2)
            for (int b = 0; b < n / 2; b++)
                row[b] = row[2 * b] + row[2 * b + 1];
        assert_memory_equal(&alone[0].sum[i], &row[0], sizeof row[0]);
    }
    for (int size = 2; size <= RANKS_MAX; size++) {
        run_ranks(members, size);
        for (int r = 0; r < size; r++) {
            assert_true(members[r].is_ok);
            assert_true(members[r].found_difference);
            assert_memory_equal(members[r].sum, alone[0].sum, sizeof alone[0].sum);
            assert_memory_equal(members[r].wide, alone[0].wide, sizeof alone[0].wide);
            assert_memory_equal(members[r].part, alone[0].wide, sizeof alone[0].wide);
        }
    }
}

static void add_as_rank(void *ctx, LbComm *comm)
{
    LbError  err    = {0};
    int64_t *number = ctx; /* [WIDTH + 1], the last is whether all went well */
    number[WIDTH]   = lb_comm_sum(comm, number, WIDTH, &err) == LB_OK;
}

static void comm__adds_up_whole_numbers(void **state)
{
    (void)state;
    static int64_t number[RANKS_MAX][WIDTH + 1];
    for (int size = 1; size <= RANKS_MAX; size++) {
        void *ctx[RANKS_MAX];
        for (int r = 0; r < size; r++) {
            ctx[r] = number[r];
            for (int i = 0; i < WIDTH; i++)
                number[r][i] = r * 1000 - i;
        }
        run_as_ranks(add_as_rank, ctx, size);
        for (int r = 0; r < size; r++) {
            assert_int_equal(number[r][WIDTH], 1);
            for (int i = 0; i < WIDTH; i++)
                assert_int_equal(number[r][i], size * (size - 1) / 2 * 1000 - size * i);
        }
    }
}

static void comm__parts_cover_everything_once(void **state)
{
    (void)state;
    int64_t start[] = {0, 100, 101, 102, 103, 104, 204}, first[RANKS_MAX + 1];
    for (int size = 1; size <= RANKS_MAX; size++) {
        LbComm comm = {.size = size};
        for (int64_t n = 0; n < 50; n++) {
            lb_comm_split(&comm, first, n);
            assert_int_equal(first[0], 0);
            assert_int_equal(first[size], n);
            for (int r = 0; r < size; r++)
                assert_in_range(first[r + 1] - first[r], n / size, n / size + 1);
        }
        lb_comm_split_rows(&comm, first, start, 6, 1);
        assert_int_equal(first[0], 0);
        assert_int_equal(first[size], 6);
        for (int r = 0; r < size; r++)
            assert_true(first[r] <= first[r + 1]);
    }
    lb_comm_split_rows(&(LbComm){.size = 2}, first, start, 6, 1);
    assert_in_range(first[1], 2, 5); /* one of the long rows each */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_sum__has_the_same_bits_for_any_number_of_ranks),
        cmocka_unit_test(comm__adds_up_whole_numbers),
        cmocka_unit_test(comm__parts_cover_everything_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
