/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_gram.h"

#include "common/base/mem.h"
#include "common/base/topk.h"
#include "common/dense/simd.h"

#include <string.h>

enum { WORD = 64 };

static LbStatus choose_films(LbItemGram *gram, int32_t films_max, int32_t min_ratings, LbError *err)
{
    LbStatus     st    = LB_OK;
    const LbCsr *films = gram->films;
    LbTopK       top   = {0};
    LB_TRY(lb_topk_init(&top, films_max, err));
    for (int32_t f = 0; f < films->n_rows; f++) {
        int64_t count = films->start[f + 1] - films->start[f];
        if (count >= min_ratings) lb_topk_offer(&top, (float)count, f);
    }
    gram->n = lb_topk_finish(&top);
    LB_ALLOC(gram->film, gram->n);
    LB_ALLOC(gram->number, films->n_rows);
    for (int32_t f = 0; f < films->n_rows; f++)
        gram->number[f] = -1;
    for (int32_t i = 0; i < gram->n; i++) {
        gram->film[i]               = top.heap[i].film;
        gram->number[gram->film[i]] = i;
    }
cleanup:
    lb_topk_clear(&top);
    return st;
}

/* Each user's films in ascending numbers: walking the films in order sorts them by itself. */
static LbStatus renumber_users(LbItemGram *gram, const LbCsr *users, LbError *err)
{
    LbStatus     st    = LB_OK;
    const LbCsr *films = gram->films;
    int64_t      n     = 0;
    LB_ALLOC_ZEROED(gram->user_start, (size_t)users->n_rows + 1);
    for (int32_t u = 0; u < users->n_rows; u++) {
        for (int64_t i = users->start[u]; i < users->start[u + 1]; i++)
            n += gram->number[users->col[i]] >= 0;
        gram->user_start[u + 1] = n;
    }
    LB_ALLOC(gram->user_film, n);
    LB_ALLOC(gram->user_value, n);
    for (int32_t i = 0; i < gram->n; i++)
        for (int64_t e = films->start[gram->film[i]]; e < films->start[gram->film[i] + 1]; e++) {
            int64_t at           = gram->user_start[films->col[e]]++;
            gram->user_film[at]  = i;
            gram->user_value[at] = films->value[e];
        }
    memmove(gram->user_start + 1, gram->user_start,
            (size_t)users->n_rows * sizeof *gram->user_start);
    gram->user_start[0] = 0;
cleanup:
    return st;
}

LbStatus lb_item_gram_init(LbItemGram *out, const LbCsr *users, const LbCsr *films,
                           int32_t films_max, int32_t min_ratings, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbItemGram){.films = films, .n_users = users->n_rows};
    LB_TRY(choose_films(out, films_max, min_ratings, err));
    LB_TRY(renumber_users(out, users, err));
cleanup:
    if (st != LB_OK) lb_item_gram_clear(out);
    return st;
}

/* First of a user's entries whose film is at least `film`. */
static int64_t lower_bound(const LbItemGram *gram, int32_t user, int32_t film)
{
    int64_t lo = gram->user_start[user], hi = gram->user_start[user + 1];
    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (gram->user_film[mid] < film)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

LbStatus lb_item_gram_rows_init(LbItemGramRows *out, const LbItemGram *gram, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbItemGramRows){.n_words = ((size_t)gram->films->n_cols + WORD - 1) / WORD};
    LB_ALLOC_ALIGNED(out->sums, (size_t)gram->n * LB_GRAM_ROWS);
    LB_ALLOC_ZEROED(out->has_seen, out->n_words);
cleanup:
    return st; /* the caller clears */
}

void lb_item_gram_rows_clear(LbItemGramRows *rows)
{
    free(rows->sums);
    free(rows->has_seen);
    *rows = (LbItemGramRows){0};
}

/* sums of each film += value * weights, for n films of a user; `sums` begins at film `first`. */
LB_CLONES_WIDE static void add_films(LbFloat16 *sums, int32_t first, const int32_t *film,
                                     const float *value, int64_t n, const LbFloat16 *weights)
{
    const LbFloat16 own = *weights;
    for (int64_t i = 0; i < n; i++)
        sums[film[i] - first] += value[i] * own;
}

static void mark_users(LbItemGramRows *rows, const LbItemGram *gram)
{
    const LbCsr *films = gram->films;
    for (int32_t t = 0; t < rows->count; t++) {
        int32_t film = gram->film[rows->first + t];
        for (int64_t e = films->start[film]; e < films->start[film + 1]; e++)
            rows->has_seen[films->col[e] / WORD] |= 1ULL << films->col[e] % WORD;
    }
}

static void add_user(LbItemGramRows *rows, const LbItemGram *gram, int32_t user)
{
    int64_t   begin = lower_bound(gram, user, rows->first), end = gram->user_start[user + 1];
    LbFloat16 weights = {0};
    for (int64_t i = begin; i < end && gram->user_film[i] < rows->first + rows->count; i++)
        weights[gram->user_film[i] - rows->first] = gram->user_value[i];
    add_films((LbFloat16 *)(void *)rows->sums, rows->first, gram->user_film + begin,
              gram->user_value + begin, end - begin, &weights);
}

void lb_item_gram_rows_fill(LbItemGramRows *rows, const LbItemGram *gram, int32_t first)
{
    int32_t left = first < gram->n ? gram->n - first : 0;
    rows->first  = first;
    rows->count  = left < LB_GRAM_ROWS ? left : LB_GRAM_ROWS;
    memset(rows->sums, 0, (size_t)left * LB_GRAM_ROWS * sizeof *rows->sums);
    mark_users(rows, gram);
    for (size_t w = 0; w < rows->n_words; w++) {
        uint64_t left_of_word = rows->has_seen[w];
        rows->has_seen[w]     = 0;
        for (int32_t user = (int32_t)(w * WORD); left_of_word != 0; user++, left_of_word >>= 1)
            if (left_of_word & 1) add_user(rows, gram, user);
    }
}

void lb_item_gram_rows_take(const LbItemGramRows *rows, const LbItemGram *gram, int32_t i,
                            float *row)
{
    const float *sums = rows->sums + (i - rows->first);
    for (int32_t j = i; j < gram->n; j++)
        row[j] = sums[(size_t)(j - rows->first) * LB_GRAM_ROWS];
}

/* Rows that are computed together cost, for each user who has seen any of their films, the entries
 * from the first of these on. */
LbStatus lb_item_gram_split(const LbItemGram *gram, const LbComm *comm, int64_t *first,
                            int32_t rows_per_block, LbError *err)
{
    LbStatus st       = LB_OK;
    int64_t *work     = NULL; /* [blocks + 1] additions of the blocks before */
    int64_t  n_blocks = ((int64_t)gram->n + rows_per_block - 1) / rows_per_block;
    if (lb_comm_size(comm) == 1) {
        lb_comm_split(comm, first, n_blocks);
        return LB_OK;
    }
    LB_ALLOC_ZEROED(work, (size_t)n_blocks + 1);
    for (int32_t u = 0; u < gram->n_users; u++) {
        int32_t last = -1;
        for (int64_t q = gram->user_start[u]; q < gram->user_start[u + 1]; q++) {
            if (gram->user_film[q] / LB_GRAM_ROWS == last) continue;
            last = gram->user_film[q] / LB_GRAM_ROWS;
            work[gram->user_film[q] / rows_per_block + 1] += gram->user_start[u + 1] - q;
        }
    }
    for (int64_t b = 0; b < n_blocks; b++)
        work[b + 1] += work[b];
    lb_comm_split_rows(comm, first, work, n_blocks, 1);
cleanup:
    free(work);
    return st;
}

void lb_item_gram_clear(LbItemGram *gram)
{
    free(gram->film);
    free(gram->number);
    free(gram->user_start);
    free(gram->user_film);
    free(gram->user_value);
    *gram = (LbItemGram){0};
}
