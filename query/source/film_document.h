/* SPDX-License-Identifier: MIT */
/** @file film_document.h
 *  A person's films as a program sends them, in one JSON object:
 *
 *      {"user": "ann",
 *       "ratings": [{"film": "parasite-2019", "stars": 4.5}, {"tmdb_id": 550, "stars": 4}],
 *       "watched": ["alien", {"title": "Heat", "year": 1995}],
 *       "watchlist": ["https://letterboxd.com/film/solaris/"]}
 *
 *  A film is a text, as a line of a list, or an object by the names of query/source/film_field.h.
 *  Unlike the files of other programs (read_json.h) nothing is guessed: what is not of this form is
 *  refused. */
#ifndef LB_QUERY_SOURCE_FILM_DOCUMENT_H
#define LB_QUERY_SOURCE_FILM_DOCUMENT_H

#include "common/text/json.h"
#include "query/source/export.h"

/** Whether an object has "ratings", "watched" or "watchlist". */
bool lb_film_document_is_one(const LbJsonValue *object);

/** Read it. Members whose names are in `others` are left aside; any other is refused.
 *  @param object       borrowed for the call
 *  @param others       [n_others]
 *  @param[out] out     free with lb_export_free(); its name is `name`, borrowed
 *  @retval LB_EDATA    not of this form: "ratings[3]: expected stars within 0.5..5, found 7"
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_film_document_read(LbExport **out, const LbJsonValue *object,
                                            const char *name, const char *const *others,
                                            int n_others, LbError *err);

/** Films of an array alone, of the same form, without stars.
 *  @param member  what the array is called, for messages
 *  @param[in,out] out  they are added to
 *  @retval as lb_film_document_read() */
LB_NODISCARD LbStatus lb_film_document_films(LbFilmRecords *out, const LbJsonValue *array,
                                             const char *member, LbError *err);

#endif
