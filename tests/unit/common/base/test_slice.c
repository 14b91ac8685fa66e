/* SPDX-License-Identifier: MIT */
#include "common/base/rng.h"
#include "common/base/slice.h"

#include "tests/lb_test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void slice__double_is_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double      value;
    } cases[] = {
        {"4", 4},
        {"0.5", 0.5},
        {" 10\t", 10},
        {"-1.5", -1.5},
        {"+3", 3},
        {".25", 0.25},
        {"7.", 7},
        {"1e3", 1000},
        {"1E-2", 0.01},
        {"000000000000000000000012", 12},
        {"0.000", 0},
        {"0e999999999999", 0},
        {"1e22", 1e22},
        {"9007199254740993", 9007199254740992.0}, /* a tie, to even */
        {"123456789012345678", 123456789012345678.0},
        {"0.1000000000000000055511151231257827", 0.1},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"5e-324", 5e-324},
        {"1e-400", 0},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = -1;
        if (!lb_slice_to_double(slice(cases[i].text), &value) || value != cases[i].value)
            fail_msg("'%s' became %.17g", cases[i].text, value);
    }
    double zero = 1;
    assert_true(lb_slice_to_double(slice("-0"), &zero) && zero == 0 && signbit(zero));
}

static void slice__double_refuses_what_is_no_decimal_number(void **state)
{
    (void)state;
    static const char *const cases[] = {"",      " ",    ".",   "-",    "e5",    "1e",     "1e+",
                                        "1x",    "0x10", "inf", "nan",  "-inf",  "1,5",    "1 2",
                                        "1.2.3", "--1",  "+-1", "1e5.", "1e400", "-1e400", "4/5"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 77;
        if (lb_slice_to_double(slice(cases[i]), &value) || value != 77)
            fail_msg("'%s' was taken for %.17g", cases[i], value);
    }
    char   digits[2000];
    double value = 77;
    memset(digits, '1', sizeof digits);
    assert_false(lb_slice_to_double((LbSlice){digits, sizeof digits}, &value));
    assert_false(lb_slice_to_double((LbSlice){NULL, 0}, &value));
    assert_true(lb_slice_to_double((LbSlice){"12345", 2}, &value) && value == 12);
}

static void slice__double_agrees_with_strtod(void **state)
{
    (void)state;
    LbRng rng;
    lb_rng_init(&rng, 20, 0);
    for (int i = 0; i < 20000; i++) {
        char text[64];
        int  digits = 1 + (int)lb_rng_below(&rng, 19);
        (void)snprintf(text, sizeof text, "%.*e", digits,
                       lb_rng_normal(&rng) * pow(10, (double)lb_rng_below(&rng, 80) - 40));
        double value = 0, expected = strtod(text, NULL);
        if (!lb_slice_to_double(slice(text), &value) || value != expected)
            fail_msg("'%s' became %.17g, strtod says %.17g", text, value, expected);
    }
}

static void slice__number_may_have_a_decimal_comma(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double      value;
    } cases[]                         = {{"4,5", 4.5}, {" -0,25 ", -0.25}, {"4.5", 4.5},
                                         {"7", 7},     {",5", 0.5},        {"1,2345", 1.2345}};
    static const char *const others[] = {"1,000", "1,5,5", "1.5,5", ",", "4,x", ""};
    double                   value    = 77;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(lb_slice_to_number(slice(cases[i].text), &value) && value == cases[i].value);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(lb_slice_to_number(slice(others[i]), &value));
}

static void slice__int_covers_its_type(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t     value;
    } good[]                       = {{"0", 0},
                                      {" 42 ", 42},
                                      {"-7", -7},
                                      {"+7", 7},
                                      {"9223372036854775807", INT64_MAX},
                                      {"-9223372036854775808", INT64_MIN}};
    static const char *const bad[] = {"",
                                      "-",
                                      "1.0",
                                      "1e3",
                                      "12a",
                                      "9223372036854775808",
                                      "+-",
                                      "0x1",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t value = 1;
        if (!lb_slice_to_int(slice(good[i].text), &value) || value != good[i].value)
            fail_msg("'%s' became %" PRId64, good[i].text, value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value = 5;
        if (lb_slice_to_int(slice(bad[i]), &value) || value != 5)
            fail_msg("'%s' was taken", bad[i]);
    }
}

static void slice__gives_line_after_line(void **state)
{
    (void)state;
    LbSlice line, text = slice("one\r\n\ntwo");
    assert_true(lb_slice_next_line(&line, &text) && lb_slice_is(line, "one"));
    assert_true(lb_slice_next_line(&line, &text) && line.len == 0);
    assert_true(lb_slice_next_line(&line, &text) && lb_slice_is(line, "two"));
    assert_false(lb_slice_next_line(&line, &text));
    text = slice("one\rtwo\r");
    assert_true(lb_slice_next_line(&line, &text) && lb_slice_is(line, "one"));
    assert_true(lb_slice_next_line(&line, &text) && lb_slice_is(line, "two"));
    assert_false(lb_slice_next_line(&line, &text));
    text = slice("\n");
    assert_true(lb_slice_next_line(&line, &text) && line.len == 0);
    assert_false(lb_slice_next_line(&line, &text));
}

static void slice__trims_and_compares(void **state)
{
    (void)state;
    assert_true(lb_slice_is(lb_slice_trim(slice(" \t a b\r\n")), "a b"));
    assert_int_equal(lb_slice_trim(slice("  ")).len, 0);
    assert_true(lb_slice_is(lb_slice_trim(slice("\xC2\xA0 a\xC2\xA0"
                                                "b \xC2\xA0\xC2\xA0")),
                            "a\xC2\xA0"
                            "b"));
    assert_int_equal(lb_slice_trim(slice(" \xC2\xA0 ")).len, 0);
    assert_int_equal(lb_slice_trim(slice("\xA0")).len, 1);
    assert_int_equal(lb_slice_trim(slice("\xC2")).len, 1);
    assert_true(lb_slice_is(lb_slice_inside(slice("(1999)"), '(', ')'), "1999"));
    assert_true(lb_slice_is(lb_slice_inside(slice("\"\""), '"', '"'), ""));
    assert_true(lb_slice_is(lb_slice_inside(slice("\""), '"', '"'), "\""));
    assert_true(lb_slice_is(lb_slice_inside(slice("(1999"), '(', ')'), "(1999"));
    assert_true(lb_slice_is(lb_slice_inside(slice("1999)"), '(', ')'), "1999)"));
    assert_int_equal(lb_slice_marks((LbSlice){NULL, 0}), 0);
    assert_int_equal(lb_slice_marks(slice("\xEF\xBB\xBF\xEF\xBB\xBF\xEF\xBB")), 6);
    assert_int_equal(lb_slice_marks(slice("a\xEF\xBB\xBF")), 0);
    assert_true(lb_slice_is((LbSlice){NULL, 0}, ""));
    assert_false(lb_slice_is(slice("User"), "user"));
    assert_true(lb_slice_is_nocase(slice("User_ID"), "user_id"));
    assert_false(lb_slice_is_nocase(slice("user"), "users"));
    assert_false(lb_slice_is_nocase(slice("usep"), "user"));
}

static void slice__knows_words_for_none(void **state)
{
    static const char *const none[]  = {"",    "nan", "NaN", "None", "NULL",
                                        "N/A", "\\N", "-",   "?",    "Unknown"};
    static const char *const given[] = {"0", "no", "--", "N", "Nona", "nan.", " "};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (!lb_slice_is_none(slice(none[i]))) fail_msg("'%s'", none[i]);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (lb_slice_is_none(slice(given[i]))) fail_msg("'%s'", given[i]);
    assert_true(lb_slice_is_none((LbSlice){NULL, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice__double_is_read_exactly),
        cmocka_unit_test(slice__double_refuses_what_is_no_decimal_number),
        cmocka_unit_test(slice__double_agrees_with_strtod),
        cmocka_unit_test(slice__number_may_have_a_decimal_comma),
        cmocka_unit_test(slice__int_covers_its_type),
        cmocka_unit_test(slice__gives_line_after_line),
        cmocka_unit_test(slice__trims_and_compares),
        cmocka_unit_test(slice__knows_words_for_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
