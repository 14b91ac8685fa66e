/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/rows.h"

#include "common/base/mem.h"

#include <string.h>

enum { GROUP = 64 };

static LbStatus make_room(LbRows *rows, size_t need, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(LB_GROW(&rows->user, &rows->user_cap, need, err));
    LB_TRY(LB_GROW(&rows->film, &rows->film_cap, need, err));
    LB_TRY(LB_GROW(&rows->rating, &rows->rating_cap, need, err));
cleanup:
    return st;
}

void lb_rows_expect(LbRows *rows, int64_t n)
{
    LbError ignored;
    if (make_room(rows, (size_t)n, &ignored) != LB_OK) return; /* they grow as they come */
}

static LbStatus note_run(LbRows *rows, int32_t table, int64_t line, LbError *err)
{
    const LbRun *last = rows->n_runs > rows->n_numbered ? &rows->runs[rows->n_runs - 1] : NULL;
    if (last != NULL && last->table == table && line - last->line == rows->n - last->row)
        return LB_OK;
    LbStatus st = LB_GROW(&rows->runs, &rows->run_cap, (size_t)rows->n_runs + 1, err);
    if (st == LB_OK) rows->runs[rows->n_runs++] = (LbRun){rows->n, line, table};
    return st;
}

LbStatus lb_rows_append(LbRows *rows, int32_t table, int64_t line, const LbChunk *chunk,
                        int64_t from, int64_t to, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)(to - from);
    if (n == 0) return LB_OK;
    LB_TRY(make_room(rows, (size_t)rows->n + n, err));
    LB_TRY(note_run(rows, table, line, err));
    memcpy(rows->user + rows->n, chunk->user + from, n * sizeof *rows->user);
    memcpy(rows->film + rows->n, chunk->film + from, n * sizeof *rows->film);
    memcpy(rows->rating + rows->n, chunk->rating + from, n * sizeof *rows->rating);
    rows->n += (int64_t)n;
cleanup:
    return st;
}

int64_t lb_rows_line(const LbRows *rows, int64_t row)
{
    int64_t low = 0, high = rows->n_runs; /* runs[low].row <= row < runs[high].row */
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (rows->runs[middle].row <= row)
            low = middle;
        else
            high = middle;
    }
    return rows->runs[low].line + (row - rows->runs[low].row);
}

void lb_rows_clear(LbRows *rows)
{
    free(rows->user);
    free(rows->film);
    free(rows->rating);
    free(rows->runs);
    *rows = (LbRows){0};
}

/* For each table the final number of each of its ids. */
typedef struct Numbering {
    int32_t **number; /* [n_tables][count of ids] */
    int       n_tables;
} Numbering;

static void numbering_clear(Numbering *numbering)
{
    for (int b = 0; numbering->number != NULL && b < numbering->n_tables; b++)
        free(numbering->number[b]);
    free(numbering->number);
}

/* A table, the next of its ids to be numbered, and how many count. */
typedef struct Cursor {
    const LbIdTable *table;
    int32_t          next, n;
} Cursor;

static Cursor cursor_at_start(const LbIdTable *table, uint64_t cut)
{
    int32_t n = lb_idmap_count(table->ids);
    while (n > 0 && table->position[n - 1] >= cut)
        n--;
    return (Cursor){table, 0, n};
}

/* The table whose next id comes first in the file; -1 when all are through. */
static int earliest(const Cursor *cursors, int n)
{
    int best = -1;
    for (int b = 0; b < n; b++) {
        const Cursor *cursor = &cursors[b], *first = &cursors[best < 0 ? b : best];
        if (cursor->next == cursor->n) continue;
        if (best < 0 || cursor->table->position[cursor->next] < first->table->position[first->next])
            best = b;
    }
    return best;
}

static LbStatus numbering_init(Numbering *numbering, const Cursor *cursors, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(numbering->number, numbering->n_tables);
    for (int b = 0; b < numbering->n_tables; b++)
        LB_ALLOC(numbering->number[b], cursors[b].n);
cleanup:
    return st; /* the caller clears */
}

/* Ids in the order in which they are numbered, looked up together. */
typedef struct Queue {
    LbSlice  id[GROUP];
    int32_t *number[GROUP]; /* where each one's number goes */
    int32_t  index[GROUP];
    size_t   n;
} Queue;

static LbStatus work_off(Queue *queue, LbIdMap *ids, LbError *err)
{
    LbStatus st = lb_idmap_add_many(ids, queue->id, queue->n, queue->index, err);
    for (size_t i = 0; st == LB_OK && i < queue->n; i++)
        *queue->number[i] = queue->index[i];
    queue->n = 0;
    return st;
}

/* Merge the tables' lists, each sorted by position, into one map. */
static LbStatus unify(Cursor *cursors, Numbering *numbering, LbIdMap *ids, LbError *err)
{
    LbStatus st    = LB_OK;
    Queue    queue = {.n = 0};
    int32_t  most  = 0;
    for (int b = 0; b < numbering->n_tables; b++)
        most = cursors[b].n > most ? cursors[b].n : most;
    LB_TRY(numbering_init(numbering, cursors, err));
    LB_TRY(lb_idmap_reserve(ids, most, err));
    for (int b; (b = earliest(cursors, numbering->n_tables)) >= 0; cursors[b].next++) {
        queue.id[queue.n]       = lb_idmap_text(cursors[b].table->ids, cursors[b].next);
        queue.number[queue.n++] = &numbering->number[b][cursors[b].next];
        if (queue.n == GROUP) LB_TRY(work_off(&queue, ids, err));
    }
    LB_TRY(work_off(&queue, ids, err));
cleanup:
    return st;
}

typedef struct Renumber {
    LbRows   *rows;
    Numbering users, films;
} Renumber;

static void renumber_run(void *ctx, int64_t block, int thread)
{
    const Renumber *renumber = ctx;
    LbRows         *rows     = renumber->rows;
    int64_t         i        = rows->n_numbered + block;
    const LbRun    *run      = &rows->runs[i];
    const int32_t  *user     = renumber->users.number[run->table];
    const int32_t  *film     = renumber->films.number[run->table];
    int64_t         end      = i + 1 < rows->n_runs ? run[1].row : rows->n;
    (void)thread;
    for (i = run->row; i < end; i++) {
        rows->user[i] = user[rows->user[i]];
        rows->film[i] = film[rows->film[i]];
    }
}

LbStatus lb_rows_number(LbRows *rows, const LbIdTables *tables, LbPool *pool, LbIdMap *users,
                        LbIdMap *films, LbError *err)
{
    LbStatus st       = LB_OK;
    int      n        = tables->n;
    Renumber renumber = {rows, {NULL, n}, {NULL, n}};
    Cursor  *of_users = NULL, *of_films = NULL;
    LB_ALLOC(of_users, n);
    LB_ALLOC(of_films, n);
    for (int b = 0; b < n; b++) {
        uint64_t cut = b + 1 < n ? tables->cut : UINT64_MAX;
        of_users[b]  = cursor_at_start(&tables->scanners[b].users, cut);
        of_films[b]  = cursor_at_start(&tables->scanners[b].films, cut);
    }
    LB_TRY(unify(of_users, &renumber.users, users, err));
    LB_TRY(unify(of_films, &renumber.films, films, err));
    lb_pool_run(pool, rows->n_runs - rows->n_numbered, renumber_run, &renumber);
    rows->n_numbered = rows->n_runs;
cleanup:
    numbering_clear(&renumber.users);
    numbering_clear(&renumber.films);
    free(of_users);
    free(of_films);
    return st;
}
