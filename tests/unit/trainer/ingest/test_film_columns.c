/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/film_columns.h"

#include "tests/lb_test.h"

#include <string.h>

#define HEADER(...)                                                                                \
    header_of((const char *const[]){__VA_ARGS__},                                                  \
              sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *))

static LbFilmColumns header_of(const char *const *names, size_t n)
{
    LbSlice  fields[16];
    LbCsvRow header = {.fields = fields, .n_fields = (int)n};
    for (size_t i = 0; i < n; i++)
        fields[i] = (LbSlice){names[i], strlen(names[i])};
    return lb_film_columns_find(&header);
}

static void film_columns__are_found_whatever_the_spelling(void **state)
{
    (void)state;
    LbFilmColumns columns = HEADER("TMDb ID", "imdbId", "MOVIE-ID", "Year Released", "rating");
    assert_int_equal(columns.field[LB_COL_TMDB], 0);
    assert_int_equal(columns.field[LB_COL_IMDB], 1);
    assert_int_equal(columns.field[LB_COL_FILM], 2);
    assert_int_equal(columns.field[LB_COL_YEAR], 3);
    assert_int_equal(columns.field[LB_COL_TITLE], -1);
    assert_true(columns.tells[LB_FACT_TMDB_ID] && columns.tells[LB_FACT_YEAR]);
    assert_false(columns.tells[LB_FACT_TITLE] || columns.tells[LB_FACT_GENRES]);
}

static void film_columns__prefer_the_first_name(void **state)
{
    (void)state;
    LbFilmColumns columns = HEADER("movie_id", "slug", "genre", "genres");
    assert_int_equal(columns.field[LB_COL_FILM], 1);
    assert_int_equal(columns.field[LB_COL_GENRES], 3);
    assert_string_equal(lb_film_columns_name(LB_COL_FILM), "slug");
}

/* A title without a column of years may carry the year, as MovieLens writes it. */
static void film_columns__tell_facts_of_other_columns(void **state)
{
    (void)state;
    assert_true(HEADER("slug", "title").tells[LB_FACT_YEAR]);
    assert_false(HEADER("slug", "genres").tells[LB_FACT_YEAR]);
    assert_true(HEADER("slug", "release_date").tells[LB_FACT_YEAR]);
    assert_true(HEADER("slug", "image_url").tells[LB_FACT_LETTERBOXD_ID]);
    assert_true(HEADER("slug", "tmdb_link").tells[LB_FACT_KIND]);
}

static void film_columns__of_ids_alone_tell_nothing(void **state)
{
    (void)state;
    assert_false(HEADER("slug").tells_anything);
    assert_false(HEADER("slug", "titles", "rating").tells_anything);
    assert_true(HEADER("slug", "runtime").tells_anything);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_columns__are_found_whatever_the_spelling),
        cmocka_unit_test(film_columns__prefer_the_first_name),
        cmocka_unit_test(film_columns__tell_facts_of_other_columns),
        cmocka_unit_test(film_columns__of_ids_alone_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
