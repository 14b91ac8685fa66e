/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/narrow.h"

#include "common/base/mem.h"

#include <string.h>

int64_t lb_narrow_entries(const LbNarrow *narrow)
{
    return narrow->start[narrow->first_row[narrow->own.end]];
}

static LbStatus allocate_rows(LbNarrow *narrow, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(narrow->row, narrow->n_rows);
    LB_ALLOC(narrow->start, (size_t)narrow->n_rows + 1);
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

/* What is not this rank's has no place. */
static void put(LbNarrow *narrow, int64_t n, int64_t at, int32_t col, float value)
{
    if (at < 0 || at >= n) return;
    if (narrow->col16 != NULL)
        narrow->col16[at] = (uint16_t)col;
    else
        narrow->col32[at] = (uint32_t)col;
    narrow->value[at] = value;
}

/* Counting sort of the rows by falling length, stable; then the length of each becomes its start.
 */
static LbStatus order_rows(LbNarrow *narrow, int64_t *length, LbError *err)
{
    LbStatus st      = LB_OK;
    int64_t  longest = 0, at = 0;
    int32_t *next = NULL;
    for (int32_t r = 0; r < narrow->n_rows; r++)
        longest = length[r] > longest ? length[r] : longest;
    LB_ALLOC_ZEROED(next, (size_t)longest + 2);
    for (int32_t r = 0; r < narrow->n_rows; r++)
        next[longest - length[r] + 1]++;
    for (int64_t l = 0; l <= longest; l++)
        next[l + 1] += next[l];
    for (int32_t r = 0; r < narrow->n_rows; r++)
        narrow->row[next[longest - length[r]]++] = r;
    for (int32_t r = 0; r < narrow->n_rows; r++) {
        int64_t n              = length[narrow->row[r]];
        length[narrow->row[r]] = narrow->start[r] = at;
        at += n;
    }
    narrow->start[narrow->n_rows] = at;
cleanup:
    free(next);
    return st;
}

/* The rows of the narrow form are filled strip by strip, in the caller's order of them; each entry
 * has one position, whatever the strips. */
typedef struct Filling {
    LbNarrow    *narrow;
    const LbCsr *csr;
    int64_t      n;  /* entries of this rank */
    int64_t     *at; /* [rows of the narrow form] length of each, then where its next entry goes */
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
            put(filling->narrow, filling->n, filling->at[csr->col[i]]++, r, csr->value[i]);
        }
}

static void copy_strip(void *ctx, int64_t strip, int thread)
{
    const Filling *filling = ctx;
    const LbCsr   *csr     = filling->csr;
    (void)thread;
    for (int32_t r = filling->strip[strip]; r < filling->strip[strip + 1]; r++)
        for (int64_t i = csr->start[r]; i < csr->start[r + 1]; i++)
            put(filling->narrow, filling->n, filling->at[r] + i - csr->start[r], csr->col[i],
                csr->value[i]);
}

static void split_rows(LbNarrow *narrow)
{
    int64_t n   = narrow->start[narrow->n_rows];
    int32_t row = 0;
    for (int b = 0; b < LB_BLOCKS; b++) {
        while (row < narrow->n_rows && narrow->start[row] < n / LB_BLOCKS * b)
            row++;
        narrow->first_row[b] = row;
    }
    narrow->first_row[0]         = 0;
    narrow->first_row[LB_BLOCKS] = narrow->n_rows;
}

/* The first entry of this rank comes first. */
static void keep_own(LbNarrow *narrow, int64_t *at)
{
    int64_t before = narrow->start[narrow->first_row[narrow->own.first]];
    for (int32_t r = 0; before > 0 && r < narrow->n_rows; r++)
        at[r] -= before;
    for (int32_t r = 0; before > 0 && r <= narrow->n_rows; r++)
        narrow->start[r] -= before;
}

LbStatus lb_narrow_copy(LbNarrow *out, bool *is_transposed, const LbCsr *csr, LbPool *pool,
                        LbError *err)
{
    LbStatus st      = LB_OK;
    bool     flip    = csr->n_cols > csr->n_rows;
    LbNarrow narrow  = {.n_rows = flip ? csr->n_cols : csr->n_rows,
                        .n_cols = flip ? csr->n_rows : csr->n_cols};
    Filling  filling = {.narrow = &narrow, .csr = csr};
    *out             = (LbNarrow){0};
    narrow.own       = lb_block_sum_range(pool, LB_BLOCKS);
    LB_TRY(allocate_rows(&narrow, err));
    LB_ALLOC_ZEROED(filling.at, narrow.n_rows);
    (flip ? count_columns : count_rows)(filling.at, csr);
    set_strips(&filling);
    LB_TRY(order_rows(&narrow, filling.at, err));
    split_rows(&narrow);
    keep_own(&narrow, filling.at);
    LB_TRY(allocate_entries(&narrow, err));
    filling.n = lb_narrow_entries(&narrow);
    lb_pool_run(pool, LB_BLOCKS, flip ? transpose_strip : copy_strip, &filling);
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
