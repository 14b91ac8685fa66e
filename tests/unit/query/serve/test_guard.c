/* SPDX-License-Identifier: MIT */
#include "query/serve/guard.h"

#include "tests/lb_test.h"

/* Headers as "Name", "value" pairs that end with NULL. */
static const char *find(const void *ctx, const char *name)
{
    for (const char *const *at = ctx; *at != NULL; at += 2)
        if (strcmp(at[0], name) == 0) return at[1];
    return NULL;
}

static LbGuardVerdict check(const LbGuard *guard, const char *method, const char *const *headers)
{
    LbWebRequest request = {.method = method, .path = "/", .header = find, .ctx = headers};
    return lb_guard_check(guard, &request);
}

#define CHECK(guard, method, ...) check((guard), (method), (const char *const[]){__VA_ARGS__, NULL})

static void guard__answers_under_the_names_of_this_machine_only(void **state)
{
    static const char *const good[] = {"127.0.0.1",      "127.0.0.1:8765", "127.1.2.3:1",
                                       "localhost:8765", "LOCALHOST",      "[::1]:8765"};
    static const char *const bad[]  = {"",
                                       "evil.example",
                                       "127.0.0.1.evil.example",
                                       "localhost.evil.example",
                                       "127.evil",
                                       "10.0.0.1:8765",
                                       "[::2]:8765"};
    LbGuard                  guard  = {.is_loopback = true};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(CHECK(&guard, "GET", "Host", good[i]), LB_GUARD_PASS);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(CHECK(&guard, "GET", "Host", bad[i]), LB_GUARD_WRONG_HOST);
    assert_int_equal(CHECK(&guard, "GET", "X", ""), LB_GUARD_WRONG_HOST);
}

static void guard__turns_foreign_pages_away(void **state)
{
    LbGuard guard = {.is_loopback = true};
    (void)state;
#define HOST "Host", "127.0.0.1:8765"
    assert_int_equal(CHECK(&guard, "POST", HOST, "Origin", "http://127.0.0.1:8765"), LB_GUARD_PASS);
    assert_int_equal(CHECK(&guard, "POST", HOST, "Origin", "http://127.0.0.1:1"),
                     LB_GUARD_CROSS_ORIGIN);
    assert_int_equal(CHECK(&guard, "POST", HOST, "Origin", "null"), LB_GUARD_CROSS_ORIGIN);
    assert_int_equal(CHECK(&guard, "GET", HOST, "Sec-Fetch-Site", "cross-site"),
                     LB_GUARD_CROSS_ORIGIN);
    assert_int_equal(CHECK(&guard, "GET", HOST, "Sec-Fetch-Site", "same-site"),
                     LB_GUARD_CROSS_ORIGIN);
    assert_int_equal(CHECK(&guard, "GET", HOST, "Sec-Fetch-Site", "none"), LB_GUARD_PASS);
    /* A link on another page may open ours, but not send anything. */
    assert_int_equal(
        CHECK(&guard, "GET", HOST, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
        LB_GUARD_PASS);
    assert_int_equal(
        CHECK(&guard, "POST", HOST, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
        LB_GUARD_CROSS_ORIGIN);
}

static void guard__asks_for_the_token(void **state)
{
    LbGuard guard = {.token = "correct horse battery"};
    (void)state;
    assert_int_equal(CHECK(&guard, "GET", "Host", "films.example"), LB_GUARD_NO_TOKEN);
    assert_int_equal(CHECK(&guard, "GET", "Authorization", "Bearer correct horse battery"),
                     LB_GUARD_PASS);
    assert_int_equal(CHECK(&guard, "GET", "Authorization", "Bearer correct horse batterx"),
                     LB_GUARD_NO_TOKEN);
    assert_int_equal(CHECK(&guard, "GET", "Authorization", "Bearer "), LB_GUARD_NO_TOKEN);
    assert_int_equal(CHECK(&guard, "GET", "Authorization", "Bearer correct"), LB_GUARD_NO_TOKEN);
    assert_int_equal(
        CHECK(&guard, "GET", "Authorization", "Bearer correct horse batterycorrect horse battery"),
        LB_GUARD_NO_TOKEN);
    assert_int_equal(CHECK(&guard, "GET", "Cookie", "a=b; lbrec_token=correct horse battery; c"),
                     LB_GUARD_PASS);
    assert_int_equal(CHECK(&guard, "GET", "Cookie", "xlbrec_token=correct horse battery"),
                     LB_GUARD_NO_TOKEN);
    assert_int_equal(CHECK(&guard, "GET", "Cookie", "lbrec_token="), LB_GUARD_NO_TOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guard__answers_under_the_names_of_this_machine_only),
        cmocka_unit_test(guard__turns_foreign_pages_away),
        cmocka_unit_test(guard__asks_for_the_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
