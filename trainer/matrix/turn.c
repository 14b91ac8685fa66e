/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/turn.h"

#include "common/base/mem.h"
#include "trainer/matrix/own_rows.h"

#include <string.h>

enum { PIECE = 1 << 18 }; /* entries of a rank that travel at a time, about */

static int owner_of(int32_t row, const LbComm *comm)
{
    return lb_block_sum_owner(lb_block_of(row), comm->size, LB_BLOCKS);
}

/* Lengths at start[1..] become starts. */
static void add_up(int64_t *start, int32_t n)
{
    start[0] = 0;
    for (int32_t i = 0; i < n; i++)
        start[i + 1] += start[i];
}

static void count_columns(int64_t *start, const LbCsr *csr)
{
    for (int64_t e = 0; e < csr->n; e++)
        start[csr->col[e] + 1]++;
}

static LbStatus allocate_entries(LbCsr *out, LbError *err)
{
    LbStatus st = LB_OK;
    add_up(out->start, out->n_rows);
    out->n = out->start[out->n_rows];
    LB_ALLOC(out->col, out->n);
    LB_ALLOC(out->value, out->n);
cleanup:
    return st; /* the caller clears */
}

/* While entries come in, in the order of the columns they go to, each row's start is where the next
 * one goes. */
static void put(LbCsr *out, int32_t row, int32_t col, float value)
{
    int64_t at     = out->start[row]++;
    out->col[at]   = col;
    out->value[at] = value;
}

static void end_rows(LbCsr *out)
{
    memmove(out->start + 1, out->start, (size_t)out->n_rows * sizeof *out->start);
    out->start[0] = 0;
}

LbStatus lb_turn_here(LbCsr *out, const LbCsr *csr, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbCsr){.n_rows    = csr->n_cols,
                          .n_cols    = csr->n_rows,
                          .spread    = csr->spread,
                          .elsewhere = csr->elsewhere};
    LB_ALLOC_ZEROED(out->start, (size_t)out->n_rows + 1);
    count_columns(out->start, csr);
    LB_TRY(allocate_entries(out, err));
    for (int32_t r = 0; r < csr->n_rows; r++)
        for (int64_t e = csr->start[r]; e < csr->start[r + 1]; e++)
            put(out, csr->col[e], r, csr->value[e]);
    end_rows(out);
cleanup:
    if (st != LB_OK) lb_csr_clear(out);
    return st;
}

LbStatus lb_turn_to_longer(LbCsr *out, const LbCsr *by_user, LbError *err)
{
    bool is_turned = by_user->turned != NULL && lb_rows_are_films(by_user->n_rows, by_user->n_cols);
    return is_turned ? lb_turn_here(out, by_user->turned, err) : lb_csr_copy(out, by_user, err);
}

/* An entry of a row under way to the rank that owns its column. */
typedef struct Entry {
    int32_t row, col;
    float   value;
} Entry;

typedef struct Piece {
    LbComm  *comm;
    Entry   *out, *in; /* for rank 0, for rank 1 ...; from rank 0 ... */
    size_t   out_cap, in_cap;
    int64_t  out_at[LB_COMM_MOST + 1], in_at[LB_COMM_MOST + 1];
    int64_t *n_out, *n_in; /* [ranks] */
} Piece;

static void set_places(int64_t *at, const int64_t *n, int size)
{
    at[0] = 0;
    for (int r = 0; r < size; r++)
        at[r + 1] = at[r] + n[r];
}

static void to_bytes(int64_t *bytes, const int64_t *at, int size)
{
    for (int r = 0; r <= size; r++)
        bytes[r] = at[r] * (int64_t)sizeof(Entry);
}

/* How many entries of rows [begin, end) go to each rank, and come from each. */
static LbStatus count_piece(Piece *piece, const LbCsr *csr, int32_t begin, int32_t end,
                            LbError *err)
{
    int64_t at[LB_COMM_MOST + 1];
    int     size = piece->comm->size;
    for (int r = 0; r <= size; r++)
        at[r] = r * (int64_t)sizeof *piece->n_out;
    memset(piece->n_out, 0, (size_t)size * sizeof *piece->n_out);
    for (int64_t e = csr->start[begin]; e < csr->start[end]; e++)
        piece->n_out[owner_of(csr->col[e], piece->comm)]++;
    LbStatus st = lb_comm_exchange(piece->comm, piece->n_out, at, piece->n_in, at, err);
    set_places(piece->out_at, piece->n_out, size);
    set_places(piece->in_at, piece->n_in, size);
    return st;
}

static void pack(Piece *piece, const LbCsr *csr, int32_t begin, int32_t end)
{
    int64_t next[LB_COMM_MOST + 1];
    memcpy(next, piece->out_at, sizeof next);
    for (int32_t r = begin; r < end; r++)
        for (int64_t e = csr->start[r]; e < csr->start[r + 1]; e++)
            piece->out[next[owner_of(csr->col[e], piece->comm)]++] =
                (Entry){r, csr->col[e], csr->value[e]};
}

/* Row by row: each comes from the one rank that has it. */
static void unpack(LbCsr *out, const Piece *piece, int32_t begin, int32_t end)
{
    int64_t next[LB_COMM_MOST + 1];
    memcpy(next, piece->in_at, sizeof next);
    for (int32_t r = begin; r < end; r++) {
        int owner = owner_of(r, piece->comm);
        for (; next[owner] < piece->in_at[owner + 1]; next[owner]++) {
            const Entry *entry = &piece->in[next[owner]];
            if (entry->row != r) break;
            put(out, entry->col, r, entry->value);
        }
    }
}

static LbStatus move_piece(LbCsr *out, Piece *piece, const LbCsr *csr, int32_t begin, int32_t end,
                           LbError *err)
{
    LbStatus st   = LB_OK;
    int      size = piece->comm->size;
    int64_t  from[LB_COMM_MOST + 1], to[LB_COMM_MOST + 1];
    LB_TRY(count_piece(piece, csr, begin, end, err));
    LB_TRY(LB_GROW(&piece->out, &piece->out_cap, piece->out_at[size] + 1, err));
    LB_TRY(LB_GROW(&piece->in, &piece->in_cap, piece->in_at[size] + 1, err));
    pack(piece, csr, begin, end);
    to_bytes(from, piece->out_at, size);
    to_bytes(to, piece->in_at, size);
    LB_TRY(lb_comm_exchange(piece->comm, piece->out, from, piece->in, to, err));
    unpack(out, piece, begin, end);
cleanup:
    return st;
}

/* The same pieces on all ranks, which all know the lengths of all rows. */
static int32_t end_of_piece(const LbCsr *csr, int32_t begin, const LbComm *comm)
{
    int32_t end = begin + 1;
    while (end < csr->n_rows &&
           csr->whole[end + 1] - csr->whole[begin] <= (int64_t)PIECE * comm->size)
        end++;
    return end;
}

static LbStatus move_entries(LbCsr *out, const LbCsr *csr, LbComm *comm, LbError *err)
{
    LbStatus st    = LB_OK;
    Piece    piece = {.comm = comm};
    LB_ALLOC(piece.n_out, comm->size);
    LB_ALLOC(piece.n_in, comm->size);
    for (int32_t begin = 0, end; begin < csr->n_rows; begin = end) {
        end = end_of_piece(csr, begin, comm);
        LB_TRY(move_piece(out, &piece, csr, begin, end, err));
    }
cleanup:
    free(piece.out);
    free(piece.in);
    free(piece.n_out);
    free(piece.n_in);
    return st;
}

/* From the lengths at whole[1..] that are known here. */
static LbStatus know_all(LbCsr *csr, LbComm *comm, LbError *err)
{
    LbStatus st = lb_comm_sum(comm, csr->whole + 1, csr->n_rows, err);
    add_up(csr->whole, csr->n_rows);
    csr->spread = comm;
    return st;
}

static LbStatus count_rows(LbCsr *csr, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(csr->whole, (size_t)csr->n_rows + 1);
    for (int32_t r = 0; r < csr->n_rows; r++)
        csr->whole[r + 1] = csr->start[r + 1] - csr->start[r];
    LB_TRY(know_all(csr, comm, err));
    csr->elsewhere = csr->whole[csr->n_rows] - csr->n;
cleanup:
    return st;
}

/* Room for this rank's rows of the transpose. */
static LbStatus make_room(LbCsr *out, const LbCsr *csr, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbCsr){.n_rows = csr->n_cols, .n_cols = csr->n_rows};
    LB_ALLOC_ZEROED(out->whole, (size_t)out->n_rows + 1);
    LB_ALLOC(out->start, (size_t)out->n_rows + 1);
    count_columns(out->whole, csr);
    LB_TRY(know_all(out, comm, err));
    for (int32_t r = 0; r < out->n_rows; r++)
        out->start[r + 1] = owner_of(r, comm) == comm->rank ? out->whole[r + 1] - out->whole[r] : 0;
    LB_TRY(allocate_entries(out, err));
    out->elsewhere = out->whole[out->n_rows] - out->n;
cleanup:
    return st; /* the caller clears */
}

LbStatus lb_turn_ranks(LbCsr *out, LbCsr *csr, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbCsr){0};
    LB_TRY(count_rows(csr, comm, err));
    LB_TRY(make_room(out, csr, comm, err));
    LB_TRY(move_entries(out, csr, comm, err));
    end_rows(out);
cleanup:
    if (st != LB_OK) lb_csr_clear(out);
    return st;
}
