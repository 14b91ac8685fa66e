/* SPDX-License-Identifier: MIT */
/** @file filmfacts.h
 *  What is known about the films of the ratings: titles, years, genres and so on, from a films file
 *  (--films). */
#ifndef LB_TRAINER_INGEST_FILMFACTS_H
#define LB_TRAINER_INGEST_FILMFACTS_H

#include "common/base/idmap.h"
#include "common/base/reporter.h"
#include "common/model/model.h"

typedef struct LbFilmFacts LbFilmFacts;

typedef struct LbFilmFactsCount {
    int64_t rows;    /**< of the films file */
    int64_t bad;     /**< rows, or single values, that could not be used */
    int32_t matched; /**< films of the ratings that have a row */
    int32_t with_id; /**< films of the ratings whose Letterboxd id is known */
} LbFilmFactsCount;

/** Read a films file and keep what concerns `films`. Columns by name, in any order and case, others
 *  ignored: slug|movie_id|movieId|film|fid|item_id (needed), title|movie_title|name,
 *  year|year_released, genres ("[\"Drama\",\"Crime\"]" or "Drama|Crime"),
 * language|original_language, runtime|runtime_minutes, content_type|kind (movie or tv),
 * image_url|poster, letterboxd_id; without the latter the id is taken from the poster's address
 * (film-poster/5/1/5/6/8/51568-...). A later row of the same film replaces an earlier one. Bad rows
 * and values are left out, counted, and the first ten reported as warnings with their line. Titles
 * are cut at 500 bytes; of genres the first 64 different ones are kept, of languages 4,096.
 *  @retval LB_ENOINPUT, LB_EIO, LB_EDATA  as common/input.h; LB_EDATA also when no column names the
 *                                         film: the message lists the columns found
 *  @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_filmfacts_read(LbFilmFacts **out, const char *path, const LbIdMap *films,
                                        const LbReporter *reporter, LbError *err);

LbFilmFactsCount lb_filmfacts_count(const LbFilmFacts *facts);

/** Point the members of `films` that are marked "fact" at the facts, which must outlive it. */
void lb_filmfacts_lend(const LbFilmFacts *facts, LbFilms *films);

void lb_filmfacts_free(LbFilmFacts *facts);

#endif
