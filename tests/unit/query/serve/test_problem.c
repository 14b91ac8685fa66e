/* SPDX-License-Identifier: MIT */
#include "query/serve/problem.h"

#include "tests/lb_test.h"

static void problem__names_the_failure_and_its_exit_code(void **state)
{
    LbWebReply reply = {0};
    LbError    err   = {0};
    (void)state;
    (void)lb_error_set(&err, LB_EDATA, 0, "a.zip: line 3: \"no\" rating");
    lb_problem_reply(&reply, &err);
    assert_int_equal(reply.status, 422);
    assert_string_equal(reply.type, "application/problem+json");
    assert_int_equal(reply.length, strlen(reply.body));
    assert_non_null(strstr(reply.body, "\"detail\":\"a.zip: line 3: \\\"no\\\" rating\""));
    assert_non_null(strstr(reply.body, "\"code\":\"LB_EDATA\""));
    assert_non_null(strstr(reply.body, "\"exit_code\":65"));
    free(reply.body);
}

static void problem__takes_the_place_of_a_reply(void **state)
{
    LbWebReply reply = {.status = 200, .body = strdup("an answer"), .length = 9};
    (void)state;
    lb_problem_reply_http(&reply, 503, "busy");
    assert_int_equal(reply.status, 503);
    assert_true(reply.retry_after_seconds > 0);
    assert_null(strstr(reply.body, "exit_code"));
    free(reply.body);
}

static void problem__has_a_client_or_a_server_status_for_every_failure(void **state)
{
    (void)state;
    assert_int_equal(lb_problem_status(LB_OK), 200);
#define CHECK(name, code, text)                                                                    \
    if ((name) != LB_OK) assert_in_range(lb_problem_status(name), 400, 599);
    LB_STATUS_LIST(CHECK)
#undef CHECK
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problem__names_the_failure_and_its_exit_code),
        cmocka_unit_test(problem__takes_the_place_of_a_reply),
        cmocka_unit_test(problem__has_a_client_or_a_server_status_for_every_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
