/* SPDX-License-Identifier: MIT */
/** @file read_table.h
 *  Films of a CSV with a header: Letterboxd's own files and lists, its import format, IMDb's
 *  exports, MovieLens's, those of media libraries, lbrec's own, and what a person has typed. */
#ifndef LB_QUERY_SOURCE_READ_TABLE_H
#define LB_QUERY_SOURCE_READ_TABLE_H

#include "query/source/film_records.h"

/** Which of the known tables it is, by its columns. */
typedef enum LbTableKind {
    LB_TABLE_OTHER,              /**< columns that are understood, in no known order */
    LB_TABLE_LETTERBOXD_RATINGS, /**< Date,Name,Year,Letterboxd URI,Rating */
    LB_TABLE_LETTERBOXD_FILMS,   /**< Date,Name,Year,Letterboxd URI: watched, watchlist or likes */
    LB_TABLE_LETTERBOXD_DIARY, /**< with a Watched Date: diary, or reviews; its URI is the entry's */
    LB_TABLE_LETTERBOXD_LIST,  /**< "Letterboxd list export v7" */
    LB_TABLE_LETTERBOXD_IMPORT, /**< LetterboxdURI,tmdbID,imdbID,Title,Year,Rating,Rating10,... */
    LB_TABLE_IMDB_RATINGS,      /**< Const,Your Rating,Date Rated,... */
    LB_TABLE_IMDB_LIST,         /**< Position,Const,Created,...: the watchlist, or a list */
    LB_TABLE_MOVIELENS,         /**< movie_id,imdb_id,tmdb_id,rating,average_rating,title */
    LB_TABLE_LBREC              /**< user,rank,film,title,year,score,stars,watchlist,... */
} LbTableKind;

typedef struct LbTable {
    LbTableKind kind;
    bool        has[LB_FIELDS]; /**< fields that it has columns for */
} LbTable;

/** Whether a text begins with the header of a table that names films, or is a list export of
 *  Letterboxd, and of which table.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_table_look(LbTable *table, bool *is_one, LbSlice head, LbError *err);

/** Read a table. The separator is the one of ',', ';', tab and '|' with which the header is
 *  understood.
 *  @param[in,out] out  the films are added to
 *  @retval LB_EDATA    no header that names films, a row of another length or malformed: "line 7:
 *                      expected 5 fields, found 3"; and as lb_film_records_add()
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_table(LbFilmRecords *out, LbTable *table, LbSlice text, LbError *err);

#endif
