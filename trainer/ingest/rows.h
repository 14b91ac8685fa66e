/* SPDX-License-Identifier: MIT */
/** @file rows.h
 *  The good rows of ratings files in order, 12 bytes each. While a file is read the indices of its
 *  rows are those of the table (trainer/ingest/scan.h) of the thread that scanned them;
 *  lb_rows_number() makes one numbering of them. */
#ifndef LB_TRAINER_INGEST_ROWS_H
#define LB_TRAINER_INGEST_ROWS_H

#include "common/base/pool.h"
#include "trainer/ingest/scan.h"

/** Rows on consecutive lines of a file, with indices of the same table. */
typedef struct LbRun {
    int64_t row;  /**< the first */
    int64_t line; /**< its line in the file */
    int32_t table;
} LbRun;

typedef struct LbRows {
    int32_t *user;   /**< [n] */
    int32_t *film;   /**< [n] */
    float   *rating; /**< [n], in the file's scale */
    int64_t  n;
    size_t   user_cap, film_cap, rating_cap;
    LbRun   *runs; /**< by ascending row */
    int64_t  n_runs;
    int64_t  n_numbered; /**< runs of files that are through */
    size_t   run_cap;
} LbRows;

/** Room for n rows in all, if it can be had: what is not filled takes no memory, and what need not grow
 *  is not moved. */
void lb_rows_expect(LbRows *rows, int64_t n);

/** Append rows [from, to) of a chunk; the first is on line `line`. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_rows_append(LbRows *rows, int32_t table, int64_t line,
                                     const LbChunk *chunk, int64_t from, int64_t to, LbError *err);

/** The id tables of all scanners, the fallback reader's last. Each has its ids by ascending
 *  position. */
typedef struct LbIdTables {
    const LbScanner *scanners; /**< [n] */
    int              n;
    uint64_t cut; /**< ids from this position on count in the last scanner's tables alone: the
                               fallback reader took over there, what others scanned is void */
} LbIdTables;

/** The end of a file: number its users and films by their first appearance, whichever table has
 *  them, behind those that the maps have from files before.
 *  @retval LB_ENOMEM   @retval LB_EDATA  over INT32_MAX users or films */
LB_NODISCARD LbStatus lb_rows_number(LbRows *rows, const LbIdTables *tables, LbPool *pool,
                                     LbIdMap *users, LbIdMap *films, LbError *err);

/** Line of its file on which a row was. O(log runs). */
int64_t lb_rows_line(const LbRows *rows, int64_t row);

void lb_rows_clear(LbRows *rows);

#endif
