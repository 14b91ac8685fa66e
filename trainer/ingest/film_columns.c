/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/film_columns.h"

#include "common/base/ascii.h"

#include <string.h>

enum { MAX_NAMES = 6 };

/* Names of each column, the preferred one first; letters and digits alone are compared. */
static const char *const names[LB_FILM_COLUMNS][MAX_NAMES] = {
    [LB_COL_FILM]      = {"slug", "movie_id", "film", "fid", "item_id"},
    [LB_COL_TITLE]     = {"title", "movie_title", "name", "primary_title"},
    [LB_COL_ORIGINAL]  = {"original_title"},
    [LB_COL_YEAR]      = {"year", "year_released", "release_year", "start_year"},
    [LB_COL_GENRES]    = {"genres", "genre"},
    [LB_COL_LANGUAGE]  = {"language", "original_language"},
    [LB_COL_RUNTIME]   = {"runtime", "runtime_minutes", "runtime_mins"},
    [LB_COL_KIND]      = {"content_type", "kind", "title_type"},
    [LB_COL_POSTER]    = {"image_url", "poster", "poster_url"},
    [LB_COL_ID]        = {"letterboxd_id"},
    [LB_COL_IMDB]      = {"imdb_id", "const", "tconst", "imdb"},
    [LB_COL_IMDB_LINK] = {"imdb_link", "imdb_url"},
    [LB_COL_TMDB]      = {"tmdb_id", "tmdb"},
    [LB_COL_TMDB_LINK] = {"tmdb_link", "tmdb_url"},
    [LB_COL_RELEASE]   = {"release_date", "released"},
    [LB_COL_COUNTRIES] = {"production_countries", "countries", "country"},
    [LB_COL_DIRECTORS] = {"directors", "director"},
};

static char name_char(LbSlice *text)
{
    while (text->len > 0) {
        char c = lb_to_lower(text->text[0]);
        text->text++;
        text->len--;
        if (lb_is_letter(c) || lb_is_digit(c)) return c;
    }
    return '\0';
}

/* "TMDb ID" is tmdb_id: letters and digits alone count. */
static bool is_name(LbSlice text, const char *name)
{
    LbSlice other = {name, strlen(name)};
    for (;;) {
        char a = name_char(&text), b = name_char(&other);
        if (a != b) return false;
        if (a == '\0') return true;
    }
}

/* The first of a column's names that the header has; -1 when it has none. */
static int find_column(const LbCsvRow *header, const char *const wanted[MAX_NAMES])
{
    for (int k = 0; k < MAX_NAMES && wanted[k] != NULL; k++)
        for (int i = 0; i < header->n_fields; i++)
            if (is_name(header->fields[i], wanted[k])) return i;
    return -1;
}

/* Which facts the columns tell. */
static void note_facts(LbFilmColumns *columns)
{
    static const struct {
        LbFact       fact;
        LbFilmColumn column, other;
    } sources[] = {
        {LB_FACT_TITLE, LB_COL_TITLE, LB_COL_TITLE},
        {LB_FACT_ORIGINAL_TITLE, LB_COL_ORIGINAL, LB_COL_ORIGINAL},
        {LB_FACT_YEAR, LB_COL_YEAR, LB_COL_RELEASE},
        {LB_FACT_GENRES, LB_COL_GENRES, LB_COL_GENRES},
        {LB_FACT_LANGUAGE, LB_COL_LANGUAGE, LB_COL_LANGUAGE},
        {LB_FACT_RUNTIME, LB_COL_RUNTIME, LB_COL_RUNTIME},
        {LB_FACT_KIND, LB_COL_KIND, LB_COL_TMDB_LINK},
        {LB_FACT_POSTER, LB_COL_POSTER, LB_COL_POSTER},
        {LB_FACT_LETTERBOXD_ID, LB_COL_ID, LB_COL_POSTER},
        {LB_FACT_IMDB_ID, LB_COL_IMDB, LB_COL_IMDB_LINK},
        {LB_FACT_TMDB_ID, LB_COL_TMDB, LB_COL_TMDB_LINK},
        {LB_FACT_RELEASE_DATE, LB_COL_RELEASE, LB_COL_RELEASE},
        {LB_FACT_COUNTRIES, LB_COL_COUNTRIES, LB_COL_COUNTRIES},
        {LB_FACT_DIRECTORS, LB_COL_DIRECTORS, LB_COL_DIRECTORS},
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        columns->tells[sources[i].fact] =
            columns->field[sources[i].column] >= 0 || columns->field[sources[i].other] >= 0;
    if (columns->field[LB_COL_TITLE] >= 0 && columns->field[LB_COL_YEAR] < 0)
        columns->tells[LB_FACT_YEAR] = columns->tells[LB_FACT_ORIGINAL_TITLE] = true;
    for (int fact = 0; fact < LB_FACTS; fact++)
        columns->tells_anything |= columns->tells[fact];
}

LbFilmColumns lb_film_columns_find(const LbCsvRow *header)
{
    LbFilmColumns columns = {.tells_anything = false};
    for (int c = 0; c < LB_FILM_COLUMNS; c++)
        columns.field[c] = find_column(header, names[c]);
    note_facts(&columns);
    return columns;
}

const char *lb_film_columns_name(LbFilmColumn column)
{
    return names[column][0];
}
