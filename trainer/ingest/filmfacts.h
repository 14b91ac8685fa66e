/* SPDX-License-Identifier: MIT */
/** @file filmfacts.h
 *  What is known about the films of the ratings: titles, years, genres, ids and so on, from films
 *  files (--films). */
#ifndef LB_TRAINER_INGEST_FILMFACTS_H
#define LB_TRAINER_INGEST_FILMFACTS_H

#include "common/base/idmap.h"
#include "common/base/reporter.h"
#include "common/model/model.h"

typedef struct LbFilmFacts LbFilmFacts;

typedef struct LbFilmFactsCount {
    int64_t rows;      /**< of the films files, those that are well-formed */
    int64_t bad;       /**< rows, or single values, that could not be used */
    int32_t matched;   /**< films of the ratings that have a row */
    int32_t with_id;   /**< films of the ratings whose Letterboxd id is known */
    int32_t with_imdb; /**< whose IMDb id is known */
    int32_t with_tmdb; /**< whose TMDB id is known */
} LbFilmFactsCount;

/** Read films files (trainer/ingest/film_table.h) and keep what concerns `films`. A later row of
 *  the same film, in the same file or a later one, replaces what its file has columns for. Titles
 *  are cut at 500 bytes; of genres the first 64 different ones are kept, of languages and countries
 *  4,096, of a film's countries and directors 32 each.
 *  @param paths  [n]
 *  @retval LB_ENOINPUT, LB_EIO, LB_EDATA, LB_EINTR, LB_ENOMEM  as lb_film_table_open(), _next();
 *      LB_EDATA also when not one of `films` is in them */
LB_NODISCARD LbStatus lb_filmfacts_read(LbFilmFacts **out, const char *const *paths, int n,
                                        const LbIdMap *films, const LbReporter *reporter,
                                        LbError *err);

LbFilmFactsCount lb_filmfacts_count(const LbFilmFacts *facts);

/** Point the members of `films` that are marked "fact" at the facts, which must outlive it. Ids of
 *  IMDb and TMDB, release dates, original titles, countries and directors of which not one is known
 *  stay absent. */
void lb_filmfacts_lend(const LbFilmFacts *facts, LbFilms *films);

void lb_filmfacts_free(LbFilmFacts *facts);

#endif
