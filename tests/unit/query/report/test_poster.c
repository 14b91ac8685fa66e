/* SPDX-License-Identifier: MIT */
#include "query/report/poster.h"

#include "tests/lb_test.h"

/* The address as a page may have it, "" where it may not. */
static bool shows(const char *address, bool any_host)
{
    int64_t start[] = {0, (int64_t)strlen(address)};
    LbModel model   = {.films = {.n_films = 1, .posters = {1, address, start}}};
    LbSlice found   = lb_poster_address(&model, 0, any_host);
    assert_true(found.len == 0 || lb_slice_is(found, address));
    return found.len > 0;
}

static void poster__shows_those_of_known_hosts(void **state)
{
    static const char *const known[] = {
        "https://a.ltrbxd.com/resized/sm/upload/aa/heat-crop.jpg?k=1",
        "https://s.ltrbxd.com/static/img/empty-poster.png",
        "https://image.tmdb.org/t/p/w500/abc.jpg",
        "https://image.tmdb.org#x",
        "https://www.themoviedb.org?x",
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!shows(known[i], false) || !shows(known[i], true)) fail_msg("left out: %s", known[i]);
}

static void poster__leaves_out_other_hosts_unless_asked(void **state)
{
    static const char *const other[] = {
        "https://tracker.example/a.ltrbxd.com/1.jpg",
        "https://a.ltrbxd.com.tracker.example/1.jpg",
        "https://xa.ltrbxd.com/1.jpg",
        "https://a.ltrbxd.com:444/1.jpg",
        "https://me:secret@a.ltrbxd.com/1.jpg",
        "https://a.ltrbxd.com@tracker.example/1.jpg",
        "https://a.ltrbxd.com\\@tracker.example/1.jpg",
        "https://a.ltrbxd.com\t.tracker.example/",
        "https://127.0.0.1/1.jpg",
        "https://a",
    };
    (void)state;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (shows(other[i], false) || !shows(other[i], true)) fail_msg("%s", other[i]);
}

static void poster__never_shows_another_scheme(void **state)
{
    static const char *const bad[] = {
        "",        "http://a.ltrbxd.com/1.jpg", "//a.ltrbxd.com/1.jpg",  "javascript:alert(1)",
        "https:",  "data:image/png;base64,xx",  "HTTP://image.tmdb.org", "file:///etc/passwd",
        "https://"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (shows(bad[i], false) || shows(bad[i], true)) fail_msg("%s", bad[i]);
}

static void poster__of_no_film_is_empty(void **state)
{
    (void)state;
    LbModel model = {.films = {.n_films = 1}};
    assert_int_equal(lb_poster_address(&model, -1, true).len, 0);
    assert_int_equal(lb_poster_address(&model, 0, true).len, 0);
    assert_non_null(strstr(lb_poster_hosts(), "https://image.tmdb.org"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poster__shows_those_of_known_hosts),
        cmocka_unit_test(poster__leaves_out_other_hosts_unless_asked),
        cmocka_unit_test(poster__never_shows_another_scheme),
        cmocka_unit_test(poster__of_no_film_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
