/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/narrow.h"

#include "common/base/mem.h"
#include "trainer/matrix/own_rows.h"

#include <string.h>

int64_t lb_narrow_entries(const LbNarrow *narrow)
{
    return narrow->start[narrow->n_own];
}

static void set_blocks(LbNarrow *narrow)
{
    int32_t at = 0;
    for (int b = 0; b < LB_BLOCKS; b++) {
        narrow->first_row[b] = at;
        if (lb_block_sum_has(narrow->own, b))
            at += (narrow->n_rows + LB_BLOCKS - 1 - b) / LB_BLOCKS;
    }
    narrow->first_row[LB_BLOCKS] = narrow->n_own = at;
}

static LbStatus allocate_rows(LbNarrow *narrow, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(narrow->row, narrow->n_own);
    LB_ALLOC(narrow->start, (size_t)narrow->n_own + 1);
cleanup:
    return st; /* the caller clears */
}

static LbStatus allocate_entries(LbNarrow *narrow, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  n  = lb_narrow_entries(narrow);
    if (narrow->n_cols <= UINT16_MAX + 1)
        LB_ALLOC(narrow->col16, n);
    else
        LB_ALLOC(narrow->col32, n);
    LB_ALLOC(narrow->value, n);
cleanup:
    return st; /* the caller clears */
}

static void put(LbNarrow *narrow, int64_t at, int32_t col, float value)
{
    if (narrow->col16 != NULL)
        narrow->col16[at] = (uint16_t)col;
    else
        narrow->col32[at] = (uint32_t)col;
    narrow->value[at] = value;
}

/* Counting sort of this rank's rows by falling length, stable. */
static LbStatus sort_rows(int32_t *sorted, const LbNarrow *narrow, const int64_t *length,
                          LbError *err)
{
    LbStatus st      = LB_OK;
    int64_t  longest = 0;
    int32_t *next    = NULL;
    for (int32_t r = 0; r < narrow->n_rows; r++)
        longest = length[r] > longest ? length[r] : longest;
    LB_ALLOC_ZEROED(next, (size_t)longest + 2);
    for (int32_t r = 0; r < narrow->n_rows; r++)
        if (lb_own_has(narrow->own, r)) next[longest - length[r] + 1]++;
    for (int64_t l = 0; l <= longest; l++)
        next[l + 1] += next[l];
    for (int32_t r = 0; r < narrow->n_rows; r++)
        if (lb_own_has(narrow->own, r)) sorted[next[longest - length[r]]++] = r;
cleanup:
    free(next);
    return st;
}

/* Block by block; then the length of each row becomes its start, and that of others' rows -1. */
static LbStatus order_rows(LbNarrow *narrow, int64_t *length, LbError *err)
{
    LbStatus st     = LB_OK;
    int64_t  at     = 0;
    int32_t *sorted = NULL, next[LB_BLOCKS];
    LB_ALLOC(sorted, narrow->n_own);
    LB_TRY(sort_rows(sorted, narrow, length, err));
    memcpy(next, narrow->first_row, sizeof next);
    for (int32_t i = 0; i < narrow->n_own; i++)
        narrow->row[next[lb_block_of(sorted[i])]++] = sorted[i];
    for (int32_t i = 0; i < narrow->n_own; i++) {
        int64_t n              = length[narrow->row[i]];
        length[narrow->row[i]] = narrow->start[i] = at;
        at += n;
    }
    narrow->start[narrow->n_own] = at;
    for (int32_t r = 0; r < narrow->n_rows; r++)
        if (!lb_own_has(narrow->own, r)) length[r] = -1;
cleanup:
    free(sorted);
    return st;
}

/* A transpose is filled strip by strip, in the caller's order of the rows; each entry has one
 * position, whatever the strips. */
typedef struct Filling {
    LbNarrow    *narrow;
    const LbCsr *csr;
    int64_t     *at; /* [rows] length of each, then where its next entry goes; -1 = nowhere */
    int32_t      strip[LB_BLOCKS + 1]; /* where each begins */
} Filling;

static void count_columns(int64_t *length, const LbCsr *csr)
{
    for (int64_t i = 0; i < csr->n; i++)
        length[csr->col[i]]++;
}

static void count_rows(int64_t *length, const LbCsr *csr)
{
    for (int32_t r = 0; r < csr->n_rows; r++)
        length[r] = csr->start[r + 1] - csr->start[r];
}

/* Strips with about as many entries each. */
static void set_strips(Filling *filling)
{
    int32_t row = 0, n_rows = filling->narrow->n_rows;
    int64_t passed = 0, n = filling->csr->n;
    for (int s = 0; s < LB_BLOCKS; s++) {
        for (; row < n_rows && passed < n / LB_BLOCKS * s; row++)
            passed += filling->at[row];
        filling->strip[s] = row;
    }
    filling->strip[LB_BLOCKS] = n_rows;
}

/* First entry of a row of the matrix whose column is at least `col`. */
static int64_t first_entry(const LbCsr *csr, int32_t row, int32_t col)
{
    int64_t low = csr->start[row], high = csr->start[row + 1];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (csr->col[middle] < col)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `at` runs through each row while it is filled. */
static void transpose_strip(void *ctx, int64_t strip, int thread)
{
    const Filling *filling = ctx;
    const LbCsr   *csr     = filling->csr;
    int32_t        begin = filling->strip[strip], end = filling->strip[strip + 1];
    (void)thread;
    for (int32_t r = 0; r < csr->n_rows; r++)
        for (int64_t i = first_entry(csr, r, begin); i < csr->start[r + 1]; i++) {
            if (csr->col[i] >= end) break;
            if (filling->at[csr->col[i]] < 0) continue;
            put(filling->narrow, filling->at[csr->col[i]]++, r, csr->value[i]);
        }
}

static void copy_block(void *ctx, int64_t block, int thread)
{
    const Filling *filling = ctx;
    LbNarrow      *narrow  = filling->narrow;
    const LbCsr   *csr     = filling->csr;
    (void)thread;
    for (int32_t r = narrow->first_row[block]; r < narrow->first_row[block + 1]; r++) {
        int64_t from = csr->start[narrow->row[r]];
        for (int64_t i = narrow->start[r]; i < narrow->start[r + 1]; i++, from++)
            put(narrow, i, csr->col[from], csr->value[from]);
    }
}

LbStatus lb_narrow_copy(LbNarrow *out, bool *is_transposed, const LbCsr *csr, LbPool *pool,
                        LbError *err)
{
    LbStatus st      = LB_OK;
    bool     flip    = lb_rows_are_films(csr->n_rows, csr->n_cols);
    LbNarrow narrow  = {.n_rows = flip ? csr->n_cols : csr->n_rows,
                        .n_cols = flip ? csr->n_rows : csr->n_cols};
    Filling  filling = {.narrow = &narrow, .csr = csr};
    *out             = (LbNarrow){0};
    narrow.own       = lb_block_sum_range(pool, LB_BLOCKS);
    set_blocks(&narrow);
    LB_TRY(allocate_rows(&narrow, err));
    LB_ALLOC_ZEROED(filling.at, narrow.n_rows);
    (flip ? count_columns : count_rows)(filling.at, csr);
    set_strips(&filling);
    LB_TRY(order_rows(&narrow, filling.at, err));
    LB_TRY(allocate_entries(&narrow, err));
    lb_pool_run(pool, LB_BLOCKS, flip ? transpose_strip : copy_block, &filling);
    *is_transposed = flip;
    *out           = narrow;
    narrow         = (LbNarrow){0};
cleanup:
    free(filling.at);
    lb_narrow_clear(&narrow);
    return st;
}

void lb_narrow_clear(LbNarrow *narrow)
{
    free(narrow->row);
    free(narrow->start);
    free(narrow->col16);
    free(narrow->col32);
    free(narrow->value);
    *narrow = (LbNarrow){0};
}
