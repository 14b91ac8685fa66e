/* SPDX-License-Identifier: MIT */
#include "query/source/film_list.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file with this text; the caller unlinks it. */
static void write_file(char path[64], const char *text, size_t len)
{
    snprintf(path, 64, "/tmp/lbrec-film-list-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
}

static LbStatus read_text(LbFilmList *list, const char *text, LbListOf which, LbError *err)
{
    char path[64];
    write_file(path, text, strlen(text));
    LbStatus st = lb_film_list_read(list, path, which, NULL, err);
    unlink(path);
    return st;
}

static void film_list__reads_every_form_of_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *line, *slug, *title;
        int64_t     id;
        int32_t     imdb, tmdb;
        int         year;
    } cases[] = {
        {"alien", "alien", "", 0, 0, 0, 0},
        {"9574", "9574", "", 0, 0, 0, 0},
        {"film:151796", "film:151796", "", 0, 0, 0, 0},
        {"https://letterboxd.com/film/face-off/", "face-off", "", 0, 0, 0, 0},
        {"letterboxd.com/film/face-off", "face-off", "", 0, 0, 0, 0},
        {"https://letterboxd.com/somebody/film/face-off/2/", "face-off", "", 0, 0, 0, 0},
        {"https://letterboxd.com/film/face-off/?x=1", "face-off", "", 0, 0, 0, 0},
        {"https://boxd.it/2a9q", "", "", 51568, 0, 0, 0},
        {"boxd.it/2a9q", "", "", 51568, 0, 0, 0},
        {"Face/Off (1997)", "", "Face/Off", 0, 0, 0, 1997},
        {"  Am\u00e9lie (2001) ", "", "Am\u00e9lie", 0, 0, 0, 2001},
        {"2001 (1968) (1999)", "", "2001 (1968)", 0, 0, 0, 1999},
        {"tt0137523", "tt0137523", "", 0, 137523, 0, 0},
        {"https://www.imdb.com/title/tt0137523/", "", "", 0, 137523, 0, 0},
        {"https://www.themoviedb.org/movie/550-fight-club", "", "", 0, 0, 550, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err = {0};
        LbFilmList list;
        LB_ASSERT_OK(read_text(&list, cases[i].line, LB_LIST_ALL, &err));
        assert_int_equal(list.n, 1);
        assert_string_equal(list.entries[0].slug, cases[i].slug);
        assert_string_equal(list.entries[0].title, cases[i].title);
        assert_int_equal(list.entries[0].id, cases[i].id);
        assert_int_equal(list.entries[0].imdb_id, cases[i].imdb);
        assert_int_equal(list.entries[0].tmdb_id, cases[i].tmdb);
        assert_int_equal(list.entries[0].year, cases[i].year);
        lb_film_list_clear(&list);
    }
}

static void film_list__lines_end_in_any_way(void **state)
{
    (void)state;
    LbError    err = {0};
    LbFilmList list;
    LB_ASSERT_OK(read_text(&list, "\xEF\xBB\xBFone\r\n\r\n  \ntwo\nthree", LB_LIST_ALL, &err));
    assert_int_equal(list.n, 3);
    assert_string_equal(list.entries[0].slug, "one");
    assert_string_equal(list.entries[1].slug, "two");
    assert_string_equal(list.entries[2].slug, "three");
    lb_film_list_clear(&list);
    LB_ASSERT_OK(read_text(&list, "", LB_LIST_ALL, &err));
    assert_int_equal(list.n, 0);
    lb_film_list_clear(&list);
}

static void film_list__refuses_other_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Face/Off",
        "Face/Off (97)",
        "https://letterboxd.com/somebody/",
        "(1997)",
        "https://boxd.it/41x4Bd",
        "https://example.org/film/alien/",
        "https://www.themoviedb.org/tv/1399",
        "https://www.imdb.com/name/nm0000123/",
        "Title (1500)",
        "https://letterboxd.com/film/",
        "UPPER",
    };
    LbError    err = {0};
    LbFilmList list;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "alien\n%s\n", lines[i]);
        LB_ASSERT_FAILS(read_text(&list, text, LB_LIST_ALL, &err), LB_EDATA,
                        "line 2: expected a slug");
        assert_null(list.entries);
    }
    char path[64];
    write_file(path, "al\0ien\n", 7);
    LB_ASSERT_FAILS(lb_film_list_read(&list, path, LB_LIST_ALL, NULL, &err), LB_EDATA, "NUL");
    unlink(path);
    LB_ASSERT_FAILS(lb_film_list_read(&list, "/nonexistent/list", LB_LIST_ALL, NULL, &err),
                    LB_ENOINPUT, "/nonexistent/list");
}

/* A profile as a list: the films that the option is about, or all of them. */
static void film_list__takes_what_is_meant_of_a_profile(void **state)
{
    (void)state;
    static const char imdb[] =
        "Position,Const,Created,Title,Title Type,Year,Your Rating,Date Rated\n"
        "1,tt0078748,2024-01-02,Alien,Movie,1979,,\n"
        "2,tt0119094,2024-01-03,Face/Off,Movie,1997,8,2024-02-01\n"
        "3,tt0903747,2024-01-03,Breaking Bad,TV Series,2008,,\n";
    LbError    err = {0};
    LbFilmList list;
    LB_ASSERT_OK(read_text(&list, imdb, LB_LIST_ALL, &err));
    assert_int_equal(list.n, 2);
    lb_film_list_clear(&list);
    LB_ASSERT_OK(read_text(&list, imdb, LB_LIST_WISHES, &err));
    assert_int_equal(list.n, 1);
    assert_int_equal(list.entries[0].imdb_id, 78748);
    assert_int_equal(list.entries[0].watchlist_date, 20240102);
    lb_film_list_clear(&list);
    LB_ASSERT_OK(read_text(&list, imdb, LB_LIST_SEEN, &err));
    assert_int_equal(list.n, 1);
    assert_int_equal(list.entries[0].imdb_id, 119094);
    assert_true(list.entries[0].stars == 0 && !list.entries[0].watched); /* a list rates nothing */
    lb_film_list_clear(&list);
    LB_ASSERT_OK(read_text(&list, "alien\nface-off\n", LB_LIST_SEEN, &err));
    assert_int_equal(list.n, 2);
    lb_film_list_clear(&list);
}

static void film_list__survives_failing_allocations(void **state)
{
    (void)state;
    LbError    err = {0};
    LbFilmList list;
    char       path[64];
    write_file(path, "title,year\nAlien,1979\nHeat,1995\n", 32);
    LB_ASSERT_SURVIVES_NOMEM(lb_film_list_read(&list, path, LB_LIST_ALL, NULL, &err),
                             lb_film_list_clear(&list));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_list__reads_every_form_of_a_line),
        cmocka_unit_test(film_list__lines_end_in_any_way),
        cmocka_unit_test(film_list__refuses_other_lines),
        cmocka_unit_test(film_list__takes_what_is_meant_of_a_profile),
        cmocka_unit_test(film_list__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
