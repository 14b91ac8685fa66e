/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/own_rows.h"

#include "tests/unit/thread_ranks.h"

#include <stdlib.h>

enum { N = 3001, WIDTH = 1000 }; /* more than travels at a time */

static const int sizes[] = {1, 2, 3, 5, 17};

static void own_rows__are_each_row_once(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int32_t n = 0; n < 70; n++) {
            int seen[70] = {0};
            for (int r = 0; r < sizes[s]; r++) {
                LbBlockRange own = lb_block_sum_share(r, sizes[s], LB_BLOCKS);
                for (int32_t i = 0, last = -1; i < lb_own_count(own, n); i++) {
                    int32_t row = lb_own_row(own, i);
                    assert_true(row > last && row < n && lb_own_has(own, row));
                    assert_int_equal(lb_block_sum_owner(lb_block_of(row), sizes[s], LB_BLOCKS), r);
                    seen[row]++;
                    last = row;
                }
            }
            for (int32_t row = 0; row < n; row++)
                assert_int_equal(seen[row], 1);
        }
}

typedef struct Member {
    float   *rows;   /* [N x WIDTH] */
    int32_t *number; /* [N] or NULL */
    bool     is_ok;
} Member;

static float value_of(int32_t i, int32_t j)
{
    return (float)(i * 7 + j);
}

static void gather(void *ctx, LbComm *comm)
{
    Member      *member = ctx;
    LbError      err    = {0};
    LbBlockRange own    = lb_block_sum_share(comm->rank, comm->size, LB_BLOCKS);
    for (int32_t i = 0; i < N; i++)
        for (int32_t j = 0; j < WIDTH; j++)
            member->rows[i * WIDTH + j] =
                lb_own_has(own, member->number != NULL ? member->number[i] : i) ? value_of(i, j)
                                                                                : -1;
    member->is_ok = lb_own_rows_gather(member->rows, WIDTH * sizeof *member->rows, N,
                                       member->number, comm, &err) == LB_OK;
}

static void own_rows__are_gathered_from_those_who_have_them(void **state)
{
    (void)state;
    static int32_t number[N];
    for (int32_t i = 0; i < N; i++)
        number[i] = i * 31 % 1009;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes - 1; s++) {
        Member members[RANKS_MAX];
        void  *ctx[RANKS_MAX];
        for (int r = 0; r < sizes[s]; r++) {
            members[r] = (Member){malloc(sizeof(float) * N * WIDTH), s % 2 ? number : NULL, false};
            ctx[r]     = &members[r];
        }
        run_as_ranks(gather, ctx, sizes[s]);
        for (int r = 0; r < sizes[s]; r++) {
            assert_true(members[r].is_ok);
            for (int32_t i = 0; i < N; i++)
                for (int32_t j = 0; j < WIDTH; j += 99)
                    assert_true(members[r].rows[i * WIDTH + j] == value_of(i, j));
            free(members[r].rows);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_rows__are_each_row_once),
        cmocka_unit_test(own_rows__are_gathered_from_those_who_have_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
