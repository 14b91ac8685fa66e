/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_gram.h"

#include "common/base/mem.h"
#include "trainer/methods/item_seen.h"
#include "trainer/methods/slices.h"

typedef struct Builder {
    LbItemGram *gram;
    LbItemSeen  seen;
    LbItemRows *rows; /* one a thread */
    int         n_threads;
} Builder;

static void fill_block(void *ctx, int64_t block, int thread)
{
    const Builder *b     = ctx;
    LbItemRows    *rows  = &b->rows[thread];
    int32_t        first = (int32_t)(block * LB_ITEM_ROWS);
    lb_item_seen_rows_fill(rows, &b->seen, first);
    for (int32_t i = first; i < first + rows->count; i++)
        lb_item_seen_rows_take(rows, &b->seen, i, b->gram->upper + lb_item_gram_offset(b->gram, i));
}

/* Of the triangle, entries of the rows before those of a block. */
static int64_t entries_before(const LbItemGram *gram, int64_t block)
{
    int64_t row = block * LB_ITEM_ROWS < gram->n ? block * LB_ITEM_ROWS : gram->n;
    return row * gram->n - row * (row - 1) / 2;
}

static LbStatus build(Builder *b, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus st   = LB_OK;
    LbComm  *comm = lb_pool_comm(pool);
    int64_t  first[LB_COMM_MOST + 1];
    LB_TRY(lb_item_seen_split(&b->seen, comm, first, err));
    const int64_t *own    = first + lb_comm_rank(comm);
    LbSlices       slices = {"neighbours", 0, 0.5, own[0], own[1]};
    LB_TRY(lb_slices_run(&slices, fill_block, b, pool, reporter, err));
    for (int r = 0; r <= lb_comm_size(comm); r++)
        first[r] = entries_before(b->gram, first[r]);
    LB_TRY(lb_comm_gather(comm, b->gram->upper, sizeof *b->gram->upper, first, err));
cleanup:
    return st;
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
    LB_TRY(lb_item_seen_init(&b.seen, films, films_max, min_ratings, err));
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

void lb_item_gram_clear(LbItemGram *gram)
{
    free(gram->film);
    free(gram->number);
    free(gram->count);
    free(gram->upper);
    *gram = (LbItemGram){0};
}
