/* SPDX-License-Identifier: MIT */
#include "common/base/rng.h"
#include "common/base/text.h"

#include "tests/lb_test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void text__double_is_read_exactly(void **state)
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
        if (!lb_parse_double(slice(cases[i].text), &value) || value != cases[i].value)
            fail_msg("'%s' became %.17g", cases[i].text, value);
    }
    double zero = 1;
    assert_true(lb_parse_double(slice("-0"), &zero) && zero == 0 && signbit(zero));
}

static void text__double_refuses_what_is_no_decimal_number(void **state)
{
    (void)state;
    static const char *const cases[] = {"",      " ",    ".",   "-",    "e5",    "1e",     "1e+",
                                        "1x",    "0x10", "inf", "nan",  "-inf",  "1,5",    "1 2",
                                        "1.2.3", "--1",  "+-1", "1e5.", "1e400", "-1e400", "4/5"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 77;
        if (lb_parse_double(slice(cases[i]), &value) || value != 77)
            fail_msg("'%s' was taken for %.17g", cases[i], value);
    }
    char   digits[2000];
    double value = 77;
    memset(digits, '1', sizeof digits);
    assert_false(lb_parse_double((LbSlice){digits, sizeof digits}, &value));
    assert_false(lb_parse_double((LbSlice){NULL, 0}, &value));
    assert_true(lb_parse_double((LbSlice){"12345", 2}, &value) && value == 12);
}

static void text__double_agrees_with_strtod(void **state)
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
        if (!lb_parse_double(slice(text), &value) || value != expected)
            fail_msg("'%s' became %.17g, strtod says %.17g", text, value, expected);
    }
}

static void text__int_covers_its_type(void **state)
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
        if (!lb_parse_int(slice(good[i].text), &value) || value != good[i].value)
            fail_msg("'%s' became %" PRId64, good[i].text, value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value = 5;
        if (lb_parse_int(slice(bad[i]), &value) || value != 5) fail_msg("'%s' was taken", bad[i]);
    }
}

static void text__slices_trim_and_compare(void **state)
{
    (void)state;
    assert_true(lb_slice_is(lb_slice_trim(slice(" \t a b\r\n")), "a b"));
    assert_int_equal(lb_slice_trim(slice("  ")).len, 0);
    assert_true(lb_slice_is((LbSlice){NULL, 0}, ""));
    assert_false(lb_slice_is(slice("User"), "user"));
    assert_true(lb_slice_is_nocase(slice("User_ID"), "user_id"));
    assert_false(lb_slice_is_nocase(slice("user"), "users"));
    assert_false(lb_slice_is_nocase(slice("usep"), "user"));
}

static void text__utf8_is_decoded_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t      used;
        uint32_t    code;
    } cases[] = {
        {"A", 1, 'A'},
        {"\xC3\xA9", 2, 0xE9},
        {"\xE2\x82\xAC", 3, 0x20AC},
        {"\xF0\x9F\x8E\xAC", 4, 0x1F3AC},
        {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
        {"\xC0\x80", 1, 0xFFFD},         /* overlong */
        {"\xE0\x80\xAF", 1, 0xFFFD},     /* overlong */
        {"\xED\xA0\x80", 1, 0xFFFD},     /* surrogate */
        {"\xF4\x90\x80\x80", 1, 0xFFFD}, /* beyond Unicode */
        {"\xF8\x88\x80\x80", 1, 0xFFFD},
        {"\x80", 1, 0xFFFD},
        {"\xE2\x82", 1, 0xFFFD}, /* cut */
        {"\xC3(", 1, 0xFFFD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbSlice text = slice(cases[i].bytes);
        assert_int_equal(lb_utf8_next(&text), cases[i].code);
        assert_ptr_equal(text.text, cases[i].bytes + cases[i].used);
    }
}

static void text__clean_is_safe_to_print(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {"Am\xC3\xA9lie", "Am\xC3\xA9lie"},
        {"\x1B[31mred\x07\n", " [31mred  "},
        {"a\xC2\x9B"
         "b",
         "a b"}, /* C1 control sequence introducer */
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA6"
         "c",
         "a b c"}, /* bidi override and isolate */
        {"a\xE2\x80\xA8"
         "b",
         "a b"}, /* line separator */
        {"a\xFF"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"", ""},
        {u8"\u200EWALL\u200B·\u2060E\u200F\uFEFF", u8"WALL·E"},
        {u8"\u061C", ""},
        {u8"a\uFFF9b\uFFFAc\uFFFBd", "abcd"},
        {u8"a\U000E0001\U000E0041\U000E007Fb", "ab"},
        {u8"soft\u00ADhyphen \u3164\uFFA0\u115F\u180E", "softhyphen "},
        {u8"\u0645\u06CC\u200C\u062E \U0001F469\u200D\U0001F680 \u2764\uFE0F",
         u8"\u0645\u06CC\u200C\u062E \U0001F469\u200D\U0001F680 \u2764\uFE0F"},
        {u8"\uFFFD\u00AC\u00AE\u200A", u8"\uFFFD\u00AC\u00AE\u200A"}, /* neighbours */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char   out[64];
        size_t len = lb_text_clean(out, sizeof out, slice(cases[i].text));
        assert_string_equal(out, cases[i].clean);
        assert_int_equal(len, strlen(out));
    }
    char out[4];
    assert_int_equal(lb_text_clean(out, sizeof out, slice("ab\xC3\xA9")), 2);
    assert_string_equal(out, "ab");
    assert_int_equal(lb_text_clean(out, 0, slice("x")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text__double_is_read_exactly),
        cmocka_unit_test(text__double_refuses_what_is_no_decimal_number),
        cmocka_unit_test(text__double_agrees_with_strtod),
        cmocka_unit_test(text__int_covers_its_type),
        cmocka_unit_test(text__slices_trim_and_compare),
        cmocka_unit_test(text__utf8_is_decoded_strictly),
        cmocka_unit_test(text__clean_is_safe_to_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
