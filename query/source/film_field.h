/* SPDX-License-Identifier: MIT */
/** @file film_field.h
 *  What a column of a table or a key of a JSON object says of a film, by the many names that sites
 *  and programs have for it. */
#ifndef LB_QUERY_SOURCE_FILM_FIELD_H
#define LB_QUERY_SOURCE_FILM_FIELD_H

#include "common/base/slice.h"

typedef enum LbFilmField {
    LB_FIELD_TITLE,
    LB_FIELD_ORIGINAL_TITLE,
    LB_FIELD_FILM, /**< slug, address, id or "Title (Year)", whatever it is */
    LB_FIELD_SLUG, /**< of Letterboxd */
    LB_FIELD_KEY, /**< of the ratings, which is a slug where the row names the film by nothing else */
    LB_FIELD_ADDRESS, /**< of a film, at Letterboxd, IMDb or TMDB */
    LB_FIELD_IMDB,
    LB_FIELD_TMDB,
    LB_FIELD_YEAR,
    LB_FIELD_RELEASED, /**< a date, of which the year is taken where there is no other */
    LB_FIELD_RATING,
    LB_FIELD_RATING10, /**< of ten, whatever the scale of RATING */
    LB_FIELD_KIND,     /**< film or series */
    LB_FIELD_DATE,     /**< of whatever the row is about */
    LB_FIELD_RATED,    /**< date of the rating */
    LB_FIELD_WATCHED,  /**< date */
    LB_FIELD_LISTED,   /**< date of the addition to a list */
    LB_FIELD_SEEN,     /**< how often, or whether */
    LB_FIELD_REWATCH,  /**< whether */
    LB_FIELD_LIKED,    /**< whether */
    LB_FIELD_USER,
    LB_FIELD_SERVICE, /**< where the film can be seen */
    LB_FIELD_COUNTRY, /**< and in which country */
    LB_FIELDS         /**< also: no field */
} LbFilmField;

/** The field of that name (of a column or key), LB_FIELDS when nobody calls one so. Letters and
 *  digits alone count, in any case: "Letterboxd URI", LetterboxdURI and letterboxd_uri are one.
 *  @param[out] rank  of several names of a field the one of the lowest rank counts */
LbFilmField lb_film_field_find(LbSlice name, int *rank);

#endif
