/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/spread.h"

#include "common/base/block_sum.h"
#include "tests/unit/thread_ranks.h"
#include "trainer/ingest/triplets.h"

#include <stdlib.h>

enum { LISTS = 3 };

/* More than travel at a time, of one rank; none, of another. */
static const int64_t lengths[LISTS] = {700001, 40, 3};

static int32_t user_of(int64_t i)
{
    return (int32_t)(i * 7 / 3 % 1009);
}

static int32_t film_of(int64_t i)
{
    return (int32_t)(i * i % 4001);
}

static int64_t part_begin(int list, int rank, int size)
{
    return list == 0 && rank > 0 ? lengths[0] * (rank + 5) / (size + 5)
                                 : lengths[list] * rank / size;
}

/* Rows [begin, end) of all that there are. */
static LbRows rows_of(int64_t begin, int64_t end)
{
    LbRows rows   = {.n = end - begin};
    size_t n      = (size_t)rows.n + 1;
    rows.user     = malloc(n * sizeof *rows.user);
    rows.film     = malloc(n * sizeof *rows.film);
    rows.rating   = malloc(n * sizeof *rows.rating);
    rows.user_cap = rows.film_cap = rows.rating_cap = n;
    for (int64_t i = begin; i < end; i++) {
        rows.user[i - begin]   = user_of(i);
        rows.film[i - begin]   = film_of(i);
        rows.rating[i - begin] = (float)i;
    }
    return rows;
}

typedef struct Member {
    LbRows whole, spread;
    bool   by_film, is_ok;
} Member;

static void spread(void *ctx, LbComm *comm)
{
    Member *member = ctx;
    LbError err    = {0};
    LbRows  parts[LISTS], *from[LISTS];
    int64_t before = 0;
    for (int i = 0; i < LISTS; before += lengths[i++]) {
        parts[i] = rows_of(before + part_begin(i, comm->rank, comm->size),
                           before + part_begin(i, comm->rank + 1, comm->size));
        from[i]  = &parts[i];
    }
    member->whole = rows_of(0, before);
    lb_spread_keep(&member->whole, member->by_film, comm);
    member->is_ok =
        lb_spread_rows(&member->spread, from, LISTS, member->by_film, comm, &err) == LB_OK;
    for (int i = 0; i < LISTS; i++) {
        member->is_ok = member->is_ok && parts[i].n == 0;
        lb_rows_clear(&parts[i]);
    }
}

/* What each has: its blocks' rows, all of them, in order, whichever way it has come to them. */
static int64_t check(const Member *member, int rank, int size)
{
    const LbRows *rows  = &member->spread;
    LbBlockRange  range = lb_block_sum_share(rank, size, LB_BLOCKS);
    assert_true(member->is_ok);
    assert_int_equal(rows->n, member->whole.n);
    for (int64_t k = 0; k < rows->n; k++) {
        int64_t i   = (int64_t)rows->rating[k];
        int32_t row = member->by_film ? rows->film[k] : rows->user[k];
        assert_true(k == 0 || rows->rating[k] > rows->rating[k - 1]);
        assert_true(rows->user[k] == user_of(i) && rows->film[k] == film_of(i));
        assert_in_range(row % LB_BLOCKS, range.first, range.end - 1);
    }
    if (rows->n == 0) return 0;
    size_t n = (size_t)rows->n;
    assert_memory_equal(rows->user, member->whole.user, n * sizeof *rows->user);
    assert_memory_equal(rows->film, member->whole.film, n * sizeof *rows->film);
    assert_memory_equal(rows->rating, member->whole.rating, n * sizeof *rows->rating);
    return rows->n;
}

static void spread__gives_each_rank_its_own_rows_in_order(void **state)
{
    (void)state;
    static const int sizes[] = {1, 2, 3, 5, 17};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        Member members[RANKS_MAX] = {{.is_ok = false}};
        void  *ctx[RANKS_MAX];
        int    size = sizes[s];
        for (int r = 0; r < size; r++) {
            members[r].by_film = s % 2 == 1;
            ctx[r]             = &members[r];
        }
        run_as_ranks(spread, ctx, size);
        int64_t n = 0;
        for (int r = 0; r < size; r++) {
            n += check(&members[r], r, size);
            lb_rows_clear(&members[r].whole);
            lb_rows_clear(&members[r].spread);
        }
        assert_int_equal(n, lengths[0] + lengths[1] + lengths[2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spread__gives_each_rank_its_own_rows_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
