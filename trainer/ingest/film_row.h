/* SPDX-License-Identifier: MIT */
/** @file film_row.h
 *  What a films file can tell of one film. */
#ifndef LB_TRAINER_INGEST_FILM_ROW_H
#define LB_TRAINER_INGEST_FILM_ROW_H

#include "common/base/slice.h"
#include "common/text/film_title.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum LbFact {
    LB_FACT_TITLE,
    LB_FACT_ORIGINAL_TITLE,
    LB_FACT_YEAR,
    LB_FACT_GENRES,
    LB_FACT_LANGUAGE,
    LB_FACT_RUNTIME,
    LB_FACT_KIND,
    LB_FACT_POSTER,
    LB_FACT_LETTERBOXD_ID,
    LB_FACT_IMDB_ID,
    LB_FACT_TMDB_ID,
    LB_FACT_RELEASE_DATE,
    LB_FACT_COUNTRIES,
    LB_FACT_DIRECTORS,
    LB_FACTS
} LbFact;

enum { LB_POSTER_MAX = 560 }; /**< bytes of an address, and its NUL */

/** One film. What is not known is empty or 0. */
typedef struct LbFilmRow {
    int32_t film;              /**< index of the film among those of the ratings */
    bool    is_told[LB_FACTS]; /**< the file has a column for it */
    char    title[LB_FILM_TITLE_MAX], original_title[LB_FILM_TITLE_MAX]; /**< clean */
    char    poster[LB_POSTER_MAX];                                       /**< https address */
    LbSlice genres, language, countries, directors; /**< as they stand there; borrowed until the
                                                         next row */
    int16_t year, runtime_minutes;
    int8_t  kind; /**< LbFilmKind */
    int64_t letterboxd_id;
    int32_t imdb_id, tmdb_id;
    int32_t release_date; /**< yyyymmdd */
} LbFilmRow;

#endif
