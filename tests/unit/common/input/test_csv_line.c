/* SPDX-License-Identifier: MIT */
#include "common/input/csv_line.h"

#include "tests/lb_test.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void csv_line__finds_the_first_that_is_not_empty(void **state)
{
    (void)state;
    static const struct {
        const char *head, *line;
        bool        whole;
    } cases[] = {
        {"a,b\nc,d\n", "a,b", true},
        {"a,b", "a,b", false},
        {"a,b\r\n", "a,b", true},
        {"\n\r\n\na\n", "a", true},
        {"\xEF\xBB\xBFx\n", "x", true},
        {"\xEF\xBB\xBF\na\r", "a", true},
        {"", "", false},
        {"\n\n", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool whole = !cases[i].whole;
        assert_true(lb_slice_is(lb_csv_line_first(slice(cases[i].head), &whole), cases[i].line));
        assert_int_equal(whole, cases[i].whole);
    }
}

static void csv_line__counts_outside_of_quotes(void **state)
{
    (void)state;
    assert_int_equal(lb_csv_line_count(slice("a,\"b,c\",d"), ",", true), 2);
    assert_int_equal(lb_csv_line_count(slice("a,\"b,c\",d"), ",", false), 3);
    assert_int_equal(lb_csv_line_count(slice("1::2::3"), "::", false), 2);
    assert_int_equal(lb_csv_line_count(slice("1:::2"), "::", false), 1);
    assert_int_equal(lb_csv_line_count(slice(":"), "::", false), 0);
    assert_int_equal(lb_csv_line_count(slice(""), ",", true), 0);
}

static void csv_line__takes_the_separator_that_there_is_most_of(void **state)
{
    (void)state;
    assert_string_equal(lb_csv_line_separator(slice("user,film,rating")), ",");
    assert_string_equal(lb_csv_line_separator(slice("user;film;rating,val")), ";");
    assert_string_equal(lb_csv_line_separator(slice("user\tfilm\trating")), "\t");
    assert_string_equal(lb_csv_line_separator(slice("user|film|rating")), "|");
    assert_string_equal(lb_csv_line_separator(slice("user,film,rating|stars")), ",");
    assert_string_equal(lb_csv_line_separator(slice("\"a;b;c\",film")), ",");
    assert_string_equal(lb_csv_line_separator(slice("a,b;c")), ",");
    assert_string_equal(lb_csv_line_separator(slice("film")), ",");
}

static void csv_line__knows_the_hint_for_spreadsheets(void **state)
{
    (void)state;
    assert_string_equal(lb_csv_line_hint(slice("sep=;")), ";");
    assert_string_equal(lb_csv_line_hint(slice("Sep=,")), ",");
    assert_string_equal(lb_csv_line_hint(slice("\"sep=\t\"")), "\t");
    static const char *const others[] = {"", "sep=", "sep=x", "sep=;;", "\"sep=;", "sep;", "\"\""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(lb_csv_line_hint(slice(others[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_line__finds_the_first_that_is_not_empty),
        cmocka_unit_test(csv_line__counts_outside_of_quotes),
        cmocka_unit_test(csv_line__takes_the_separator_that_there_is_most_of),
        cmocka_unit_test(csv_line__knows_the_hint_for_spreadsheets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
