/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_gram.h"

#include "common/base/mem.h"
#include "trainer/methods/item_seen.h"
#include "trainer/methods/slices.h"

#include <string.h>

typedef struct Builder {
    LbItemGram *gram;
    LbItemSeen  seen;
    LbItemRows *rows; /* one a thread */
    int         n_threads;
    bool        goes_on; /* from the sums of other ranks, which are there already */
} Builder;

static void fill_block(void *ctx, int64_t block, int thread)
{
    const Builder    *b     = ctx;
    const LbItemGram *gram  = b->gram;
    LbItemRows       *rows  = &b->rows[thread];
    int32_t           first = (int32_t)(block * LB_ITEM_ROWS);
    lb_item_seen_rows_begin(rows, &b->seen, first);
    for (int32_t i = first; b->goes_on && i < first + rows->count; i++)
        lb_item_seen_rows_put(rows, &b->seen, i, gram->upper + lb_item_gram_offset(gram, i));
    lb_item_seen_rows_add(rows, &b->seen);
    for (int32_t i = first; i < first + rows->count; i++)
        lb_item_seen_rows_take(rows, &b->seen, i, gram->upper + lb_item_gram_offset(gram, i));
}

static int64_t n_blocks(const LbItemGram *gram)
{
    return ((int64_t)gram->n + LB_ITEM_ROWS - 1) / LB_ITEM_ROWS;
}

/* Of the triangle, bytes of the rows before those of a block. */
static int64_t bytes_before(const LbItemGram *gram, int64_t block)
{
    int64_t row = block * LB_ITEM_ROWS < gram->n ? block * LB_ITEM_ROWS : gram->n;
    return (row * gram->n - row * (row - 1) / 2) * (int64_t)sizeof *gram->upper;
}

/* Several ranks are a chain, from the last to the first: each adds its users to rows that it has
 * from the one behind it, and hands them on. While it does, that one is at the next rows. */
typedef struct Chain {
    LbComm *comm;
    int64_t n_blocks, each; /* in all, and handed on at a time */
} Chain;

/* First block of a piece; there are none before the first piece, nor behind the last. */
static int64_t first_block(const Chain *chain, int64_t piece)
{
    int64_t block = piece < 0 ? 0 : piece * chain->each;
    return block < chain->n_blocks ? block : chain->n_blocks;
}

/* Offsets of a piece that travels between this rank and `other`, if that is one. */
static void set_places(int64_t *at, const Chain *chain, const LbItemGram *gram, int64_t piece,
                       int other)
{
    int64_t begin = bytes_before(gram, first_block(chain, piece));
    int64_t end   = bytes_before(gram, first_block(chain, piece + 1));
    for (int r = 0; r <= chain->comm->size; r++)
        at[r] = r <= other || other < 0 ? begin : end;
}

static LbStatus hand_on(const Chain *chain, const LbItemGram *gram, int64_t piece, LbError *err)
{
    int64_t out_at[LB_COMM_MOST + 1], in_at[LB_COMM_MOST + 1];
    LbComm *comm = chain->comm;
    set_places(out_at, chain, gram, piece, comm->rank - 1);
    set_places(in_at, chain, gram, piece + 1, comm->rank + 1);
    return lb_comm_exchange(comm, gram->upper, out_at, gram->upper, in_at, err);
}

/* As many blocks at a time as ranks have threads, which not all need have alike. */
static LbStatus new_chain(Chain *chain, const LbItemGram *gram, LbPool *pool, LbError *err)
{
    LbComm  *comm      = lb_pool_comm(pool);
    int64_t  n_threads = lb_pool_threads(pool);
    LbStatus st        = lb_comm_sum(comm, &n_threads, 1, err);
    *chain             = (Chain){comm, n_blocks(gram), n_threads / comm->size};
    return st;
}

static LbStatus build_together(Builder *b, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus st    = LB_OK;
    Chain    chain = {0};
    LB_TRY(new_chain(&chain, b->gram, pool, err));
    int64_t behind  = chain.comm->size - 1 - chain.comm->rank;
    int64_t n_steps = (chain.n_blocks + chain.each - 1) / chain.each + chain.comm->size - 1;
    b->goes_on      = behind > 0;
    for (int64_t step = 0; step < n_steps; step++) {
        LB_TRY(lb_reporter_check(reporter, err));
        lb_reporter_progress(reporter, "neighbours", 0.5 * (double)step / (double)n_steps, 1);
        lb_pool_run_range(pool, first_block(&chain, step - behind),
                          first_block(&chain, step - behind + 1), fill_block, b);
        LB_TRY(hand_on(&chain, b->gram, step - behind, err));
    }
    LB_TRY(
        lb_comm_broadcast(chain.comm, b->gram->upper, bytes_before(b->gram, chain.n_blocks), err));
cleanup:
    return st;
}

static LbStatus build(Builder *b, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbSlices all = {"neighbours", 0, 0.5, 0, n_blocks(b->gram)};
    if (lb_comm_size(lb_pool_comm(pool)) > 1) return build_together(b, pool, reporter, err);
    return lb_slices_run(&all, fill_block, b, pool, reporter, err);
}

static LbStatus new_rows(Builder *b, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(b->rows, b->n_threads);
    for (int t = 0; t < b->n_threads; t++)
        LB_TRY(lb_item_seen_rows_init(&b->rows[t], &b->seen, err));
cleanup:
    return st;
}

/* The films become those of the matrix. */
static void take_films(Builder *b, int32_t n_films)
{
    b->gram->n       = b->seen.n;
    b->gram->n_films = n_films;
    b->gram->film    = b->seen.film;
    b->gram->number  = b->seen.number;
    b->gram->count   = b->seen.count;
    b->seen.film = b->seen.number = b->seen.count = NULL;
}

LbStatus lb_item_gram_build(LbItemGram *out, LbCsr *films, int32_t films_max, int32_t min_ratings,
                            LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    Builder  b  = {.gram = out, .n_threads = lb_pool_threads(pool)};
    *out        = (LbItemGram){0};
    LB_TRY(lb_item_seen_init(&b.seen, films, films_max, min_ratings,
                             lb_block_sum_range(pool, LB_BLOCKS), err));
    take_films(&b, films->n_rows);
    lb_csr_clear(films);
    LB_TRY(new_rows(&b, err));
    LB_ALLOC(out->upper, (size_t)out->n * ((size_t)out->n + 1) / 2);
    LB_TRY(build(&b, pool, reporter, err));
cleanup:
    for (int t = 0; b.rows != NULL && t < b.n_threads; t++)
        lb_item_seen_rows_clear(&b.rows[t]);
    free(b.rows);
    lb_item_seen_clear(&b.seen);
    if (st != LB_OK) lb_item_gram_clear(out);
    return st;
}

int32_t lb_item_gram_first(const LbItemGram *gram, int32_t films_max, int32_t min_ratings)
{
    int32_t n = gram->n < films_max ? gram->n : films_max;
    while (n > 0 && gram->count[n - 1] < min_ratings)
        n--;
    return n;
}

void lb_item_gram_keep_first(LbItemGram *gram, int32_t n)
{
    size_t kept = 0;
    for (int32_t i = 0; i < n; kept += (size_t)(n - i), i++)
        memmove(gram->upper + kept, gram->upper + lb_item_gram_offset(gram, i) + i,
                (size_t)(n - i) * sizeof *gram->upper);
    for (int32_t i = n; i < gram->n; i++)
        gram->number[gram->film[i]] = -1;
    void *shrunk = lb_mem_resize(gram->upper, kept, sizeof *gram->upper);
    if (shrunk != NULL) gram->upper = shrunk;
    gram->n = n;
}

void lb_item_gram_clear(LbItemGram *gram)
{
    free(gram->film);
    free(gram->number);
    free(gram->count);
    free(gram->upper);
    *gram = (LbItemGram){0};
}
