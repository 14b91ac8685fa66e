/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/date.h"

static int32_t parse(const char *text)
{
    return lb_date_parse((LbSlice){text, strlen(text)});
}

static void date__reads_days_that_a_calendar_has(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t     date;
    } cases[] = {{"2023-05-27", 20230527}, {"2024-02-29", 20240229}, {"2000-02-29", 20000229},
                 {"1900-02-29", 0},        {"2023-02-29", 0},        {"2023-04-31", 0},
                 {"2023-13-01", 0},        {"2023-00-01", 0},        {"2023-01-00", 0},
                 {"1799-01-01", 0},        {"2023-1-001", 0},        {"27.05.2023", 0},
                 {"2023-05-27T", 0},       {"2023-05-2x", 0},        {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(parse(cases[i].text), cases[i].date);
    char text[LB_DATE_TEXT];
    lb_date_text(text, 20230507);
    assert_string_equal(text, "2023-05-07");
}

static void date__counts_days_over_months_and_leap_years(void **state)
{
    (void)state;
    assert_int_equal(lb_date_days(20261124, 20261124), 0);
    assert_int_equal(lb_date_days(20240228, 20240301), 2);
    assert_int_equal(lb_date_days(20230228, 20230301), 1);
    assert_int_equal(lb_date_days(20251231, 20260101), 1);
    assert_int_equal(lb_date_days(20260101, 20251231), -1);
    assert_int_equal(lb_date_days(20000101, 20260101), 9497);  /* 26 years, 7 of them leap years */
    assert_int_equal(lb_date_days(19700101, 20261124), 20781); /* date -d 2026-11-24 +%s / 86400 */
}

static void date__says_spans_in_the_largest_unit(void **state)
{
    (void)state;
    static const struct {
        int32_t     days;
        const char *text;
    } cases[] = {{0, "today"},     {1, "1 day"},       {30, "30 days"}, {31, "1 month"},
                 {61, "2 months"}, {364, "11 months"}, {365, "1 year"}, {729, "1 year"},
                 {731, "2 years"}, {1200, "3 years"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[LB_DATE_SPAN];
        lb_date_span(text, cases[i].days);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date__reads_days_that_a_calendar_has),
        cmocka_unit_test(date__counts_days_over_months_and_leap_years),
        cmocka_unit_test(date__says_spans_in_the_largest_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
