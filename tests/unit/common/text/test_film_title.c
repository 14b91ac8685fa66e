/* SPDX-License-Identifier: MIT */
#include "common/text/film_title.h"

#include "tests/lb_test.h"

static void film_title__splits_what_movielens_writes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title, *original;
        int         year;
    } cases[] = {
        {"Toy Story (1995)", "Toy Story", "", 1995},
        {"Matrix, The (1999)", "The Matrix", "", 1999},
        {"American President, The (1995) ", "The American President", "", 1995},
        {"City of Lost Children, The (Cit\u00e9 des enfants perdus, La) (1995)",
         "The City of Lost Children", "La Cit\u00e9 des enfants perdus", 1995},
        {"Seven (a.k.a. Se7en) (1995)", "Seven", "Se7en", 1995},
        {"Shanghai Triad (Yao a yao yao dao waipo qiao) (1995)", "Shanghai Triad",
         "Yao a yao yao dao waipo qiao", 1995},
        {"Avventura, L' (Adventure, The) (1960)", "L'Avventura", "The Adventure", 1960},
        {"Ninja (Nin) (Nindo) (1980)", "Ninja", "Nindo", 1980},
        {"(500) Days of Summer (2009)", "(500) Days of Summer", "", 2009},
        {"Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)",
         "The Good, the Bad and the Ugly", "Il Buono, il brutto, il cattivo", 1966},
        {"Mr. Show (1995-1998)", "Mr. Show", "", 1995},
        {"Lolita", "Lolita", "", 0},
        {"Letter, The", "Letter, The", "", 0},
        {"Brazil (Director's Cut)", "Brazil (Director's Cut)", "", 0},
        {"(1995)", "(1995)", "", 0}, /* a title that is a year */
        {"Future (9999)", "Future (9999)", "", 0},
        {"Broken 1995)", "Broken 1995)", "", 0},
        {"", "", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbFilmTitle parts;
        bool split = lb_film_title_split(&parts, (LbSlice){cases[i].text, strlen(cases[i].text)});
        assert_string_equal(parts.title, cases[i].title);
        assert_string_equal(parts.original, cases[i].original);
        assert_int_equal(parts.year, cases[i].year);
        assert_int_equal(split, cases[i].year > 0);
    }
}

static void film_title__turns_articles_to_the_front(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title;
        bool        is_turned;
    } cases[] = {
        {"Godfather, The", "The Godfather", true},
        {"Avventura, L'", "L'Avventura", true},
        {"Good, the Bad and the Ugly, The", "The Good, the Bad and the Ugly", true},
        {"Girl, Interrupted", "Girl, Interrupted", false},
        {"The Godfather", "The Godfather", false},
        {"", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char title[LB_FILM_TITLE_MAX];
        bool is_turned = lb_film_title_turn(title, (LbSlice){cases[i].text, strlen(cases[i].text)});
        assert_string_equal(title, cases[i].title);
        assert_int_equal(is_turned, cases[i].is_turned);
    }
}

static void film_title__cuts_what_is_too_long(void **state)
{
    (void)state;
    static char text[2000];
    LbFilmTitle parts;
    memset(text, 'x', 1500);
    memcpy(text + 1500, ", The (1999)", 13);
    assert_true(lb_film_title_split(&parts, (LbSlice){text, strlen(text)}));
    assert_int_equal(strlen(parts.title), LB_FILM_TITLE_MAX - 1);
    memset(text, 'x', 490);
    memcpy(text + 490, ", The (1999)", 13);
    assert_true(lb_film_title_split(&parts, (LbSlice){text, strlen(text)}));
    assert_int_equal(strlen(parts.title), 494);
    assert_memory_equal(parts.title, "The xxx", 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_title__splits_what_movielens_writes),
        cmocka_unit_test(film_title__turns_articles_to_the_front),
        cmocka_unit_test(film_title__cuts_what_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
