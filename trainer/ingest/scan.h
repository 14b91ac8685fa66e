/* SPDX-License-Identifier: MIT */
/** @file scan.h
 *  The fast scanner of ratings files: parses the plain lines of a chunk of whole lines, and says
 *  which lines it leaves to the fallback reader (common/input/rating_reader.h). A line is plain
 *  when it has the expected number of fields, quotes only around whole fields, printable ASCII ids
 *  and a rating of the form 8 or 3.5; what is not plain is never judged here. */
#ifndef LB_TRAINER_INGEST_SCAN_H
#define LB_TRAINER_INGEST_SCAN_H

#include "common/input/rating_reader.h"
#include "trainer/ingest/id_table.h"
#include "trainer/ingest/stops.h"

#include <stdint.h>

/** What a thread scans with. */
typedef struct LbScanner {
    LbRatingLayout layout;
    LbScale        scale; /**< of the settings */
    LbIdTable      users, films;
    LbStops        stops;
} LbScanner;

/** Lines left to the fallback reader; between them lines are plain, one row each. */
typedef struct LbSpan {
    int64_t row;        /**< rows of the chunk that come before */
    size_t  begin, end; /**< bytes of the chunk */
    int64_t line;       /**< first line, from 0 at the start of the chunk */
    int64_t n_lines;
} LbSpan;

enum { LB_SCAN_PAD = LB_STOPS_BLOCK };

/** A chunk of the file and what the scanner made of it. */
typedef struct LbChunk {
    char    *bytes; /**< whole lines, except that the file's last may lack its end */
    size_t   len;
    size_t   cap; /**< at least len + LB_SCAN_PAD: the scanner writes an end behind the text */
    bool     is_partial; /**< a piece of a line without its end: none of it is scanned */
    uint64_t position;   /**< of its first line; the next line's is one more */

    int32_t *user;   /**< [n_rows] indices in the scanner's tables */
    int32_t *film;   /**< [n_rows] */
    float   *rating; /**< [n_rows], in the file's scale */
    int64_t  n_rows;
    size_t   user_cap, film_cap, rating_cap;
    LbSpan  *spans;
    int64_t  n_spans;
    size_t   span_cap;
    int64_t  n_lines; /**< before stop */
    size_t   stop; /**< len, or the start of a line whose end only the fallback reader can find (a
                           quoted line break, an escaped quote, CR alone): it takes the rest */
} LbChunk;

/** Scan bytes[begin..len). Fills all of the chunk from `user` on; keeps the arrays' memory.
 *  @retval LB_ENOMEM   @retval LB_EDATA too many ids */
LB_NODISCARD LbStatus lb_scan(LbScanner *scanner, LbChunk *chunk, size_t begin, LbError *err);

/** True when the first line of the file certainly ends at the first LF, so that a header can be cut
 *  off there. */
bool lb_scan_is_plain_head(const char *bytes, size_t len);

void lb_scan_clear(LbChunk *chunk);

#endif
