/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/site/route.h"

static void route__tells_owner_list_and_page(void **state)
{
    (void)state;
    static const struct {
        const char *address, *owner, *slug;
        LbPageKind  kind;
        int32_t     page;
        bool        is_profile;
    } cases[] = {
        {"/ada/", "ada", "", LB_PAGE_UNKNOWN, 0, true},
        {"https://letterboxd.com/ada/", "ada", "", LB_PAGE_UNKNOWN, 0, true},
        {"/ada/films/", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/films", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/films/page/12/", "ada", "", LB_PAGE_FILMS, 12, false},
        {"/ada/films/by/date/page/2/", "ada", "", LB_PAGE_FILMS, 2, false},
        {"/ada/films/rated/0.5/", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/films/reviews/", "ada", "", LB_PAGE_UNKNOWN, 0, false},
        {"/ada/films/diary/page/3/", "ada", "", LB_PAGE_DIARY, 3, false},
        {"/ada/diary/films/page/2/", "ada", "", LB_PAGE_DIARY, 2, false},
        {"http://letterboxd.com/ada/diary/", "ada", "", LB_PAGE_DIARY, 0, false},
        {"https://www.letterboxd.com/ada/watchlist/", "ada", "", LB_PAGE_WATCHLIST, 0, false},
        {"/ada/likes/films/page/2/", "ada", "", LB_PAGE_LIKES, 2, false},
        {"/ada/likes/reviews/", "ada", "", LB_PAGE_UNKNOWN, 0, false},
        {"/ada/films/page/x/", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/films/page/-1/", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/films/page/99999999999/", "ada", "", LB_PAGE_FILMS, 0, false},
        {"/ada/film/the-gift-2015-1/2/", "ada", "the-gift-2015-1", LB_PAGE_UNKNOWN, 0, false},
        {"/film/film:151796/", "film", "film:151796", LB_PAGE_UNKNOWN, 0, false},
        {"/ada/film/Bad.Slug/", "ada", "", LB_PAGE_UNKNOWN, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbRoute route;
        if (!lb_route_parse(&route, cases[i].address)) fail_msg("%s", cases[i].address);
        assert_string_equal(route.owner, cases[i].owner);
        assert_string_equal(route.slug, cases[i].slug);
        assert_int_equal(route.kind, cases[i].kind);
        assert_int_equal(route.page, cases[i].page);
        assert_int_equal(route.is_profile, cases[i].is_profile);
        assert_non_null(strstr(cases[i].address, route.path));
    }
}

static void route__refuses_what_leads_elsewhere(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        NULL,
        "",
        "/",
        "ada/films/",
        "//example.org/ada/films/",
        "https://example.org/ada/films/",
        "https://letterboxd.com.example.org/ada/",
        "https://letterboxd.com@example.org/ada/",
        "https://letterboxd.com",
        "/ada/../bob/films/",
        "/ada/./films/",
        "/ada//films/",
        "/ada/films/?page=2",
        "/ada/films/#x",
        "/ada/films/ page/2/",
        "/ada/films\\page/",
        "/ada/fílms/",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/",
        "/a-name-that-is-longer-than-any-name-of-a-member-can-be-0123456789012345/films/",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        LbRoute route;
        if (lb_route_parse(&route, addresses[i])) fail_msg("%s", addresses[i]);
        assert_string_equal(route.path, "");
    }
    char    longer[600] = "/ada/films/";
    LbRoute route;
    memset(longer + 11, 'x', sizeof longer - 12);
    assert_false(lb_route_parse(&route, longer));
}

static void route__knows_slugs_of_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *text, *slug;
    } cases[] = {
        {"renfield", "renfield"},
        {"/film/renfield/", "renfield"},
        {"film:151796", "film:151796"},
        {"9574", "9574"},
        {"lux_aeterna-2019", "lux_aeterna-2019"},
        {"", ""},
        {NULL, ""},
        {"/film/", ""},
        {"/list/renfield/", ""},
        {"Renfield", ""},
        {"a b", ""},
        {"caf\xC3\xA9", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char slug[256];
        assert_int_equal(lb_route_slug(slug, cases[i].text), cases[i].slug[0] != '\0');
        assert_string_equal(slug, cases[i].slug);
    }
    char longer[300], slug[256];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_false(lb_route_slug(slug, longer));
    longer[255] = '\0';
    assert_true(lb_route_slug(slug, longer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(route__tells_owner_list_and_page),
        cmocka_unit_test(route__refuses_what_leads_elsewhere),
        cmocka_unit_test(route__knows_slugs_of_every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
