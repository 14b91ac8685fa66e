/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

static void error__set_returns_status_and_formats(void **state)
{
    (void)state;
    LbError err = {0};
    assert_int_equal(lb_error_set(&err, LB_EDATA, 7, "line %d", 3), LB_EDATA);
    assert_int_equal(err.status, LB_EDATA);
    assert_int_equal(err.detail, 7);
    assert_string_equal(err.message, "line 3");
    assert_int_equal(lb_error_set(NULL, LB_EIO, 0, "nobody listens"), LB_EIO);
}

static void error__context_goes_in_front(void **state)
{
    (void)state;
    LbError err = {0};
    lb_error_set(&err, LB_EDATA, 0, "unclosed quote");
    assert_int_equal(lb_error_context(&err, LB_EDATA, "%s:%d", "ratings.csv", 42), LB_EDATA);
    assert_string_equal(err.message, "ratings.csv:42: unclosed quote");
}

static void error__control_characters_do_not_reach_a_terminal(void **state)
{
    (void)state;
    LbError err = {0};
    lb_error_set(&err, LB_EDATA, 0, "found '%s'", "\x1b[31mred\n\x7f");
    assert_string_equal(err.message, "found '?[31mred?"
                                     "?'");
}

static void error__long_messages_are_cut_at_a_character(void **state)
{
    (void)state;
    LbError err = {0};
    char    text[2 * LB_MESSAGE_MAX];
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    lb_error_set(&err, LB_EDATA, 0, "x%s", text);
    assert_int_equal(strlen(err.message) % 2, 1);
    lb_error_context(&err, LB_EDATA, "abc");
    assert_true(strlen(err.message) < LB_MESSAGE_MAX);
    assert_int_equal((unsigned char)err.message[strlen(err.message) - 1], 0xa9);
}

static void error__exit_codes_are_those_of_the_manual(void **state)
{
    (void)state;
    assert_int_equal(lb_error_exit_code(LB_OK), 0);
    assert_int_equal(lb_error_exit_code(LB_ENONE), 1);
    assert_int_equal(lb_error_exit_code(LB_ENOCONV), 3);
    assert_int_equal(lb_error_exit_code(LB_EUSAGE), 64);
    assert_int_equal(lb_error_exit_code(LB_EINTR), 130);
    assert_string_equal(lb_error_status_text(LB_EDATA), "malformed input");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error__set_returns_status_and_formats),
        cmocka_unit_test(error__context_goes_in_front),
        cmocka_unit_test(error__control_characters_do_not_reach_a_terminal),
        cmocka_unit_test(error__long_messages_are_cut_at_a_character),
        cmocka_unit_test(error__exit_codes_are_those_of_the_manual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
