/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/film_file.h"

#include <math.h>
#include <stdio.h>

#define FILMS(name) (LB_TEST_DATA "/films/" name)

static const LbFilmFileSettings usual = {.scale = {0, 0}};

static void read_path(LbFilmFile *file, const char *path)
{
    LbError  err = {0};
    LbInput *in  = NULL;
    LB_ASSERT_OK(lb_input_open(&in, path, &err));
    LB_ASSERT_OK(lb_film_file_read(file, in, path, &usual, NULL, &err));
    lb_input_close(in);
}

static LbStatus read_text(LbFilmFile *file, const char *text, const LbFilmFileSettings *settings,
                          LbError *err)
{
    LbInput *in = NULL;
    LbStatus st = lb_input_open_memory(&in, text, strlen(text), NULL, err);
    if (st == LB_OK) st = lb_film_file_read(file, in, "films.csv", settings, NULL, err);
    lb_input_close(in);
    return st;
}

typedef struct Counts {
    int    films, rated, watched, wishes, series;
    double stars; /* their sum */
} Counts;

static Counts count(const LbFilmFile *file)
{
    Counts counts = {.films = (int)file->records.n, .series = (int)file->records.series};
    for (size_t i = 0; i < file->records.n; i++) {
        LbEntry entry = lb_film_file_entry(file, &file->records.items[i]);
        counts.rated += entry.stars > 0;
        counts.watched += entry.watched;
        counts.wishes += entry.watchlist;
        counts.stars += (double)entry.stars;
    }
    return counts;
}

/* One file of every format, by what is counted in it. */
static void film_file__knows_every_format(void **state)
{
    (void)state;
    static const struct {
        const char *path, *what;
        LbSource    source;
        Counts      counts;
    } cases[] = {
        {FILMS("imdb-ratings.csv"), "IMDb's ratings", LB_SOURCE_IMDB, {4, 4, 4, 0, 3, 16.0}},
        {FILMS("imdb-watchlist.csv"), "an IMDb list", LB_SOURCE_IMDB, {2, 1, 1, 1, 1, 4.5}},
        {FILMS("import.csv"), "Letterboxd's import format", LB_SOURCE_TABLE, {4, 3, 4, 0, 0, 12.5}},
        {FILMS("import-list.csv"), "a table of films", LB_SOURCE_TABLE, {2, 0, 0, 0, 0, 0}},
        {FILMS("letterboxd-list.csv"), "a Letterboxd list", LB_SOURCE_EXPORT, {2, 0, 0, 0, 0, 0}},
        {FILMS("movielens.csv"), "MovieLens's ratings", LB_SOURCE_MOVIELENS, {4, 3, 3, 0, 0, 12.5}},
        {FILMS("table-10.csv"), "a table of films", LB_SOURCE_TABLE, {3, 3, 3, 0, 0, 12.75}},
        {FILMS("table-100.tsv"), "a table of films", LB_SOURCE_TABLE, {3, 3, 3, 0, 0, 12.72727}},
        {FILMS("table-latin1.csv"), "a table of films", LB_SOURCE_TABLE, {4, 3, 3, 0, 0, 12.5}},
        {FILMS("table-utf16.csv"), "a table of films", LB_SOURCE_TABLE, {2, 2, 2, 0, 0, 9.5}},
        {FILMS("library.csv"), "a table of films", LB_SOURCE_TABLE, {3, 0, 0, 0, 0, 0}},
        {FILMS("jellyfin.json"), "a media library", LB_SOURCE_TABLE, {2, 0, 1, 0, 1, 0}},
        {FILMS("plex.json"), "a media library", LB_SOURCE_TABLE, {2, 1, 1, 0, 0, 4.5}},
        {FILMS("kodi.json"), "a media library", LB_SOURCE_TABLE, {2, 1, 1, 0, 0, 4.5}},
        {FILMS("radarr.json"), "a media library", LB_SOURCE_TABLE, {2, 0, 0, 0, 0, 0}},
        {FILMS("radarr-ids.json"), "films in JSON", LB_SOURCE_TABLE, {2, 0, 0, 0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbFilmFile file = {0};
        read_path(&file, cases[i].path);
        Counts counts = count(&file);
        print_message("%s: %d films, %d rated, %d watched, %d wishes, %d series, %g stars\n",
                      cases[i].path, counts.films, counts.rated, counts.watched, counts.wishes,
                      counts.series, counts.stars);
        assert_string_equal(file.what, cases[i].what);
        assert_int_equal(file.source, cases[i].source);
        assert_int_equal(counts.films, cases[i].counts.films);
        assert_int_equal(counts.rated, cases[i].counts.rated);
        assert_int_equal(counts.watched, cases[i].counts.watched);
        assert_int_equal(counts.wishes, cases[i].counts.wishes);
        assert_int_equal(counts.series, cases[i].counts.series);
        LB_ASSERT_NEAR(counts.stars, cases[i].counts.stars, 1e-4);
        lb_film_file_clear(&file);
    }
}

static void film_file__identities_are_read_from_any_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t     imdb, tmdb;
        int64_t     id;
        const char *slug, *title;
        int         year;
    } cases[] = {
        {"Title,Year,imdbID,tmdbID\nAlien,1979,tt0078748,348\n", 78748, 348, 0, "", "Alien", 1979},
        {"imdb_id\n78748\n", 78748, 0, 0, "", "", 0},
        {"tconst\tprimaryTitle\nTT0078748\tAlien\n", 78748, 0, 0, "", "Alien", 0},
        {"tmdb\n348.0\n", 0, 348, 0, "", "", 0},
        {"tmdb_link\nhttps://www.themoviedb.org/movie/348-alien\n", 0, 348, 0, "", "", 0},
        {"Name;Letterboxd URI\nAlien;https://boxd.it/2a9q\n", 0, 0, 51568, "", "Alien", 0},
        {"url\nhttps://letterboxd.com/film/alien/\n", 0, 0, 0, "alien", "", 0},
        {"film\nAlien (1979)\n", 0, 0, 0, "", "Alien", 1979},
        {"film\nalien\n", 0, 0, 0, "alien", "", 0},
        {"movie_id\nalien\n", 0, 0, 0, "alien", "", 0},
        {"movie\nAlien\n", 0, 0, 0, "", "Alien", 0},
        {"title,year\n\"Matrix, The (1999)\",\n", 0, 0, 0, "", "The Matrix", 1999},
        {"title|year\nAlien|1979.0\n", 0, 0, 0, "", "Alien", 1979},
        {"title,year\nAlien,(1979)\n", 0, 0, 0, "", "Alien", 1979},
        {"| # | Film |\n|---|:--|\n| 1 | Alien (1979) |\n", 0, 0, 0, "", "Alien", 1979},
        {"\rAlien (1979)\r\r", 0, 0, 0, "", "Alien", 1979},
        {"\"title\", \"year\"\n\"Alien\", \"1979\"\n", 0, 0, 0, "", "Alien", 1979},
        {"title,release_date\nAlien,1979-05-25\n", 0, 0, 0, "", "Alien", 1979},
        {"[{\"id\": 348}]", 0, 348, 0, "", "", 0},
        {"[{\"tmdbId\": 348, \"imdbId\": \"tt0078748\", \"title\": \"Alien\"}]", 78748, 348, 0, "",
         "Alien", 0},
        {"{\"results\": [{\"name\": \"Alien\", \"year\": 1979}]}", 0, 0, 0, "", "Alien", 1979},
        {"{\"title\": \"Alien\", \"year\": 1979}\n", 0, 0, 0, "", "Alien", 1979},
        {"tt0078748\n", 78748, 0, 0, "tt0078748", "", 0},
        {"https://www.imdb.com/title/tt0078748/\n", 78748, 0, 0, "", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err  = {0};
        LbFilmFile file = {0};
        LB_ASSERT_OK(read_text(&file, cases[i].text, &usual, &err));
        print_message("%s\n", cases[i].text);
        assert_int_equal(file.records.n, 1);
        const LbFilmRecord *record = &file.records.items[0];
        assert_int_equal(record->imdb_id, cases[i].imdb);
        assert_int_equal(record->tmdb_id, cases[i].tmdb);
        assert_int_equal(record->id, cases[i].id);
        assert_string_equal(record->slug, cases[i].slug);
        assert_string_equal(record->title, cases[i].title);
        assert_int_equal(record->year, cases[i].year);
        lb_film_file_clear(&file);
    }
}

static double stars_of(const char *rating, LbScale scale)
{
    LbError            err      = {0};
    LbFilmFileSettings settings = {.scale = scale};
    LbFilmFile         file;
    char               text[256];
    snprintf(text, sizeof text, "title;rating\nOne;%s\n", rating);
    LB_ASSERT_OK(read_text(&file, text, &settings, &err));
    LbEntry entry = lb_film_file_entry(&file, &file.records.items[0]);
    lb_film_file_clear(&file);
    return (double)entry.stars;
}

static void film_file__a_scale_is_that_of_the_format_or_given(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbFilmFile file = {0};
    LB_ASSERT_NEAR(stars_of("4,5", (LbScale){0, 0}), 4.5, 0);
    LB_ASSERT_NEAR(stars_of("9", (LbScale){0, 0}), 4.5, 0);
    LB_ASSERT_NEAR(stars_of("4", (LbScale){1, 10}), 2, 0);
    LB_ASSERT_NEAR(stars_of("80", (LbScale){0, 0}), 1 + 3.0909, 0.001);
    LB_ASSERT_NEAR(stars_of("0", (LbScale){0, 0}), 0, 0);  /* not rated */
    LB_ASSERT_NEAR(stars_of("-1", (LbScale){0, 0}), 0, 0); /* MovieLens's word for it */
    LB_ASSERT_NEAR(stars_of("", (LbScale){0, 0}), 0, 0);
    /* The format knows better than --scale. */
    LB_ASSERT_OK(read_text(&file, "Const,Your Rating,Title\ntt0078748,5,Alien\n",
                           &(LbFilmFileSettings){.scale = {1, 5}}, &err));
    LB_ASSERT_NEAR(lb_film_file_entry(&file, &file.records.items[0]).stars, 2.5, 0);
    lb_film_file_clear(&file);
    /* Rating10 is of ten in any file. */
    LB_ASSERT_OK(read_text(&file, "Title,Rating,Rating10\nA,4,\nB,,9\n", &usual, &err));
    LB_ASSERT_NEAR(lb_film_file_entry(&file, &file.records.items[0]).stars, 4, 0);
    LB_ASSERT_NEAR(lb_film_file_entry(&file, &file.records.items[1]).stars, 4.5, 0);
    lb_film_file_clear(&file);
}

static void film_file__says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"title,rating\nA,4\nB,good\n", "line 3: expected a rating, found 'good'"},
        {"title,year\nA,soon\n", "line 2: expected a year, found 'soon'"},
        {"title,year\nA\n", "line 2: expected 2 fields, found 1"},
        {"Const,Your Rating,Title\ntt0078748,11,Alien\n",
         "line 2: expected a rating of 1 to 10, found '11'"},
        {"Name,Letterboxd URI,Rating\nA,https://boxd.it/1,0\n", "expected a rating of 0.5 to 5"},
        {"[{\"title\": \"A\", \"year\": \"soon\"}]", "film 1: expected a year, found 'soon'"},
        {"[{\"title\": \"A\"", "line 1"},
        {"What is this?\n", "line 1: expected a slug"},
        {"title\nA\"B\"\n\"open\n", "line 3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err  = {0};
        LbFilmFile file = {0};
        LB_ASSERT_FAILS(read_text(&file, cases[i].text, &usual, &err), LB_EDATA, cases[i].message);
        assert_int_equal(file.records.n, 0);
        assert_null(file.records.items);
    }
    LbError    err  = {0};
    LbFilmFile file = {0};
    /* A list's ratings are nobody's business. */
    LB_ASSERT_OK(read_text(&file, "Const,Your Rating,Title\ntt0078748,11,Alien\n",
                           &(LbFilmFileSettings){.is_list = true}, &err));
    lb_film_file_clear(&file);
}

/* What lbrec recommends it has not seen: an answer that comes back is a list. */
static void film_file__an_answer_rates_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "user,rank,film,title,year,score,stars\nann,1,alien,Alien,1979,4.2,4.2\n",
        "{\"user\": \"ann\", \"recommendations\": [{\"film\": \"alien\", \"title\": \"Alien\", "
        "\"year\": 1979, \"stars\": 4.2}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        LbError    err  = {0};
        LbFilmFile file = {0};
        LB_ASSERT_OK(read_text(&file, texts[i], &usual, &err));
        assert_true(file.is_own);
        assert_int_equal(file.records.n, 1);
        assert_string_equal(file.records.items[0].user, "ann");
        assert_true(isnan(file.records.items[0].rating));
        LbEntry entry = lb_film_file_entry(&file, &file.records.items[0]);
        assert_false(entry.watched || entry.watchlist);
        lb_film_file_clear(&file);
    }
}

static void film_file__series_are_counted_and_left(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbFilmFile file = {0};
    LB_ASSERT_OK(
        read_text(&file,
                  "Title,Type,tmdb\nA,movie,\nB,tvSeries,\nC,TV Movie,\nD,Video Game,\n"
                  "E,TV Mini Series,\nF,tvEpisode,\nG,show,\nH,,https://themoviedb.org/tv/1\n"
                  "I,short,\nJ,Podcast Episode,\n,movie,\n",
                  &usual, &err));
    assert_int_equal(file.records.n, 3);
    assert_int_equal(file.records.series, 7);
    assert_int_equal(file.records.blank, 1);
    lb_film_file_clear(&file);
}

static LbStatus open_and_read(LbFilmFile *file, const char *path)
{
    LbError  err = {0};
    LbInput *in  = NULL;
    LbStatus st  = lb_input_open(&in, path, &err);
    if (st == LB_OK) st = lb_film_file_read(file, in, path, &usual, NULL, &err);
    lb_input_close(in);
    return st;
}

static void film_file__survives_failing_allocations(void **state)
{
    (void)state;
    static const char *const paths[] = {FILMS("imdb-watchlist.csv"), FILMS("jellyfin.json"),
                                        FILMS("table-utf16.csv"), FILMS("table-latin1.csv"),
                                        LB_TEST_DATA "/../fuzz/corpus/films/all"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        LbFilmFile file = {0};
        LB_ASSERT_SURVIVES_NOMEM(open_and_read(&file, paths[i]), lb_film_file_clear(&file));
    }
}

static void film_file__reads_ratings_in_stars(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double      stars;
    } cases[]                          = {{"★★★★★", 5}, {"★★★½", 3.5}, {"½", 0.5}, {"★★☆☆☆", 2}, {"⭐️⭐️⭐️", 3},
                                          {"☆☆☆☆☆", 0}};
    static const char *const refused[] = {"★★★★★★", "★★★ of 5", "½½x", "4/5"};
    LbError                  err       = {0};
    char                     text[128];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbFilmFile file;
        snprintf(text, sizeof text, "Title,Year,Rating\nHeat,1995,%s\nAlien,1979,★\n",
                 cases[i].text);
        LB_ASSERT_OK(read_text(&file, text, &usual, &err));
        LB_ASSERT_NEAR(lb_film_file_entry(&file, &file.records.items[0]).stars, cases[i].stars, 0);
        lb_film_file_clear(&file);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        LbFilmFile file;
        snprintf(text, sizeof text, "Title,Year,Rating\nHeat,1995,%s\n", refused[i]);
        LB_ASSERT_FAILS(read_text(&file, text, &usual, &err), LB_EDATA, "expected a rating");
    }
}

static void film_file__reads_an_array_of_names(void **state)
{
    (void)state;
    LbError    err = {0};
    LbFilmFile file;
    LB_ASSERT_OK(read_text(&file, "[\"alien\", \"Heat (1995)\", 7, [\"deep\"]]", &usual, &err));
    assert_int_equal(file.records.n, 2);
    assert_string_equal(file.records.items[0].slug, "alien");
    assert_string_equal(file.records.items[1].title, "Heat");
    assert_int_equal(file.records.items[1].year, 1995);
    lb_film_file_clear(&file);
    LB_ASSERT_OK(
        read_text(&file, "{\"films\": [\"alien\"], \"genres\": [\"Drama\"]}", &usual, &err));
    assert_int_equal(file.records.n, 1);
    assert_string_equal(file.records.items[0].slug, "alien");
    lb_film_file_clear(&file);
    LB_ASSERT_OK(read_text(&file, "{\"more\": {\"films\": [\"Drama\"]}}", &usual, &err));
    assert_int_equal(file.records.n, 0);
    lb_film_file_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_file__reads_ratings_in_stars),
        cmocka_unit_test(film_file__reads_an_array_of_names),
        cmocka_unit_test(film_file__knows_every_format),
        cmocka_unit_test(film_file__identities_are_read_from_any_column),
        cmocka_unit_test(film_file__a_scale_is_that_of_the_format_or_given),
        cmocka_unit_test(film_file__says_what_is_wrong),
        cmocka_unit_test(film_file__an_answer_rates_nothing),
        cmocka_unit_test(film_file__series_are_counted_and_left),
        cmocka_unit_test(film_file__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
