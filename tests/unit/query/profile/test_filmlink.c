/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/profile/filmlink.h"

static void filmlink__goes_by_slug_then_by_id(void **state)
{
    (void)state;
    static const struct {
        const char *slug;
        int64_t     id;
        const char *link;
    } cases[] = {
        {"fight-club", 51568, "https://letterboxd.com/film/fight-club/"},
        {"fight-club", 0, "https://letterboxd.com/film/fight-club/"},
        {"film:151796", 0, "https://letterboxd.com/film/film:151796/"},
        {"a_b", 0, "https://letterboxd.com/film/a_b/"},
        {"1917", 432512, "https://letterboxd.com/film/1917/"},
        {"318", 0, ""}, /* a key of MovieLens, as likely as not */
        {"Fight Club", 51568, "https://boxd.it/2a9q"},
        {"Fight Club", 0, ""},
        {"\"><script>", 0, ""},
        {"../x", 0, ""},
        {"", 426406, "https://boxd.it/hTha"},
        {"", 0, ""},
        {"", -5, ""},
        {"", INT64_MAX, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char    link[LB_LINK_MAX];
        LbSlice slug = {cases[i].slug, strlen(cases[i].slug)};
        assert_int_equal(lb_filmlink_write(link, slug, cases[i].id), cases[i].link[0] != '\0');
        assert_string_equal(link, cases[i].link);
    }
}

static void filmlink__takes_no_endless_slug(void **state)
{
    (void)state;
    char link[LB_LINK_MAX], slug[LB_LINK_MAX];
    memset(slug, 'a', sizeof slug);
    assert_false(lb_filmlink_write(link, (LbSlice){slug, sizeof slug}, 0));
    assert_true(lb_filmlink_write(link, (LbSlice){slug, sizeof slug - 32}, 0));
    assert_int_equal(strlen(link), sizeof slug - 32 + strlen("https://letterboxd.com/film//"));
}

static void filmlink__finds_the_slug_of_an_address(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"https://letterboxd.com/film/vertigo/", "vertigo"},
        {"http://www.letterboxd.com/film/vertigo", "vertigo"},
        {"letterboxd.com/ann/film/heat-1995/2/", "heat-1995"},
        {"https://letterboxd.com/film/film:151796/?x#y", "film:151796"},
        {"https://letterboxd.com/film/", ""},
        {"https://letterboxd.com/film/../x/", ""},
        {"https://letterboxd.com/film/Vertigo/", ""},
        {"https://example.com/film/vertigo/", ""},
        {"https://boxd.it/2a9q", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbSlice slug = lb_filmlink_slug((LbSlice){cases[i][0], strlen(cases[i][0])});
        assert_int_equal(slug.len, strlen(cases[i][1]));
        assert_memory_equal(slug.text, cases[i][1], slug.len);
    }
}

static void filmlink__knows_slugs(void **state)
{
    static const char *const slugs[]  = {"alien", "8-half", "film:151796", "a_b", "1917"};
    static const char *const others[] = {"", "Alien", "a b", "a/b", "am\xC3\xA9lie", "a.", "%61"};
    (void)state;
    for (size_t i = 0; i < sizeof slugs / sizeof *slugs; i++)
        assert_true(lb_filmlink_is_slug((LbSlice){slugs[i], strlen(slugs[i])}));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(lb_filmlink_is_slug((LbSlice){others[i], strlen(others[i])}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filmlink__goes_by_slug_then_by_id),
        cmocka_unit_test(filmlink__finds_the_slug_of_an_address),
        cmocka_unit_test(filmlink__knows_slugs),
        cmocka_unit_test(filmlink__takes_no_endless_slug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
