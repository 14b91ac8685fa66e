/* SPDX-License-Identifier: MIT */
/** @file film_table.h
 *  A films file (--films) row by row: which column is what, and what its values mean. */
#ifndef LB_TRAINER_INGEST_FILM_TABLE_H
#define LB_TRAINER_INGEST_FILM_TABLE_H

#include "common/base/idmap.h"
#include "common/base/reporter.h"
#include "trainer/ingest/film_row.h"

typedef struct LbFilmTable LbFilmTable;

/** Open a films file, of which the rows of `films` are wanted, and read its header. Columns are
 *  found by name, in any order, whatever the case and the characters between the words ("TMDb ID",
 *  tmdb_id, tmdbId); others are ignored: slug|movie_id|film|fid|item_id (needed),
 *  title|movie_title|name|primary_title, original_title,
 *  year|year_released|release_year|start_year, genres|genre, language|original_language,
 *  runtime|runtime_minutes|runtime_mins, content_type|kind|title_type (movie or tv),
 *  image_url|poster|poster_url, letterboxd_id; without the latter the id is taken from the poster's
 *  address (film-poster/5/1/5/6/8/51568-...); imdb_id|const|tconst|imdb, imdb_link|imdb_url,
 *  tmdb_id|tmdb, tmdb_link|tmdb_url, release_date|released, production_countries|countries|country,
 *  directors|director. Lists of names are read as common/text/name_list.h says. Without a column of
 *  years the title may have it behind, as MovieLens writes it (common/text/film_title.h); else the
 *  release date tells it.
 *  Comma, semicolon or tab may stand between. Of an archive the table with titles is read.
 *  @retval LB_ENOINPUT, LB_EIO, LB_EDATA  as common/input/input.h; LB_EDATA also when no column
 *      names the film, or none but that: the message lists the columns found
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_film_table_open(LbFilmTable **out, const char *path, const LbIdMap *films,
                                         const LbReporter *reporter, LbError *err);
void                  lb_film_table_close(LbFilmTable *table);

/** The next well-formed row of a wanted film; *more = false at the end. Bad rows are left out, bad
 *  values are unknown; both are counted, and the first ten reported as warnings with their line.
 *  @retval as lb_csv_next(), but no bad rows   @retval LB_EINTR */
LB_NODISCARD LbStatus lb_film_table_next(LbFilmTable *table, LbFilmRow *row, bool *more,
                                         LbError *err);

typedef struct LbFilmTableCount {
    int64_t rows; /**< well-formed ones, of films that are wanted or not */
    int64_t bad;  /**< rows, or single values, that could not be used */
} LbFilmTableCount;

/** As far as the file has been read. */
LbFilmTableCount lb_film_table_count(const LbFilmTable *table);

#endif
