/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/spread.h"

#include "common/base/block_sum.h"
#include "common/base/mem.h"
#include "trainer/ingest/triplets.h"

#include <string.h>

enum { PIECE = 1 << 18 }; /* rows of a rank that travel at a time */

typedef struct Row {
    int32_t user, film;
    float   rating;
} Row;

/* The rank that the i-th row belongs to. */
static int owner_of(const LbRows *rows, int64_t i, bool by_film, const LbComm *comm)
{
    int block = lb_block_of(by_film ? rows->film[i] : rows->user[i]);
    return lb_block_sum_owner(block, comm->size, LB_BLOCKS);
}

static void shorten(LbRows *rows, int64_t n)
{
    void *user   = lb_mem_resize(rows->user, (size_t)n, sizeof *rows->user);
    void *film   = lb_mem_resize(rows->film, (size_t)n, sizeof *rows->film);
    void *rating = lb_mem_resize(rows->rating, (size_t)n, sizeof *rows->rating);
    rows->n      = n;
    if (user != NULL) rows->user = user;
    if (film != NULL) rows->film = film;
    if (rating != NULL) rows->rating = rating;
    if (user != NULL) rows->user_cap = (size_t)n;
    if (film != NULL) rows->film_cap = (size_t)n;
    if (rating != NULL) rows->rating_cap = (size_t)n;
}

void lb_spread_keep(LbRows *rows, bool by_film, const LbComm *comm)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < rows->n; i++) {
        if (owner_of(rows, i, by_film, comm) != comm->rank) continue;
        rows->user[kept]     = rows->user[i];
        rows->film[kept]     = rows->film[i];
        rows->rating[kept++] = rows->rating[i];
    }
    shorten(rows, kept);
}

typedef struct Move {
    LbComm  *comm;
    bool     by_film;
    LbRows  *to;
    Row     *out, *in;
    size_t   in_cap;
    int64_t  out_at[LB_COMM_MOST + 1], in_at[LB_COMM_MOST + 1]; /* in bytes */
    int64_t  end[LB_COMM_MOST]; /* where in `to` end the rows of a list that each rank still has */
    int64_t  first[LB_COMM_MOST + 1]; /* row of `count` that each rank fills in */
    int64_t *count;                   /* [size x size] rows of each rank's piece for each */
} Move;

static int64_t *count_of(const Move *move, int from)
{
    return move->count + (size_t)from * (size_t)move->comm->size;
}

/* How many of the rows from `begin` on go from each rank to each. */
static LbStatus count_rows(Move *move, const LbRows *from, int64_t begin, LbError *err)
{
    int64_t *own = count_of(move, move->comm->rank);
    memset(own, 0, (size_t)move->comm->size * sizeof *own);
    for (int64_t i = begin; i < from->n; i++)
        own[owner_of(from, i, move->by_film, move->comm)]++;
    return lb_comm_gather(move->comm, move->count,
                          (int64_t)((size_t)move->comm->size * sizeof *own), move->first, err);
}

/* Where a list's rows of each rank end, behind all that is there. @return the longest rank's rows */
static LbStatus make_room(Move *move, const LbRows *from, int64_t *longest, LbError *err)
{
    LbStatus st = LB_OK;
    LbRows  *to = move->to;
    *longest    = 0;
    LB_TRY(count_rows(move, from, 0, err));
    for (int r = 0; r < move->comm->size; r++) {
        int64_t n = 0;
        for (int s = 0; s < move->comm->size; s++)
            n += count_of(move, r)[s];
        *longest = n > *longest ? n : *longest;
        to->n += count_of(move, r)[move->comm->rank];
        move->end[r] = to->n;
    }
    LB_TRY(LB_GROW(&to->user, &to->user_cap, to->n, err));
    LB_TRY(LB_GROW(&to->film, &to->film_cap, to->n, err));
    LB_TRY(LB_GROW(&to->rating, &to->rating_cap, to->n, err));
cleanup:
    return st;
}

/* Rank by rank; what stays here comes last, and is not sent. */
static void pack(Move *move, const LbRows *from, int64_t begin)
{
    const int64_t *n    = count_of(move, move->comm->rank);
    int            size = move->comm->size, own = move->comm->rank;
    int64_t        next[LB_COMM_MOST], at       = 0;
    for (int r = 0; r < size; r++) {
        next[r]         = at;
        move->out_at[r] = at * (int64_t)sizeof(Row);
        at += r != own ? n[r] : 0;
    }
    move->out_at[size] = at * (int64_t)sizeof(Row);
    next[own]          = at;
    for (int64_t i = begin; i < from->n; i++)
        move->out[next[owner_of(from, i, move->by_film, move->comm)]++] =
            (Row){from->user[i], from->film[i], from->rating[i]};
}

static void unpack(Move *move, int r, const Row *rows)
{
    int64_t n  = count_of(move, r)[move->comm->rank];
    int64_t at = move->end[r] -= n;
    for (int64_t i = 0; i < n; i++) {
        move->to->user[at + i]   = rows[i].user;
        move->to->film[at + i]   = rows[i].film;
        move->to->rating[at + i] = rows[i].rating;
    }
}

/* The last rows that each rank has left of a list. */
static LbStatus move_piece(Move *move, LbRows *from, LbError *err)
{
    LbStatus st    = LB_OK;
    LbComm  *comm  = move->comm;
    int64_t  begin = from->n > PIECE ? from->n - PIECE : 0, at = 0;
    LB_TRY(count_rows(move, from, begin, err));
    pack(move, from, begin);
    for (int r = 0; r < comm->size; r++) {
        move->in_at[r] = at * (int64_t)sizeof(Row);
        at += r != comm->rank ? count_of(move, r)[comm->rank] : 0;
    }
    move->in_at[comm->size] = at * (int64_t)sizeof(Row);
    LB_TRY(LB_GROW(&move->in, &move->in_cap, at, err));
    LB_TRY(lb_comm_exchange(comm, move->out, move->out_at, move->in, move->in_at, err));
    for (int r = 0; r < comm->size; r++)
        unpack(move, r,
               r == comm->rank ? move->out + (size_t)move->out_at[comm->size] / sizeof(Row)
                               : move->in + (size_t)move->in_at[r] / sizeof(Row));
    shorten(from, begin);
cleanup:
    return st;
}

LbStatus lb_spread_rows(LbRows *to, LbRows *const *from, int n, bool by_film, LbComm *comm,
                        LbError *err)
{
    LbStatus st      = LB_OK;
    int64_t  longest = 0;
    Move     move    = {.comm = comm, .by_film = by_film, .to = to};
    lb_comm_split(comm, move.first, comm->size);
    LB_ALLOC(move.out, PIECE);
    LB_ALLOC(move.count, (size_t)comm->size * (size_t)comm->size);
    LB_TRY(LB_GROW(&move.in, &move.in_cap, 1, err));
    for (int i = 0; i < n; i++) {
        LB_TRY(make_room(&move, from[i], &longest, err));
        for (int64_t moved = 0; moved < longest; moved += PIECE)
            LB_TRY(move_piece(&move, from[i], err));
    }
cleanup:
    free(move.out);
    free(move.in);
    free(move.count);
    return st;
}
