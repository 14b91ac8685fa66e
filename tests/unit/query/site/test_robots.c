/* SPDX-License-Identifier: MIT */
#include "query/site/robots.h"

#include "tests/lb_test.h"

static void robots__forbids_what_robots_txt_lists(void **state)
{
    static const char *const forbidden[] = {
        "/x/films/by/date/",      "/x/by/",
        "/x/watchlist/by/added/", "/films/popular/this/week/",
        "/x/films/on/netflix/",   "/x/tag/noir/films/",
        "/x/films/genre/horror/", "/x/films/country/france/",
        "/x/films/language/fr/",  "/x/films/decade/1990s/",
        "/films/year/1999/",      "/films/popular/year/1999/",
        "/x/friends/films/",      "/x/a/b/c/by/rating",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (!lb_robots_is_disallowed(forbidden[i])) fail_msg("allowed: %s", forbidden[i]);
}

static void robots__allows_the_pages_of_a_member(void **state)
{
    static const char *const allowed[] = {
        "/x/films/",
        "/x/films/page/128/",
        "/x/watchlist/page/2/",
        "/x/diary/",
        "/x/rss/",
        "/x/diary/films/page/2/",
        "/x/likes/films/",
        "/film/dune-2021/",
        "/by/films/",
        "/friends/films/",
        "/x/films/year/1999/",
        "/on/watchlist/",
        "/x/films/by",
        "",
        "/",
        "/x/films/bygone/",
        "/standby/films/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (lb_robots_is_disallowed(allowed[i])) fail_msg("forbidden: %s", allowed[i]);
}

static void robots__tells_plain_paths_from_disguised_ones(void **state)
{
    static const char *const plain[]     = {"/", "/x/films/", "/x/films/page/2/?a=b", "/x/...a/"};
    static const char *const disguised[] = {
        "",          "x/films/",          "//evil.example/x/", "/x/../by/", "/x/./films/",
        "/x/..",     "/x/films/%62y/a/",  "/x\\films",         "/x/#by",    "/x films/",
        "/x/\r\nA:", "/x/caf\xc3\xa9/by", "/x/..?a",           "/x/\x7f",
    };
    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (!lb_robots_is_plain(plain[i])) fail_msg("not plain: %s", plain[i]);
    for (size_t i = 0; i < sizeof disguised / sizeof *disguised; i++)
        if (lb_robots_is_plain(disguised[i])) fail_msg("plain: %s", disguised[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(robots__forbids_what_robots_txt_lists),
        cmocka_unit_test(robots__allows_the_pages_of_a_member),
        cmocka_unit_test(robots__tells_plain_paths_from_disguised_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
