/* SPDX-License-Identifier: MIT */
#include "query/source/film_field.h"

#include "common/base/ascii.h"

#include <string.h>

enum { NAME_CAP = 48 };

/* Names of fields, those of one field the preferred ones first. */
static const struct {
    const char *name;
    LbFilmField field;
} known[] = {
    {"title", LB_FIELD_TITLE},
    {"name", LB_FIELD_TITLE},
    {"movietitle", LB_FIELD_TITLE},
    {"filmtitle", LB_FIELD_TITLE},
    {"filmname", LB_FIELD_TITLE},
    {"moviename", LB_FIELD_TITLE},
    {"primarytitle", LB_FIELD_TITLE},
    {"originaltitle", LB_FIELD_ORIGINAL_TITLE},
    {"film", LB_FIELD_FILM},
    {"movie", LB_FIELD_FILM},
    {"slug", LB_FIELD_SLUG},
    {"letterboxdslug", LB_FIELD_SLUG},
    {"filmslug", LB_FIELD_SLUG},
    {"movieid", LB_FIELD_KEY},
    {"fid", LB_FIELD_KEY},
    {"itemid", LB_FIELD_KEY},
    {"letterboxduri", LB_FIELD_ADDRESS},
    {"letterboxdurl", LB_FIELD_ADDRESS},
    {"letterboxd", LB_FIELD_ADDRESS},
    {"uri", LB_FIELD_ADDRESS},
    {"url", LB_FIELD_ADDRESS},
    {"link", LB_FIELD_ADDRESS},
    {"guid", LB_FIELD_ADDRESS},
    {"const", LB_FIELD_IMDB},
    {"imdbid", LB_FIELD_IMDB},
    {"imdb", LB_FIELD_IMDB},
    {"tconst", LB_FIELD_IMDB},
    {"imdbnumber", LB_FIELD_IMDB},
    {"imdbtitleid", LB_FIELD_IMDB},
    {"imdblink", LB_FIELD_IMDB},
    {"imdburl", LB_FIELD_IMDB},
    {"tmdbid", LB_FIELD_TMDB},
    {"tmdb", LB_FIELD_TMDB},
    {"themoviedbid", LB_FIELD_TMDB},
    {"themoviedb", LB_FIELD_TMDB},
    {"tmdblink", LB_FIELD_TMDB},
    {"tmdburl", LB_FIELD_TMDB},
    {"year", LB_FIELD_YEAR},
    {"releaseyear", LB_FIELD_YEAR},
    {"yearreleased", LB_FIELD_YEAR},
    {"productionyear", LB_FIELD_YEAR},
    {"movieyear", LB_FIELD_YEAR},
    {"startyear", LB_FIELD_YEAR},
    {"releasedate", LB_FIELD_RELEASED},
    {"released", LB_FIELD_RELEASED},
    {"premieredate", LB_FIELD_RELEASED},
    {"premiered", LB_FIELD_RELEASED},
    {"yourrating", LB_FIELD_RATING},
    {"userrating", LB_FIELD_RATING},
    {"myrating", LB_FIELD_RATING},
    {"rating", LB_FIELD_RATING},
    {"ratingvalue", LB_FIELD_RATING},
    {"ratingval", LB_FIELD_RATING},
    {"stars", LB_FIELD_RATING},
    {"score", LB_FIELD_RATING},
    {"rating10", LB_FIELD_RATING10},
    {"titletype", LB_FIELD_KIND},
    {"contenttype", LB_FIELD_KIND},
    {"mediatype", LB_FIELD_KIND},
    {"type", LB_FIELD_KIND},
    {"kind", LB_FIELD_KIND},
    {"watcheddate", LB_FIELD_WATCHED},
    {"watchedat", LB_FIELD_WATCHED},
    {"lastwatchedat", LB_FIELD_WATCHED},
    {"lastwatched", LB_FIELD_WATCHED},
    {"datewatched", LB_FIELD_WATCHED},
    {"lastviewedat", LB_FIELD_WATCHED},
    {"lastplayed", LB_FIELD_WATCHED},
    {"lastplayeddate", LB_FIELD_WATCHED},
    {"daterated", LB_FIELD_RATED},
    {"ratedat", LB_FIELD_RATED},
    {"ratingdate", LB_FIELD_RATED},
    {"listedat", LB_FIELD_LISTED},
    {"created", LB_FIELD_LISTED},
    {"dateadded", LB_FIELD_LISTED},
    {"addedat", LB_FIELD_LISTED},
    {"date", LB_FIELD_DATE},
    {"plays", LB_FIELD_SEEN},
    {"playcount", LB_FIELD_SEEN},
    {"viewcount", LB_FIELD_SEEN},
    {"played", LB_FIELD_SEEN},
    {"watched", LB_FIELD_SEEN},
    {"seen", LB_FIELD_SEEN},
    {"rewatch", LB_FIELD_REWATCH},
    {"liked", LB_FIELD_LIKED},
    {"like", LB_FIELD_LIKED},
    {"favorite", LB_FIELD_LIKED},
    {"isfavorite", LB_FIELD_LIKED},
    {"user", LB_FIELD_USER},
    {"username", LB_FIELD_USER},
    {"userid", LB_FIELD_USER},
    {"uid", LB_FIELD_USER},
    {"member", LB_FIELD_USER},
    {"service", LB_FIELD_SERVICE},
    {"services", LB_FIELD_SERVICE},
    {"provider", LB_FIELD_SERVICE},
    {"providers", LB_FIELD_SERVICE},
    {"platform", LB_FIELD_SERVICE},
    {"streaming", LB_FIELD_SERVICE},
    {"country", LB_FIELD_COUNTRY},
    {"region", LB_FIELD_COUNTRY},
};

LbFilmField lb_film_field_find(LbSlice name, int *rank)
{
    char   key[NAME_CAP];
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = lb_to_lower(name.text[i]);
        if (!lb_is_letter(c) && !lb_is_digit(c)) continue;
        if (len == sizeof key - 1) return LB_FIELDS;
        key[len++] = c;
    }
    key[len] = '\0';
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (key[0] != known[i].name[0] || strcmp(key, known[i].name) != 0) continue;
        if (rank != NULL) *rank = (int)i;
        return known[i].field;
    }
    return LB_FIELDS;
}
