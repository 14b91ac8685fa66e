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

static void test_spelling_does_not_matter(void **state)
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

static void test_the_preferred_name_comes_first(void **state)
{
    (void)state;
    LbFilmColumns columns = HEADER("movie_id", "slug", "genre", "genres");
    assert_int_equal(columns.field[LB_COL_FILM], 1);
    assert_int_equal(columns.field[LB_COL_GENRES], 3);
    assert_string_equal(lb_film_columns_name(LB_COL_FILM), "slug");
}

/* A title without a column of years may carry the year, as MovieLens writes it. */
static void test_facts_that_another_column_tells(void **state)
{
    (void)state;
    assert_true(HEADER("slug", "title").tells[LB_FACT_YEAR]);
    assert_false(HEADER("slug", "genres").tells[LB_FACT_YEAR]);
    assert_true(HEADER("slug", "release_date").tells[LB_FACT_YEAR]);
    assert_true(HEADER("slug", "image_url").tells[LB_FACT_LETTERBOXD_ID]);
    assert_true(HEADER("slug", "tmdb_link").tells[LB_FACT_KIND]);
}

static void test_ids_alone_tell_nothing(void **state)
{
    (void)state;
    assert_false(HEADER("slug").tells_anything);
    assert_false(HEADER("slug", "titles", "rating").tells_anything);
    assert_true(HEADER("slug", "runtime").tells_anything);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spelling_does_not_matter),
        cmocka_unit_test(test_the_preferred_name_comes_first),
        cmocka_unit_test(test_facts_that_another_column_tells),
        cmocka_unit_test(test_ids_alone_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
