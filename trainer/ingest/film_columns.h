/* SPDX-License-Identifier: MIT */
/** @file film_columns.h
 *  Which column of a films file tells what: found by name, whatever the case and the characters
 *  between the words, so that "TMDb ID", tmdb_id and tmdbId are one. The names are listed at
 *  lb_film_table_open(). */
#ifndef LB_TRAINER_INGEST_FILM_COLUMNS_H
#define LB_TRAINER_INGEST_FILM_COLUMNS_H

#include "common/input/csv.h"
#include "trainer/ingest/film_row.h"

typedef enum LbFilmColumn {
    LB_COL_FILM,
    LB_COL_TITLE,
    LB_COL_ORIGINAL,
    LB_COL_YEAR,
    LB_COL_GENRES,
    LB_COL_LANGUAGE,
    LB_COL_RUNTIME,
    LB_COL_KIND,
    LB_COL_POSTER,
    LB_COL_ID,
    LB_COL_IMDB,
    LB_COL_IMDB_LINK,
    LB_COL_TMDB,
    LB_COL_TMDB_LINK,
    LB_COL_RELEASE,
    LB_COL_COUNTRIES,
    LB_COL_DIRECTORS,
    LB_FILM_COLUMNS
} LbFilmColumn;

/** Of a header, the field of each column; -1 = the file has none. */
typedef struct LbFilmColumns {
    int  field[LB_FILM_COLUMNS];
    bool tells[LB_FACTS];
    bool tells_anything;
} LbFilmColumns;

/** Cost: names x fields. */
LbFilmColumns lb_film_columns_find(const LbCsvRow *header);

/** The preferred name, for messages. */
const char *lb_film_columns_name(LbFilmColumn column);

#endif
