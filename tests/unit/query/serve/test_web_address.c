/* SPDX-License-Identifier: MIT */
#include "query/serve/web_address.h"

#include "tests/lb_test.h"

#include <stdio.h>

static void web_address__decodes_what_is_escaped(void **state)
{
    static const struct {
        const char *text, *decoded;
    } cases[] = {{"", ""},
                 {"count=5", "count=5"},
                 {"Am%C3%A9lie%20%28a%29", "Am\xc3\xa9lie (a)"},
                 {"%61%6a%6A", "ajj"},
                 {"100%", "100%"},
                 {"%4", "%4"},
                 {"%g1%1g%%41", "%g1%1g%A"},
                 {"5%00", "5%00"}, /* a text ends at its NUL */
                 {"%00%31", "%001"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", cases[i].text);
        assert_int_equal(lb_web_address_decode(text), strlen(cases[i].decoded));
        assert_string_equal(text, cases[i].decoded);
    }
}

static void web_address__finds_path_and_host(void **state)
{
    static const struct {
        const char *address, *path, *host;
    } cases[] = {{"/v1/model", "/v1/model", ""},
                 {"//evil.example/v1", "//evil.example/v1", ""},
                 {"http://localhost:8765/v1/model", "/v1/model", "localhost:8765"},
                 {"HTTP://[::1]", "/", "[::1]"},
                 {"http:///v1/model", "/v1/model", ""},
                 {"https://localhost/", "https://localhost/", ""},
                 {"*", "*", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbSlice host;
        assert_string_equal(lb_web_address_path(&host, cases[i].address), cases[i].path);
        assert_int_equal(host.len, strlen(cases[i].host));
        assert_memory_equal(host.text, cases[i].host, host.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(web_address__decodes_what_is_escaped),
        cmocka_unit_test(web_address__finds_path_and_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
