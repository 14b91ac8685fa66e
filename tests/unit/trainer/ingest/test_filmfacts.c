/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/filmfacts.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char              path[64];
static const char *const paths[] = {path};

static void write_file(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static LbIdMap *ids_of(const char *const *ids)
{
    LbError  err;
    LbIdMap *map = NULL;
    int32_t  index;
    LB_ASSERT_OK(lb_idmap_new(&map, &err));
    for (; *ids != NULL; ids++)
        LB_ASSERT_OK(lb_idmap_add(map, (LbSlice){*ids, strlen(*ids)}, &index, &err));
    return map;
}

static void assert_text(const LbStrings *strings, int32_t i, const char *expected)
{
    assert_true(i >= 0 && i < strings->n);
    size_t len = (size_t)(strings->start[i + 1] - strings->start[i]);
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): names end before the first NULL
    assert_int_equal(len, strlen(expected));
    assert_non_null(strings->text);
    assert_memory_equal(strings->text + strings->start[i], expected, len);
}

static uint64_t genre(const LbFilms *films, const char *name)
{
    for (int32_t g = 0; g < films->genre_names.n; g++) {
        const int64_t *start = films->genre_names.start + g;
        if ((size_t)(start[1] - start[0]) == strlen(name) &&
            memcmp(films->genre_names.text + start[0], name, strlen(name)) == 0)
            return UINT64_C(1) << g;
    }
    fail_msg("no genre %s", name);
    return 0;
}

static void remember(void *ctx, LbLevel level, const char *text)
{
    char *all = ctx;
    assert_int_equal(level, LB_LEVEL_WARNING);
    strncat(all, text, 4000 - strlen(all));
    strncat(all, "\n", 4000 - strlen(all));
}

static const char *const IDS[] = {"heat-1995", "unknown", "ran", "film:151796", NULL};

static void filmfacts__reads_what_programs_write_for_none(void **state)
{
    static const char *const slugs[] = {"a", "b", "c", "d", "e", "f", NULL};
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbFilms      films = {0};
    LbIdMap     *ids   = ids_of(slugs);
    write_file("slug\ttitleType\tprimaryTitle\tstartYear\truntimeMinutes\tgenres\tlanguage\n"
               "a\tmovie\tA\t\\N\t\\N\tDrama,War\t\\N\n"
               "b\ttvMiniSeries\tB\t1990\t\\N\t\\N\tnan\n"
               "c\tTV Movie\tNone\tnan\tNone\tNone\tde\n"
               "d\tvideoGame\tD\tN/A\tn/a\tN/A\tN/A\n"
               "e\tTV Series\t\\N\t1991\t45\tWar\tde\n"
               "f\tmovie\tUnknown\t?\t-\tUnknown\tunknown\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
    assert_int_equal(lb_filmfacts_count(facts).bad, 0);
    lb_filmfacts_lend(facts, &films);
    static const int8_t kinds[] = {LB_KIND_FILM, LB_KIND_TV, LB_KIND_FILM, LB_KIND_UNKNOWN,
                                   LB_KIND_TV};
    for (int i = 0; i < 5; i++)
        assert_int_equal(films.kind[i], kinds[i]);
    assert_int_equal(films.year[0], LB_NO_YEAR);
    assert_int_equal(films.year[2], LB_NO_YEAR);
    assert_text(&films.titles, 2, "None");
    assert_text(&films.titles, 4, "");
    assert_true(films.genres[1] == 0 && films.genres[2] == 0 && films.genres[3] == 0);
    assert_int_equal(films.language[0], -1);
    assert_int_equal(films.language[1], -1);
    assert_int_equal(films.language[3], -1);
    assert_int_equal(films.language[5], -1);
    assert_true(films.year[5] == LB_NO_YEAR && films.genres[5] == 0);
    assert_text(&films.titles, 5, "Unknown");
    assert_text(&films.language_names, films.language[2], "de");
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__reads_the_kaggle_table(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbFilms      films = {0};
    LbIdMap     *ids   = ids_of(IDS);
    write_file(
        "_id,genres,image_url,movie_id,movie_title,original_language,overview,"
        "year_released,runtime,content_type\r\n"
        "1,\"[\"\"Drama\"\",\"\"War\"\"]\",film-poster/5/1/7/0/0/51700-ran-0-230-0-345-crop,"
        "ran,Ran,ja,\"Two\nlines, one \"\"quote\"\"\",1985.0,162,movie\r\n"
        "2,\"[\"\"Crime\"\",\"\"Drama\"\"]\",sm/upload/aa/heat-crop,heat-1995,Heat,en,x,1995,170,"
        "movie\r\n"
        "3,,,other,Other,en,,2001,90,movie\r\n"
        "4,,https://example.org/a.jpg,film:151796,\xc3\x89t\xc3\xa9,fr,,,,tv\r\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
    LbFilmFactsCount count = lb_filmfacts_count(facts);
    assert_int_equal(count.rows, 4);
    assert_int_equal(count.bad, 0);
    assert_int_equal(count.matched, 3);
    assert_int_equal(count.with_id, 1);
    lb_filmfacts_lend(facts, &films);
    assert_text(&films.titles, 0, "Heat");
    assert_text(&films.titles, 1, "");
    assert_text(&films.titles, 2, "Ran");
    assert_text(&films.titles, 3, "\xc3\x89t\xc3\xa9");
    assert_text(&films.posters, 0, "https://a.ltrbxd.com/resized/sm/upload/aa/heat-crop.jpg");
    assert_text(&films.posters, 3, "https://example.org/a.jpg");
    assert_int_equal(films.year[0], 1995);
    assert_int_equal(films.year[1], LB_NO_YEAR);
    assert_int_equal(films.year[2], 1985);
    assert_int_equal(films.runtime_minutes[2], 162);
    assert_int_equal(films.kind[2], LB_KIND_FILM);
    assert_int_equal(films.kind[3], LB_KIND_TV);
    assert_int_equal(films.kind[1], LB_KIND_UNKNOWN);
    assert_true(films.genres[0] == (genre(&films, "Crime") | genre(&films, "Drama")));
    assert_true(films.genres[2] == (genre(&films, "War") | genre(&films, "Drama")));
    assert_true(films.genres[1] == 0);
    assert_text(&films.language_names, films.language[2], "ja");
    assert_int_equal(films.language[1], -1);
    assert_int_equal(films.letterboxd_id[2], 51700);
    assert_int_equal(films.n_by_id, 1);
    assert_int_equal(films.by_id[0], 2);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__reads_a_table_with_bars_and_ids(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbFilms      films = {0};
    LbIdMap     *ids   = ids_of(IDS);
    write_file("Genres,YEAR,slug,title,letterboxd_id\n"
               "Crime| Drama,1995,heat-1995,Heat,51994\n"
               "War|Drama,1985,ran,Ran,51700\n"
               ",1990,ran,Ran again,51700\n" /* a later row replaces an earlier one */
               "Noir,1950,unknown,Same id,51700\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
    lb_filmfacts_lend(facts, &films);
    assert_true(films.genres[0] == (genre(&films, "Crime") | genre(&films, "Drama")));
    assert_true(films.genres[2] == 0);
    assert_int_equal(films.year[2], 1990);
    assert_text(&films.titles, 2, "Ran again");
    assert_int_equal(films.n_by_id, 2); /* of films that share an id the first is found */
    assert_int_equal(films.by_id[0], 1);
    assert_int_equal(films.by_id[1], 0);
    assert_int_equal(lb_filmfacts_count(facts).with_id, 3);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void assert_names(const LbLists *lists, const LbStrings *names, int32_t film,
                         const char *const *expected)
{
    int32_t        n    = 0;
    const int32_t *item = lb_model_list(lists, 4, film, &n);
    for (int32_t i = 0; i < n; i++)
        assert_text(names, item[i], expected[i]);
    assert_null(expected[n]);
}

static void filmfacts__reads_the_full_kaggle_table(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbFilms      films = {0};
    LbIdMap     *ids   = ids_of(IDS);
    write_file(
        "_id,genres,image_url,imdb_id,imdb_link,movie_id,movie_title,original_language,overview,"
        "popularity,production_countries,release_date,runtime,spoken_languages,tmdb_id,tmdb_link,"
        "vote_average,vote_count,year_released,directors\n"
        "5fc8,\"['Action', 'War']\",,tt0089881,http://www.imdb.com/title/tt0089881/maindetails,"
        "ran,Ran,ja,,20.3,\"['Japan', \"\"C\u00f4te d'Ivoire\"\"]\",1985-06-01,162.0,[],11645,"
        "https://www.themoviedb.org/movie/11645/,8.2,1000,1985.0,Akira Kurosawa\n"
        "5fc9,,,,http://www.imdb.com/title/tt0113277/,heat-1995,Heat,en,,1,"
        "\"[\"\"United States of America\"\"]\",1995-12-15T00:00:00Z,170,,,"
        "https://www.themoviedb.org/movie/949/,8,1,1995,\"Michael Mann|Nobody|Michael Mann\"\n"
        "5fca,,,,,film:151796,Serial,en,,1,,,,,,https://www.themoviedb.org/tv/1399/,8,1,,\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
    lb_filmfacts_lend(facts, &films);
    LbFilmFactsCount count = lb_filmfacts_count(facts);
    assert_int_equal(count.bad, 0);
    assert_int_equal(count.with_imdb, 2);
    assert_int_equal(count.with_tmdb, 3);
    assert_int_equal(films.imdb_id[2], 89881);
    assert_int_equal(films.imdb_id[0], 113277);
    assert_int_equal(films.imdb_id[3], 0);
    assert_int_equal(films.tmdb_id[2], 11645);
    assert_int_equal(films.tmdb_id[0], 949);
    assert_int_equal(films.tmdb_id[3], 1399);
    assert_int_equal(films.kind[3], LB_KIND_TV);
    assert_int_equal(films.release_date[2], 19850601);
    assert_int_equal(films.release_date[0], 19951215);
    assert_int_equal(films.release_date[3], 0);
    assert_true(films.genres[2] == (genre(&films, "Action") | genre(&films, "War")));
    assert_names(&films.countries, &films.country_names, 2,
                 (const char *[]){"Japan", "C\u00f4te d'Ivoire", NULL});
    assert_names(&films.countries, &films.country_names, 0,
                 (const char *[]){"United States of America", NULL});
    assert_names(&films.countries, &films.country_names, 3, (const char *[]){NULL});
    assert_names(&films.directors, &films.director_names, 0,
                 (const char *[]){"Michael Mann", "Nobody", NULL});
    assert_int_equal(films.original_titles.n, 0);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__joins_movies_and_links_of_movielens(void **state)
{
    (void)state;
    static const char *const numbers[] = {"29", "1", "541", NULL};
    LbError                  err;
    char                     links[80];
    LbFilmFacts             *facts   = NULL;
    LbFilms                  films   = {0};
    LbIdMap                 *ids     = ids_of(numbers);
    const char *const        files[] = {path, links};
    snprintf(links, sizeof links, "%s.links", path);
    write_file("movieId,imdbId,tmdbId\n1,0114709,862\n29,112682,902.0\n541,0083658,\n9,1,1\n");
    assert_int_equal(rename(path, links), 0);
    write_file("movieId,title,genres\n"
               "1,Toy Story (1995),Adventure|Animation\n"
               "29,\"City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)\",Drama\n"
               "541,Blade Runner,(no genres listed)\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, files, 2, ids, NULL, &err));
    lb_filmfacts_lend(facts, &films);
    assert_int_equal(lb_filmfacts_count(facts).rows, 7);
    assert_int_equal(lb_filmfacts_count(facts).matched, 3);
    assert_int_equal(lb_filmfacts_count(facts).bad, 0);
    assert_text(&films.titles, 0, "The City of Lost Children");
    assert_text(&films.original_titles, 0, "La Cit\u00e9 des enfants perdus");
    assert_text(&films.titles, 1, "Toy Story");
    assert_text(&films.titles, 2, "Blade Runner");
    assert_int_equal(films.year[0], 1995);
    assert_int_equal(films.year[2], LB_NO_YEAR);
    assert_int_equal(films.imdb_id[0], 112682);
    assert_int_equal(films.imdb_id[1], 114709);
    assert_int_equal(films.tmdb_id[0], 902);
    assert_int_equal(films.tmdb_id[1], 862);
    assert_int_equal(films.tmdb_id[2], 0);
    assert_true(films.genres[2] == 0);
    assert_null(films.release_date);
    assert_null(films.countries.start);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
    assert_int_equal(unlink(links), 0);
}

static void filmfacts__tells_what_is_no_id(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts      = NULL;
    LbIdMap     *ids        = ids_of(IDS);
    char         text[4096] = "";
    LbReporter   reporter   = {.message = remember, .ctx = text};
    write_file("slug,imdb_id,TMDb ID,release_date,letterboxd_id\n"
               "ran,nm0000041,eleven,soon,nine\n"
               "heat-1995,nan,None,\\N,nan\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, &reporter, &err));
    assert_int_equal(lb_filmfacts_count(facts).bad, 4);
    assert_non_null(strstr(text, "line 2: letterboxd_id: expected a number above 0, found 'nine'"));
    assert_non_null(strstr(text, "line 2: imdb_id: expected an IMDb id like tt0137523, found 'nm"));
    assert_non_null(strstr(text, "line 2: tmdb_id: expected a number above 0, found 'eleven'"));
    assert_non_null(strstr(text, "line 2: release_date: expected a day as 1999-10-15, found 'so"));
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__warns_of_bad_rows_and_goes_on(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts      = NULL;
    LbFilms      films      = {0};
    LbIdMap     *ids        = ids_of(IDS);
    char         text[4096] = "";
    LbReporter   reporter   = {.message = remember, .ctx = text};
    write_file("slug,title,year,runtime,image_url\n"
               "ran,Ran\n"
               "ran,Ran,soon,162,film-poster/9/9/98-ran\n"
               "\"ran\"x,Ran,1985,162,\n"
               "heat-1995,He\x01t,1995,100000,/etc/passwd\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, &reporter, &err));
    lb_filmfacts_lend(facts, &films);
    assert_int_equal(lb_filmfacts_count(facts).bad, 4);
    assert_non_null(strstr(text, "line 2: expected 5 fields, found 2\n"));
    assert_non_null(strstr(text, "line 3: year: expected 1870..2100, found 'soon'\n"));
    assert_non_null(strstr(text, "line 4"));
    assert_non_null(strstr(text, "line 5: runtime"));
    assert_int_equal(films.year[2], LB_NO_YEAR);
    assert_int_equal(films.runtime_minutes[2], 162);
    assert_int_equal(films.letterboxd_id[2], 0); /* the address contradicts itself */
    assert_text(&films.titles, 0, "He t");
    assert_text(&films.posters, 0, "");
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__reports_ten_bad_rows_and_counts_all(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts      = NULL;
    LbIdMap     *ids        = ids_of(IDS);
    char         file[600]  = "slug,title\n";
    char         text[4096] = "";
    int          lines      = 0;
    LbReporter   reporter   = {.message = remember, .ctx = text};
    for (int i = 0; i < 30; i++)
        strncat(file, "ran\n", sizeof file - strlen(file) - 1);
    strncat(file, "ran,Ran\n", sizeof file - strlen(file) - 1);
    write_file(file);
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, &reporter, &err));
    assert_int_equal(lb_filmfacts_count(facts).bad, 30);
    for (const char *p = text; *p != '\0'; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 10);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__reads_what_a_spreadsheet_saved(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts      = NULL;
    LbFilms      films      = {0};
    LbIdMap     *ids        = ids_of(IDS);
    char         text[4096] = "";
    LbReporter   reporter   = {.message = remember, .ctx = text};
    write_file("slug;title;year\r\n ran ;Ran, or chaos;1985\r\nheat-1995;H\xE9"
               "at;1995\r\n");
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, &reporter, &err));
    lb_filmfacts_lend(facts, &films);
    assert_text(&films.titles, 2, "Ran, or chaos");
    assert_int_equal(films.year[2], 1985);
    assert_text(&films.titles, 0,
                "H\xEF\xBF\xBD"
                "at");
    if (strstr(text, "line 3: title: expected text in UTF-8") == NULL) fail_msg("%s", text);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__cuts_long_texts_and_caps_genres(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts      = NULL;
    LbFilms      films      = {0};
    LbIdMap     *ids        = ids_of(IDS);
    static char  file[4000] = "slug,title,genres\nran,";
    size_t       len        = strlen(file);
    memset(file + len, 'x', 900);
    len += 900;
    file[len++] = ',';
    for (int g = 0; g < 80; g++)
        len += (size_t)snprintf(file + len, sizeof file - len, "genre %d|", g);
    write_file(file);
    LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
    lb_filmfacts_lend(facts, &films);
    assert_int_equal(films.titles.start[3] - films.titles.start[2], 500);
    assert_int_equal(films.genre_names.n, LB_GENRES_MAX);
    assert_true(films.genres[2] == UINT64_MAX);
    lb_filmfacts_free(facts);
    lb_idmap_free(ids);
}

static void filmfacts__refuses_a_file_without_films(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbIdMap     *ids   = ids_of(IDS);
    write_file("name,year\nRan,1985\n");
    LB_ASSERT_FAILS(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_EDATA,
                    "expected a column slug or movie_id, found name, year");
    write_file("_id,movie_id,rating_val,user_id\n1,ran,8,anna\n");
    LB_ASSERT_FAILS(
        lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_EDATA,
        "expected columns of titles, years, genres or other facts, found _id, movie_id");
    write_file("slug,title\nRAN,Ran\n");
    LB_ASSERT_FAILS(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_EDATA,
                    "none of its films is among those of the ratings");
    write_file("slug,title\n");
    LB_ASSERT_FAILS(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_EDATA, "none of its");
    write_file("");
    LB_ASSERT_FAILS(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_EDATA, "empty file");
    assert_int_equal(unlink(path), 0);
    LB_ASSERT_FAILS(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err), LB_ENOINPUT, path);
    assert_null(facts);
    lb_idmap_free(ids);
}

/* Of several languages the original one, which comes first. */
static void filmfacts__takes_one_language(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"fr", "fr"},
        {"\"['French', 'English']\"", "French"},
        {"\"[French, English]\"", "French"},
        {"French|English", "French"},
        {"French / English", "French"},
        {"\"fr, en\"", "fr"},
        {"\"Greek, Modern\"", "Greek, Modern"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError      err;
        LbFilmFacts *facts = NULL;
        LbFilms      films = {0};
        LbIdMap     *ids   = ids_of(IDS);
        char         text[256];
        (void)snprintf(text, sizeof text, "slug,title,language\nran,Ran,%s\n", cases[i][0]);
        write_file(text);
        LB_ASSERT_OK(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err));
        lb_filmfacts_lend(facts, &films);
        assert_text(&films.language_names, films.language[2], cases[i][1]);
        lb_filmfacts_free(facts);
        lb_idmap_free(ids);
    }
}

static void filmfacts__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError      err;
    LbFilmFacts *facts = NULL;
    LbIdMap     *ids   = ids_of(IDS);
    write_file("slug,title,genres,original_language,image_url,imdb_id,director,country\n"
               "ran,Ran,War,ja,film-poster/5/1/7/0/0/51700-ran,tt0089881,Akira Kurosawa,Japan\n");
    LB_ASSERT_SURVIVES_NOMEM(lb_filmfacts_read(&facts, paths, 1, ids, NULL, &err),
                             lb_filmfacts_free(facts));
    lb_idmap_free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filmfacts__reads_what_programs_write_for_none),
        cmocka_unit_test(filmfacts__reads_the_kaggle_table),
        cmocka_unit_test(filmfacts__reads_a_table_with_bars_and_ids),
        cmocka_unit_test(filmfacts__reads_the_full_kaggle_table),
        cmocka_unit_test(filmfacts__joins_movies_and_links_of_movielens),
        cmocka_unit_test(filmfacts__tells_what_is_no_id),
        cmocka_unit_test(filmfacts__warns_of_bad_rows_and_goes_on),
        cmocka_unit_test(filmfacts__reports_ten_bad_rows_and_counts_all),
        cmocka_unit_test(filmfacts__reads_what_a_spreadsheet_saved),
        cmocka_unit_test(filmfacts__cuts_long_texts_and_caps_genres),
        cmocka_unit_test(filmfacts__refuses_a_file_without_films),
        cmocka_unit_test(filmfacts__takes_one_language),
        cmocka_unit_test(filmfacts__survives_lack_of_memory),
    };
    snprintf(path, sizeof path, "/tmp/lbrec_filmfacts_%ld.csv", (long)getpid());
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failures;
}
