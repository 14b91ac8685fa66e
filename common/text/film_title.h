/* SPDX-License-Identifier: MIT */
/** @file film_title.h
 *  Titles as catalogues write them: "City of Lost Children, The (Cité des enfants perdus, La)
 *  (1995)". */
#ifndef LB_COMMON_BASE_FILM_TITLE_H
#define LB_COMMON_BASE_FILM_TITLE_H

#include "common/base/slice.h"

enum { LB_FILM_TITLE_MAX = 501 }; /**< bytes of a title that is kept, and its NUL */

/** A title taken apart; texts are clean (lb_text_clean()) and "" when absent. */
typedef struct LbFilmTitle {
    char title[LB_FILM_TITLE_MAX];
    char original[LB_FILM_TITLE_MAX]; /**< of the brackets before the year */
    int  year;                        /**< 0 unknown */
} LbFilmTitle;

/** Split "Title (Year)" and what MovieLens adds to it: an article behind the title comes back to
 *  its front ("Matrix, The (1999)" -> "The Matrix"), a title in brackets before the year, after
 *  "a.k.a." or not, is the original one. A text that does not end in a year in brackets stays as
 *  it is.
 *  @return whether there was a year */
bool lb_film_title_split(LbFilmTitle *out, LbSlice text);

/** Put an article that stands behind a title to its front: "Matrix, The" -> "The Matrix". The text
 *  is cleaned (lb_text_clean()).
 *  @return whether there was one */
bool lb_film_title_turn(char out[LB_FILM_TITLE_MAX], LbSlice text);

#endif
