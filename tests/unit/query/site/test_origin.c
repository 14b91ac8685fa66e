/* SPDX-License-Identifier: MIT */
#include "query/site/origin.h"

#include "tests/lb_test.h"

static void origin__reads_base_urls(void **state)
{
    static const struct {
        const char *url, *text, *host;
        bool        is_https, is_loopback, is_letterboxd;
    } cases[] = {
        {"https://letterboxd.com", "https://letterboxd.com", "letterboxd.com", true, false, true},
        {"HTTPS://Letterboxd.com/", "https://letterboxd.com", "letterboxd.com", true, false, true},
        {"https://www.letterboxd.com", "https://www.letterboxd.com", "www.letterboxd.com", true,
         false, true},
        {"https://notletterboxd.com", "https://notletterboxd.com", "notletterboxd.com", true, false,
         false},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1", false, true, false},
        {"http://127.8.9.1/", "http://127.8.9.1", "127.8.9.1", false, true, false},
        {"http://[::1]:80", "http://[::1]:80", "[::1]", false, true, false},
        {"http://localhost:1", "http://localhost:1", "localhost", false, true, false},
        {"https://10.0.0.1", "https://10.0.0.1", "10.0.0.1", true, false, false},
    };
    LbError err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbOrigin origin;
        LB_ASSERT_OK(lb_origin_parse(&origin, cases[i].url, &err));
        assert_string_equal(origin.text, cases[i].text);
        assert_string_equal(origin.host, cases[i].host);
        assert_int_equal(origin.is_https, cases[i].is_https);
        assert_int_equal(origin.is_loopback, cases[i].is_loopback);
        assert_int_equal(origin.is_letterboxd, cases[i].is_letterboxd);
    }
}

static void origin__refuses_all_else(void **state)
{
    static const struct {
        const char *url, *part;
    } cases[] = {
        {"", "expected scheme and host"},
        {"letterboxd.com", "expected scheme and host"},
        {"https://", "expected scheme and host"},
        {"https:///", "expected scheme and host"},
        {"ftp://letterboxd.com", "expected scheme and host"},
        {"file:///etc/passwd", "expected scheme and host"},
        {"http://letterboxd.com", "expected https"},
        {"http://127.0.0.1.evil.example", "expected https"},
        {"http://1270.0.0.1", "expected https"},
        {"https://a@letterboxd.com", "no more than"},
        {"https://letterboxd.com/x", "no more than"},
        {"https://letterboxd.com?x", "no more than"},
        {"https://letterboxd.com#x", "no more than"},
        {"https://letterboxd.com:", "no more than"},
        {"https://letterboxd.com:123456", "no more than"},
        {"https://letterboxd.com:8a", "no more than"},
        {"https://[::1", "no more than"},
        {"https://letter boxd.com", "no more than"},
    };
    LbError err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbOrigin origin;
        LB_ASSERT_FAILS(lb_origin_parse(&origin, cases[i].url, &err), LB_EUSAGE, cases[i].part);
    }
}

static void origin__follows_redirects_within(void **state)
{
    static const struct {
        const char *location;
        LbStatus    status;
        const char *result; /* path, or part of the message */
    } cases[] = {
        {"/x/films/", LB_OK, "/x/films/"},
        {"https://letterboxd.com/x/films/", LB_OK, "/x/films/"},
        {"HTTPS://LETTERBOXD.COM/x/", LB_OK, "/x/"},
        {"//letterboxd.com/x/", LB_OK, "/x/"},
        {"//evil.example/x/", LB_ENET, "within https://letterboxd.com"},
        {"http://letterboxd.com/x/", LB_ENET, "within https://letterboxd.com"},
        {"https://letterboxd.com.evil.example/", LB_ENET, "within"},
        {"https://letterboxd.com@evil.example/", LB_ENET, "within"},
        {"https://letterboxd.com:444/x/", LB_ENET, "within"},
        {"https://letterboxd.com", LB_ENET, "within"},
        {"page/2/", LB_ENET, "within"},
        {"/x/films/by/date/", LB_EPROTOCOL, "robots.txt"},
        {"/x/../y/", LB_EPROTOCOL, "plain path"},
        {"/far/too/long/for/the/buffer/that/is/given/here/", LB_EPROTOCOL, "plain path"},
    };
    LbError  err;
    LbOrigin origin;
    (void)state;
    LB_ASSERT_OK(lb_origin_parse(&origin, "https://letterboxd.com", &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[32] = "/old/";
        if (cases[i].status == LB_OK) {
            LB_ASSERT_OK(lb_origin_follow(&origin, path, sizeof path, cases[i].location, &err));
            assert_string_equal(path, cases[i].result);
        } else {
            LB_ASSERT_FAILS(lb_origin_follow(&origin, path, sizeof path, cases[i].location, &err),
                            cases[i].status, cases[i].result);
            assert_string_equal(path, "/old/");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(origin__reads_base_urls),
        cmocka_unit_test(origin__refuses_all_else),
        cmocka_unit_test(origin__follows_redirects_within),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
