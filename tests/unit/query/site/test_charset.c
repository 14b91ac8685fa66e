/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/mem.h"
#include "query/site/charset.h"

static void check(const char *bytes, size_t len, const char *content_type, const char *expected)
{
    LbError err = {0};
    LbBuf   out;
    lb_buf_init(&out, 1 << 16);
    LB_ASSERT_OK(lb_charset_to_utf8(&out, (LbSlice){bytes, len}, content_type, &err));
    assert_string_equal(lb_buf_text(&out), expected);
    assert_int_equal(out.len, strlen(expected));
    lb_buf_clear(&out);
}

static void charset__is_taken_from_header_then_meta(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *content_type, *expected;
    } cases[] = {
        {"", NULL, ""},
        {"Amélie 😀", NULL, "Amélie 😀"},
        {"Amélie", "text/html; charset=ISO-8859-1", "Amélie"},
        {"Am\xE9lie", "text/html; charset=ISO-8859-1", "Amélie"},
        {"\x93\xFCx\x94 \x80 \x81", "text/html; charset=\"windows-1252\"", "“üx” € \uFFFD"},
        {"Am\xE9lie", "text/html; CHARSET=latin1; q=1", "Amélie"},
        {"Am\xE9lie", "text/html", "Am\uFFFDlie"},
        {"Am\xE9lie", "text/html; charset=utf-8", "Am\uFFFDlie"},
        {"Am\xE9lie", "text/html; charset=klingon", "Am\uFFFDlie"},
        {"Am\xE9lie", "text/html; charset=", "Am\uFFFDlie"},
        {"<meta charset='iso-8859-1'>\xE9", "text/html", "<meta charset='iso-8859-1'>é"},
        {"<meta content='text/html; charset=cp1252'>\xE9", NULL,
         "<meta content='text/html; charset=cp1252'>é"},
        {"<meta charset=latin1>\xE9", "text/html; charset=utf-8", "<meta charset=latin1>\uFFFD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].bytes, strlen(cases[i].bytes), cases[i].content_type, cases[i].expected);
}

static void charset__malformed_bytes_and_controls_are_replaced(void **state)
{
    (void)state;
    static const char bytes[] = "a\0b\x01\x7F\tc\r\n\xED\xA0\x80|\xC0\x80|\xF4\x90\x80\x80|\xC2";
    check(bytes, sizeof bytes - 1, NULL,
          "a b  \tc\r\n\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD\uFFFD|\uFFFD");
    check("\xEF\xBB\xBFx", 4, NULL, "x");
    check("\xEF\xBB\xBF\xEF\xBB\xBFx", 7, NULL, "x");
    check("\xC2\x85\xEF\xBF\xBFx", 6, NULL, "  x");
}

/* The text is handed on in pieces of 4 KiB: characters at their ends stay whole. */
static void charset__long_text_is_whole(void **state)
{
    (void)state;
    LbError err = {0};
    LbBuf   in, out;
    lb_buf_init(&in, 1 << 20);
    lb_buf_init(&out, 1 << 20);
    for (int i = 0; i < 20000; i++)
        LB_ASSERT_OK(lb_buf_puts(&in, i % 3 == 0 ? "a" : i % 3 == 1 ? "é" : "😀", &err));
    LB_ASSERT_OK(lb_charset_to_utf8(&out, (LbSlice){in.data, in.len}, NULL, &err));
    assert_int_equal(out.len, in.len);
    assert_memory_equal(out.data, in.data, in.len);
    lb_buf_clear(&in);
    lb_buf_clear(&out);
}

static void charset__stops_at_the_limit_of_the_buffer(void **state)
{
    (void)state;
    LbError err = {0};
    LbBuf   out;
    lb_buf_init(&out, 5);
    LB_ASSERT_FAILS(lb_charset_to_utf8(&out, (LbSlice){"\xE9\xE9", 2}, NULL, &err), LB_EDATA,
                    "5 bytes");
    lb_buf_clear(&out);
    lb_buf_init(&out, 6);
    LB_ASSERT_SURVIVES_NOMEM(lb_charset_to_utf8(&out, (LbSlice){"\xE9\xE9", 2}, NULL, &err),
                             assert_int_equal(out.len, 6));
    lb_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charset__is_taken_from_header_then_meta),
        cmocka_unit_test(charset__malformed_bytes_and_controls_are_replaced),
        cmocka_unit_test(charset__long_text_is_whole),
        cmocka_unit_test(charset__stops_at_the_limit_of_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
