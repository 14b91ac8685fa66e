/* SPDX-License-Identifier: MIT */
/** @file film_id.h
 *  The numbers by which catalogues know a film: IMDb ("tt0137523"), TMDB ("550") and Letterboxd, as
 *  they stand in tables, addresses and media libraries. */
#ifndef LB_COMMON_BASE_FILM_ID_H
#define LB_COMMON_BASE_FILM_ID_H

#include "common/base/slice.h"

/** The number of an IMDb title: "tt0137523", "0137523", "137523.0" (as pandas writes it), or an
 *  address or reference that holds "tt0137523" ("https://www.imdb.com/title/tt0137523/?ref_=x",
 *  "imdb://tt0137523") -> 137523; 0 when it is none or too large. */
int32_t lb_film_id_parse_imdb(LbSlice text);

enum { LB_FILM_ID_TEXT = 16 };

/** 137523 -> "tt0137523", NUL-terminated; "" when the number is not above 0. */
void lb_film_id_imdb_text(char out[LB_FILM_ID_TEXT], int32_t id);

/** The number of TMDB: "550", "550.0", "https://www.themoviedb.org/movie/550-fight-club",
 *  "movie/550", "tmdb://550"; 0 when it is none or too large. Films and series are numbered apart.
 *  @param[out] is_tv  an address that says it is a series ("/tv/1399"); may be NULL */
int32_t lb_film_id_parse_tmdb(LbSlice text, bool *is_tv);

/** Letterboxd's number in the address of a poster, ".../film-poster/5/1/5/6/8/51568-fight-club-...":
 *  its digits one by one, and again as a number; 0 when there is none. Posters that a member uploaded
 *  have other addresses. */
int64_t lb_film_id_parse_poster(LbSlice address);

#endif
