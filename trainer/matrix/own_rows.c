/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/own_rows.h"

#include "common/base/mem.h"

#include <string.h>

enum { PIECE = 1 << 22 }; /* bytes that travel at a time */

typedef struct Gather {
    char          *rows;
    size_t         row_bytes;
    const int32_t *number;
    LbComm        *comm;
    char          *piece;                   /* rows of rank 0, of rank 1, ... */
    int64_t        first[LB_COMM_MOST + 1]; /* where in it those of each rank begin */
} Gather;

static int owner_of(const Gather *gather, int32_t i)
{
    int32_t row = gather->number != NULL ? gather->number[i] : i;
    return lb_block_sum_owner(lb_block_of(row), gather->comm->size, LB_BLOCKS);
}

static void set_first(Gather *gather, int32_t begin, int32_t end)
{
    memset(gather->first, 0, sizeof gather->first);
    for (int32_t i = begin; i < end; i++)
        gather->first[owner_of(gather, i) + 1]++;
    for (int r = 0; r < gather->comm->size; r++)
        gather->first[r + 1] += gather->first[r];
}

/* Copy this rank's rows into the piece, or those of the others out of it. */
static void copy_rows(const Gather *gather, int32_t begin, int32_t end, bool is_in)
{
    int64_t next[LB_COMM_MOST + 1];
    memcpy(next, gather->first, sizeof next);
    for (int32_t i = begin; i < end; i++) {
        int   owner = owner_of(gather, i);
        char *place = gather->piece + (size_t)next[owner]++ * gather->row_bytes;
        char *row   = gather->rows + (size_t)i * gather->row_bytes;
        if ((owner == gather->comm->rank) != is_in) continue;
        memcpy(is_in ? place : row, is_in ? row : place, gather->row_bytes);
    }
}

LbStatus lb_own_rows_gather(void *rows, size_t row_bytes, int32_t n, const int32_t *number,
                            LbComm *comm, LbError *err)
{
    LbStatus st     = LB_OK;
    Gather   gather = {.rows = rows, .row_bytes = row_bytes, .number = number, .comm = comm};
    int32_t  most   = (int32_t)(PIECE / (row_bytes + 1)) + 1;
    if (lb_comm_size(comm) == 1) return LB_OK;
    LB_ALLOC(gather.piece, (size_t)most * row_bytes);
    for (int32_t begin = 0, end; begin < n; begin = end) {
        end = n - begin < most ? n : begin + most;
        set_first(&gather, begin, end);
        copy_rows(&gather, begin, end, true);
        LB_TRY(lb_comm_gather(comm, gather.piece, (int64_t)row_bytes, gather.first, err));
        copy_rows(&gather, begin, end, false);
    }
cleanup:
    free(gather.piece);
    return st;
}
