/* SPDX-License-Identifier: MIT */
/** @file read_json.h
 *  Films of a JSON file: Trakt's export, the libraries of Jellyfin, Plex, Kodi and Radarr, lists of
 *  films for such programs, and lbrec's own answers. */
#ifndef LB_QUERY_SOURCE_READ_JSON_H
#define LB_QUERY_SOURCE_READ_JSON_H

#include "query/source/film_records.h"

typedef enum LbJsonKind {
    LB_JSON_OTHER,   /**< objects that name films */
    LB_JSON_TRAKT,   /**< objects with a "movie" in them */
    LB_JSON_LIBRARY, /**< of a media server: its "rating" is not the person's */
    LB_JSON_LBREC    /**< "recommendations" */
} LbJsonKind;

/** Whether a text is JSON to look at. */
bool lb_read_json_is_one(LbSlice text);

/** Read one document or several, one behind the other. Films are objects with a title or an id, in
 *  whatever arrays and objects they lie, and the texts of an array that is all of the document.
 *  @param[in,out] out  the films are added to
 *  @retval LB_EDATA    not JSON: line and column; and as lb_film_records_add(), of which film
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_json(LbFilmRecords *out, LbJsonKind *kind, LbSlice text,
                                   LbError *err);

struct LbJsonValue;

/** Add one film: a text, as a line of a list, or an object by the names of film_field.h, whose slug
 *  is Letterboxd's. Any other value names no film and is counted so. Ratings are left to the caller:
 *  the record's is 0.
 *  @retval LB_EDATA  as lb_film_records_add()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_json_film(LbFilmRecords *out, const struct LbJsonValue *film,
                                        LbError *err);

#endif
