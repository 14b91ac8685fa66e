/* SPDX-License-Identifier: MIT */
/** @file film_records.h
 *  What a row of a table, an object of a JSON file or a line of a list says of one film. */
#ifndef LB_QUERY_SOURCE_FILM_RECORDS_H
#define LB_QUERY_SOURCE_FILM_RECORDS_H

#include "common/base/error.h"
#include "query/profile/blocks.h"
#include "query/source/film_field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One film. Texts are NUL-terminated ("" unknown) and belong to the records. */
typedef struct LbFilmRecord {
    const char *name; /**< as it is written: the film, slug or title, else the address */
    const char *slug, *title, *original_title, *user, *service, *country;
    int64_t     id; /**< Letterboxd's; 0 unknown, as all numbers here */
    int32_t     imdb_id, tmdb_id;
    int16_t     year;
    double      rating;  /**< in the file's scale; NAN: none */
    bool        is_ten;  /**< the rating is one of ten, whatever the file's scale */
    bool        is_seen; /**< the file says so itself: a count, a date or a mark */
    bool        is_wish; /**< of a watchlist, likewise */
    bool        is_liked, is_rewatched;
    int32_t     date, listed; /**< yyyymmdd: of rating or watching; of the addition to a list */
    int64_t     line;
} LbFilmRecord;

typedef struct LbFilmRecords {
    LbFilmRecord *items; /**< [n] in the order of the file */
    size_t        n, capacity;
    LbBlocks     *texts;
    int64_t       series; /**< rows about series, episodes, games: left aside */
    int64_t       blank;  /**< rows that name no film: left aside */
} LbFilmRecords;

void lb_film_records_clear(LbFilmRecords *records);

/** Add the film that these fields tell of (LB_FIELDS texts, {"", 0} where there is none); rows of
 *  series and such, and rows that name no film, are counted instead. The year may stand behind the
 *  title. Decimal commas and years like 1972.0 are understood.
 *  @param line    for messages; 0: none
 *  @retval LB_EDATA   a rating that is no number: "line 7: expected a rating, found 'x'"; the same
 *                     for a year
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_film_records_add(LbFilmRecords *records, const LbSlice fields[LB_FIELDS],
                                          int64_t line, LbError *err);

#endif
