/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_seen.h"

#include "common/base/mem.h"
#include "common/base/topk.h"
#include "common/dense/simd.h"

#include <string.h>

enum { AHEAD = 8 };

static LbStatus choose_films(LbItemSeen *seen, const LbCsr *films, int32_t films_max,
                             int32_t min_ratings, LbError *err)
{
    LbStatus       st    = LB_OK;
    LbTopK         top   = {0};
    const int64_t *start = lb_csr_starts(films);
    LB_TRY(lb_topk_init(&top, films_max, err));
    for (int32_t f = 0; f < films->n_rows; f++) {
        int64_t count = start[f + 1] - start[f];
        if (count >= min_ratings) lb_topk_offer(&top, (float)count, f);
    }
    seen->n = lb_topk_finish(&top);
    LB_ALLOC(seen->film, seen->n);
    LB_ALLOC(seen->number, films->n_rows);
    LB_ALLOC(seen->count, seen->n);
    for (int32_t f = 0; f < films->n_rows; f++)
        seen->number[f] = -1;
    for (int32_t i = 0; i < seen->n; i++) {
        int32_t film       = top.heap[i].film;
        seen->count[i]     = (int32_t)(start[film + 1] - start[film]);
        seen->film[i]      = film;
        seen->number[film] = i;
    }
cleanup:
    lb_topk_clear(&top);
    return st;
}

/* Where the users of each block begin. */
static void place_blocks(int32_t *first, LbItemSeen *seen, int32_t n_users, LbBlockRange own)
{
    seen->n_users = 0;
    for (int b = own.end - 1; b >= own.first; b--) {
        first[b] = seen->n_users;
        seen->n_users += lb_own_count((LbBlockRange){b, b + 1}, n_users);
    }
}

static int32_t place_of(const int32_t *first, int32_t user)
{
    return first[lb_block_of(user)] + user / LB_BLOCKS;
}

/* Each user's films in ascending numbers: walking the films in order sorts them by itself. */
static LbStatus list_by_user(LbItemSeen *seen, const LbCsr *films, LbBlockRange own, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  n  = 0;
    int32_t  first[LB_BLOCKS];
    place_blocks(first, seen, films->n_cols, own);
    LB_ALLOC_ZEROED(seen->user_start, (size_t)seen->n_users + 1);
    for (int32_t i = 0; i < seen->n; i++)
        for (int64_t e = films->start[seen->film[i]]; e < films->start[seen->film[i] + 1]; e++)
            seen->user_start[place_of(first, films->col[e]) + 1]++;
    for (int32_t u = 0; u < seen->n_users; u++)
        n = seen->user_start[u + 1] += n;
    LB_ALLOC(seen->user_film, n);
    LB_ALLOC(seen->user_value, n);
    for (int32_t i = 0; i < seen->n; i++)
        for (int64_t e = films->start[seen->film[i]]; e < films->start[seen->film[i] + 1]; e++) {
            int64_t at           = seen->user_start[place_of(first, films->col[e])]++;
            seen->user_film[at]  = i;
            seen->user_value[at] = films->value[e];
        }
    memmove(seen->user_start + 1, seen->user_start,
            (size_t)seen->n_users * sizeof *seen->user_start);
    seen->user_start[0] = 0;
cleanup:
    return st;
}

LbStatus lb_item_seen_init(LbItemSeen *out, const LbCsr *films, int32_t films_max,
                           int32_t min_ratings, LbBlockRange own, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbItemSeen){0};
    LB_TRY(choose_films(out, films, films_max, min_ratings, err));
    LB_TRY(list_by_user(out, films, own, err));
cleanup:
    if (st != LB_OK) lb_item_seen_clear(out);
    return st;
}

LbStatus lb_item_seen_rows_init(LbItemRows *out, const LbItemSeen *seen, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbItemRows){0};
    LB_ALLOC_ALIGNED(out->sums, (size_t)seen->n * LB_ITEM_ROWS);
    LB_ALLOC_ZEROED(out->passed, seen->n_users);
    LB_ALLOC_ZEROED(out->next, seen->n_users);
cleanup:
    return st; /* the caller clears */
}

void lb_item_seen_rows_clear(LbItemRows *rows)
{
    free(rows->sums);
    free(rows->passed);
    free(rows->next);
    *rows = (LbItemRows){0};
}

/* Rows that one operation works on. */
enum { ABREAST = 16, VECTORS = LB_ITEM_ROWS / ABREAST };

/* sums of each film += value * weights, for n films of a user; `sums` begins at film `first`. */
LB_CLONES_WIDE static void add_films(LbFloat16 *sums, int32_t first, const int32_t *film,
                                     const float *value, int64_t n, const LbFloat16 *weights)
{
    LbFloat16 own[VECTORS];
    memcpy(own, weights, sizeof own);
    for (int64_t i = 0; i < n; i++) {
        LbFloat16 *sum = sums + (size_t)(film[i] - first) * VECTORS;
        for (int v = 0; v < VECTORS; v++)
            sum[v] += value[i] * own[v];
    }
}

/* First of a user's entries whose film is in the rows or behind them; on from where the last rows
 * left off. */
static int64_t pass(LbItemRows *rows, const LbItemSeen *seen, int32_t user)
{
    int64_t start = seen->user_start[user], end = seen->user_start[user + 1];
    int64_t at = start + rows->passed[user];
    while (at < end && seen->user_film[at] < rows->first)
        at++;
    rows->passed[user] = (int32_t)(at - start);
    rows->next[user]   = at < end ? seen->user_film[at] : INT32_MAX;
    return at;
}

/* Each user's films lie somewhere else in memory. */
static void prefetch(const LbItemRows *rows, const LbItemSeen *seen, int32_t user)
{
    int64_t at = seen->user_start[user] + rows->passed[user];
    LB_PREFETCH(seen->user_film + at);
    LB_PREFETCH(seen->user_value + at);
}

static void add_user(LbItemRows *rows, const LbItemSeen *seen, int32_t user)
{
    int64_t   begin = pass(rows, seen, user), end = seen->user_start[user + 1];
    int32_t   last             = rows->first + rows->count;
    LbFloat16 weights[VECTORS] = {{0}};
    float    *own              = (float *)(void *)weights;
    if (rows->next[user] >= last) return;
    for (int64_t i = begin; i < end && seen->user_film[i] < last; i++)
        own[seen->user_film[i] - rows->first] = seen->user_value[i];
    add_films((LbFloat16 *)(void *)rows->sums, rows->first, seen->user_film + begin,
              seen->user_value + begin, end - begin, weights);
}

void lb_item_seen_rows_begin(LbItemRows *rows, const LbItemSeen *seen, int32_t first)
{
    int32_t left = first < seen->n ? seen->n - first : 0;
    if (first < rows->first) {
        memset(rows->passed, 0, (size_t)seen->n_users * sizeof *rows->passed);
        memset(rows->next, 0, (size_t)seen->n_users * sizeof *rows->next);
    }
    rows->first = first;
    rows->count = left < LB_ITEM_ROWS ? left : LB_ITEM_ROWS;
    memset(rows->sums, 0, (size_t)left * LB_ITEM_ROWS * sizeof *rows->sums);
}

void lb_item_seen_rows_put(LbItemRows *rows, const LbItemSeen *seen, int32_t i, const float *row)
{
    float *sums = rows->sums + (i - rows->first);
    for (int32_t j = i; j < seen->n; j++)
        sums[(size_t)(j - rows->first) * LB_ITEM_ROWS] = row[j];
}

void lb_item_seen_rows_add(LbItemRows *rows, const LbItemSeen *seen)
{
    int32_t end = rows->first + rows->count;
    for (int32_t user = 0; user < seen->n_users; user++) {
        if (user + AHEAD < seen->n_users && rows->next[user + AHEAD] < end)
            prefetch(rows, seen, user + AHEAD);
        if (rows->next[user] < end) add_user(rows, seen, user);
    }
}

void lb_item_seen_rows_take(const LbItemRows *rows, const LbItemSeen *seen, int32_t i, float *row)
{
    const float *sums = rows->sums + (i - rows->first);
    for (int32_t j = i; j < seen->n; j++)
        row[j] = sums[(size_t)(j - rows->first) * LB_ITEM_ROWS];
}

void lb_item_seen_clear(LbItemSeen *seen)
{
    free(seen->film);
    free(seen->number);
    free(seen->count);
    free(seen->user_start);
    free(seen->user_film);
    free(seen->user_value);
    *seen = (LbItemSeen){0};
}
