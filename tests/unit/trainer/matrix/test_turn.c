/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/turn.h"

#include "tests/unit/thread_ranks.h"
#include "tests/unit/trainer/matrices.h"
#include "trainer/matrix/own_rows.h"

#include <stdlib.h>

enum { ROWS = 900, COLS = 700 };

static double dense[ROWS * COLS];

static void assert_row(const LbCsr *a, const LbCsr *b, int32_t row)
{
    size_t n = (size_t)(a->start[row + 1] - a->start[row]);
    assert_int_equal(n, b->start[row + 1] - b->start[row]);
    assert_memory_equal(a->col + a->start[row], b->col + b->start[row], n * sizeof *a->col);
    assert_memory_equal(a->value + a->start[row], b->value + b->start[row], n * sizeof *a->value);
}

static void turn__here_is_the_transpose(void **state)
{
    (void)state;
    LbError err    = {0};
    LbCsr   csr    = random_csr(30, 20, 0.4, 5, dense), turned;
    LbCsr   wanted = transposed_csr(&csr);
    LB_ASSERT_OK(lb_turn_here(&turned, &csr, &err));
    assert_true(turned.n_rows == 20 && turned.n_cols == 30 && turned.n == csr.n);
    for (int32_t r = 0; r < turned.n_rows; r++)
        assert_row(&turned, &wanted, r);
    lb_csr_clear(&turned);
    LB_ASSERT_SURVIVES_NOMEM(lb_turn_here(&turned, &csr, &err), lb_csr_clear(&turned));
    lb_csr_clear(&csr);
    lb_csr_clear(&wanted);
}

static void turn__here_takes_a_matrix_without_entries(void **state)
{
    (void)state;
    LbError err      = {0};
    int64_t start[3] = {0};
    LbCsr   turned, none = {.n_rows = 2, .n_cols = 1, .start = start};
    LB_ASSERT_OK(lb_turn_here(&turned, &none, &err));
    assert_true(turned.n_rows == 1 && turned.n_cols == 2 && turned.n == 0 && turned.start[1] == 0);
    lb_csr_clear(&turned);
}

typedef struct Member {
    const LbCsr *all;
    LbCsr        own, turned;
    bool         is_ok;
} Member;

/* The rows of a rank. */
static LbCsr own_rows(const LbCsr *all, LbBlockRange own)
{
    LbError err = {0};
    LbCsr   csr = {0};
    LB_ASSERT_OK(lb_csr_copy(&csr, all, &err));
    csr.n = 0;
    for (int32_t r = 0; r < all->n_rows; r++) {
        for (int64_t e = all->start[r]; lb_own_has(own, r) && e < all->start[r + 1]; e++) {
            csr.col[csr.n]     = all->col[e];
            csr.value[csr.n++] = all->value[e];
        }
        csr.start[r + 1] = csr.n;
    }
    return csr;
}

static void turn(void *ctx, LbComm *comm)
{
    Member *member = ctx;
    LbError err    = {0};
    member->own    = own_rows(member->all, lb_block_sum_share(comm->rank, comm->size, LB_BLOCKS));
    member->is_ok  = lb_turn_ranks(&member->turned, &member->own, comm, &err) == LB_OK;
}

static void check(const Member *member, const LbCsr *wanted, LbBlockRange own)
{
    const LbCsr *turned = &member->turned;
    assert_true(member->is_ok);
    for (int32_t r = 0; r < COLS; r++)
        if (lb_own_has(own, r))
            assert_row(turned, wanted, r);
        else
            assert_int_equal(turned->start[r], turned->start[r + 1]);
    assert_memory_equal(lb_csr_starts(turned), wanted->start, (COLS + 1) * sizeof *wanted->start);
    assert_memory_equal(lb_csr_starts(&member->own), member->all->start,
                        (ROWS + 1) * sizeof *wanted->start);
    assert_int_equal(turned->n + turned->elsewhere, member->all->n);
    assert_int_equal(member->own.n + member->own.elsewhere, member->all->n);
    assert_true(turned->spread != NULL && member->own.spread == turned->spread);
}

/* More than travels at a time. */
static void turn__gives_each_rank_its_own_columns(void **state)
{
    (void)state;
    static const int sizes[] = {2, 3, 5, 17};
    LbCsr            all     = random_csr(ROWS, COLS, 0.95, 7, dense);
    LbCsr            wanted  = transposed_csr(&all);
    assert_true(all.n > 2 * (1 << 18));
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        Member members[RANKS_MAX];
        void  *ctx[RANKS_MAX];
        int    size = sizes[s];
        for (int r = 0; r < size; r++) {
            members[r] = (Member){.all = &all};
            ctx[r]     = &members[r];
        }
        run_as_ranks(turn, ctx, size);
        for (int r = 0; r < size; r++) {
            check(&members[r], &wanted, lb_block_sum_share(r, size, LB_BLOCKS));
            lb_csr_clear(&members[r].own);
            lb_csr_clear(&members[r].turned);
        }
    }
    lb_csr_clear(&all);
    lb_csr_clear(&wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turn__here_is_the_transpose),
        cmocka_unit_test(turn__here_takes_a_matrix_without_entries),
        cmocka_unit_test(turn__gives_each_rank_its_own_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
