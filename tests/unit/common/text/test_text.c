/* SPDX-License-Identifier: MIT */
#include "common/base/rng.h"
#include "common/text/text.h"

#include "tests/lb_test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
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
        assert_int_equal(lb_text_next_code(&text), cases[i].code);
        assert_ptr_equal(text.text, cases[i].bytes + cases[i].used);
    }
}

static void text__every_code_point_is_written_as_it_is_read(void **state)
{
    (void)state;
    char out[LB_UTF8_MAX];
    for (uint32_t code = 0; code < 0x10FFFF + 2; code += code < 0x3000 || code > 0xD000 ? 1 : 7) {
        LbSlice text     = {out, lb_text_put_code(out, code)};
        bool    is_valid = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        assert_int_equal(lb_text_next_code(&text), is_valid ? code : 0xFFFD);
        assert_int_equal(text.len, 0);
    }
    assert_int_equal(lb_text_put_code(out, 0xFFFFFFFF), 3);
    assert_memory_equal(out, u8"\uFFFD", 3);
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
         "abc"}, /* bidi override and isolate */
        {u8"\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200Ex\u200F", "x"},
        {u8"\u202Eשלום\u202C سلام", u8"שלום سلام"}, /* letters know their own direction */
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
        cmocka_unit_test(text__utf8_is_decoded_strictly),
        cmocka_unit_test(text__every_code_point_is_written_as_it_is_read),
        cmocka_unit_test(text__clean_is_safe_to_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
