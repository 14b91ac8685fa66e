/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/read_markdown.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void read_markdown__knows_one(void **state)
{
    (void)state;
    static const char *const good[] = {"# Films\n",
                                       "\n\n## Films: ann\n1. x",
                                       "###### x",
                                       "1. [Alien](https://x)\n",
                                       "  - [Alien](x)",
                                       "* [Alien]",
                                       "12) [Alien](x)",
                                       "- Alien (1979)",
                                       "* [ ] Alien (1979)",
                                       "1. Alien (1979)\n\n2. Heat (1995)",
                                       "1) Alien (1979)\n2) Heat (1995)"};
    static const char *const bad[]  = {"",
                                       "alien\n",
                                       "#  Film   Stars\n",
                                       "#",
                                       "#1 Cheerleader Camp (2010)",
                                       "1. Alien (1979)",
                                       "1. Alien (1979)\n2) Heat (1995)",
                                       "1. Alien (1979)\n3. Heat (1995)",
                                       "9. April (2015)\n- x",
                                       "12 Angry Men (1957)\n2. x",
                                       "-Alien (1979)",
                                       "- ",
                                       "-1 [x]",
                                       "####### x",
                                       "2001: A Space Odyssey (1968)",
                                       "[Alien](x)"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(lb_read_markdown_is_one(slice(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(lb_read_markdown_is_one(slice(bad[i])));
}

static void check_film(const LbFilmRecord *film, const char *title, int year, const char *slug,
                       int32_t imdb_id)
{
    assert_string_equal(film->title, title);
    assert_int_equal(film->year, year);
    assert_string_equal(film->slug, slug);
    assert_int_equal(film->imdb_id, imdb_id);
}

static void read_markdown__reads_the_films_of_items(void **state)
{
    (void)state;
    static const char text[] =
        "## Films to see next: ann\n\n"
        "1. [Face/Off](https://letterboxd.com/film/face-off/) (1997), 138 min, 4.5 stars\n"
        "   because you rated Am\u00e9lie (2001) 5 stars\r\n"
        "2. [\\[REC\\] \\(1\\) \\\\](https://letterboxd.com/film/rec/), 78 min\n"
        "- [Alien (1979)](https://www.imdb.com/title/tt0078748/)\n"
        "* 2001: A \\*Space\\* Odyssey (1968), on Mubi (DE), 4.5 stars\n"
        "3. [Open](https://letterboxd.com/film/open/\n"
        "4. [No end\n"
        "- Untitled";
    LbError       err  = {0};
    LbFilmRecords list = {0};
    LB_ASSERT_OK(lb_read_markdown(&list, slice(text), &err));
    assert_int_equal(list.n, 7);
    check_film(&list.items[0], "Face/Off", 1997, "face-off", 0);
    check_film(&list.items[1], "[REC] (1) \\", 0, "rec", 0);
    check_film(&list.items[2], "Alien", 1979, "", 78748);
    check_film(&list.items[3], "2001: A *Space* Odyssey", 1968, "", 0);
    check_film(&list.items[4], "Open", 0, "open", 0);
    check_film(&list.items[5], "No end", 0, "", 0);
    check_film(&list.items[6], "Untitled", 0, "", 0);
    assert_int_equal(list.items[3].line, 7);
    lb_film_records_clear(&list);
}

static void read_markdown__refuses_a_text_without_items(void **state)
{
    (void)state;
    LbError       err  = {0};
    LbFilmRecords list = {0};
    LB_ASSERT_FAILS(
        lb_read_markdown(&list, slice("# Films\n\nThere is nothing to recommend.\n"), &err),
        LB_EDATA, "no line of it is an item");
    lb_film_records_clear(&list);
}

/* Longer than any title. */
static void read_markdown__cuts_what_is_too_long(void **state)
{
    (void)state;
    static char   text[4000] = "- ";
    LbError       err        = {0};
    LbFilmRecords list       = {0};
    memset(text + 2, 'x', 3000);
    LB_ASSERT_OK(lb_read_markdown(&list, slice(text), &err));
    assert_int_equal(list.n, 1);
    assert_int_equal(strlen(list.items[0].title), 1024);
    lb_film_records_clear(&list);
    text[2] = '[';
    LB_ASSERT_OK(lb_read_markdown(&list, slice(text), &err));
    assert_int_equal(strlen(list.items[0].title), 1024);
    lb_film_records_clear(&list);
}

static LbStatus try_read(LbError *err)
{
    LbFilmRecords list = {0};
    LbStatus      st   = lb_read_markdown(&list, slice("- [Alien](x) (1979)\n- Heat (1995)"), err);
    lb_film_records_clear(&list);
    return st;
}

static void read_markdown__memory_running_out_leaves_nothing_behind(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_SURVIVES_NOMEM(try_read(&err), (void)0);
}

static void read_markdown__reads_tasks(void **state)
{
    (void)state;
    static const char text[] = "- [ ] Alien (1979)\n- [x] Heat (1995)\n- [X] [M](x) (1931)\n"
                               "- [X] (1963)\n- [x](https://letterboxd.com/film/x/)\n";
    LbError           err    = {0};
    LbFilmRecords     list   = {0};
    LB_ASSERT_OK(lb_read_markdown(&list, slice(text), &err));
    assert_int_equal(list.n, 5);
    check_film(&list.items[0], "Alien", 1979, "", 0);
    check_film(&list.items[1], "Heat", 1995, "", 0);
    check_film(&list.items[2], "M", 1931, "", 0);
    check_film(&list.items[3], "X", 1963, "", 0);
    check_film(&list.items[4], "x", 0, "x", 0);
    lb_film_records_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_markdown__knows_one),
        cmocka_unit_test(read_markdown__reads_tasks),
        cmocka_unit_test(read_markdown__reads_the_films_of_items),
        cmocka_unit_test(read_markdown__refuses_a_text_without_items),
        cmocka_unit_test(read_markdown__cuts_what_is_too_long),
        cmocka_unit_test(read_markdown__memory_running_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
