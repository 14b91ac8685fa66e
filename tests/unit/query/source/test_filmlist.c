/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/filmlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file with this text; the caller unlinks it. */
static void write_file(char path[64], const char *text, size_t len)
{
    snprintf(path, 64, "/tmp/lbrec-filmlist-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
}

static LbStatus read_text(LbFilmList *list, const char *text, LbError *err)
{
    char path[64];
    write_file(path, text, strlen(text));
    LbStatus st = lb_filmlist_read(list, path, err);
    unlink(path);
    return st;
}

static void filmlist__reads_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *line, *slug, *title;
        int64_t     id;
        int         year;
    } cases[] = {
        {"alien", "alien", "", 0, 0},
        {"9574", "9574", "", 0, 0},
        {"film:151796", "film:151796", "", 0, 0},
        {"https://letterboxd.com/film/face-off/", "face-off", "", 0, 0},
        {"letterboxd.com/film/face-off", "face-off", "", 0, 0},
        {"https://letterboxd.com/somebody/film/face-off/2/", "face-off", "", 0, 0},
        {"https://letterboxd.com/film/face-off/?x=1", "face-off", "", 0, 0},
        {"https://boxd.it/2a9q", "", "", 51568, 0},
        {"boxd.it/2a9q", "", "", 51568, 0},
        {"Face/Off (1997)", "", "Face/Off", 0, 1997},
        {"  Amélie (2001) ", "", "Amélie", 0, 2001},
        {"2001 (1968) (1999)", "", "2001 (1968)", 0, 1999},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err = {0};
        LbFilmList list;
        LB_ASSERT_OK(read_text(&list, cases[i].line, &err));
        assert_int_equal(list.n, 1);
        assert_string_equal(list.entries[0].slug, cases[i].slug);
        assert_string_equal(list.entries[0].title, cases[i].title);
        assert_int_equal(list.entries[0].id, cases[i].id);
        assert_int_equal(list.entries[0].year, cases[i].year);
        lb_filmlist_clear(&list);
    }
}

static void filmlist__lines_end_in_any_way(void **state)
{
    (void)state;
    LbError    err = {0};
    LbFilmList list;
    LB_ASSERT_OK(read_text(&list, "\xEF\xBB\xBFone\r\n\r\n  \ntwo\nthree", &err));
    assert_int_equal(list.n, 3);
    assert_string_equal(list.entries[0].slug, "one");
    assert_string_equal(list.entries[1].slug, "two");
    assert_string_equal(list.entries[2].slug, "three");
    lb_filmlist_clear(&list);
    LB_ASSERT_OK(read_text(&list, "", &err));
    assert_int_equal(list.n, 0);
    lb_filmlist_clear(&list);
}

static void filmlist__refuses_other_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Face/Off",
        "Face/Off (97)",
        "https://letterboxd.com/somebody/",
        "(1997)",
        "https://boxd.it/41x4Bd",
        "https://example.org/film/alien/",
        "Title (1500)",
        "https://letterboxd.com/film/",
        "UPPER",
    };
    LbError    err = {0};
    LbFilmList list;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "alien\n%s\n", lines[i]);
        LB_ASSERT_FAILS(read_text(&list, text, &err), LB_EDATA, ":2: expected a slug");
        assert_null(list.entries);
    }
    char path[64];
    write_file(path, "al\0ien\n", 7);
    LB_ASSERT_FAILS(lb_filmlist_read(&list, path, &err), LB_EDATA, "NUL");
    unlink(path);
    LB_ASSERT_FAILS(lb_filmlist_read(&list, "/nonexistent/list", &err), LB_ENOINPUT,
                    "/nonexistent/list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filmlist__reads_every_form),
        cmocka_unit_test(filmlist__lines_end_in_any_way),
        cmocka_unit_test(filmlist__refuses_other_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
