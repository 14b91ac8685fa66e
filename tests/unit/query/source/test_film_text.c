/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/film_text.h"

static LbStatus read_bytes(LbBuf *out, const char **charset, const char *bytes, size_t len,
                           LbError *err)
{
    LbInput *in = NULL;
    lb_buf_init(out, 1 << 20);
    LbStatus st = lb_input_open_memory(&in, bytes, len, NULL, err);
    if (st == LB_OK) st = lb_film_text_read(out, charset, in, err);
    lb_input_close(in);
    return st;
}

static void film_text__is_utf8_in_the_end(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t      len;
        const char *text, *charset;
    } cases[] = {
        {"Am\xC3\xA9lie", 7, "Am\xC3\xA9lie", NULL},
        {"\xEF\xBB\xBF"
         "Alien",
         8, "Alien", NULL},
        {"\xEF\xBB\xBF\xEF\xBB\xBF"
         "Alien",
         11, "Alien", NULL},
        {"", 0, "", NULL},
        {"Am\xE9lie", 6, "Am\xC3\xA9lie", "windows-1252"},
        {"\x80 \x93x\x94", 5, "\xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D", "windows-1252"},
        {"\xEF\xBF\xBD", 3, "\xEF\xBF\xBD", NULL}, /* U+FFFD itself is no mistake */
        {"\xFF\xFE"
         "A\0\xE9\0",
         6, "A\xC3\xA9", "UTF-16"},
        {"\xFE\xFF\0A\0\xE9", 6, "A\xC3\xA9", "UTF-16"},
        {"\xFE\xFF\xFE\xFF\0A\0\xE9", 8, "A\xC3\xA9", "UTF-16"},
        {"\xFF\xFE\x3D\xD8\x00\xDE", 6, "\xF0\x9F\x98\x80", "UTF-16"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError     err     = {0};
        const char *charset = NULL;
        LbBuf       out;
        LB_ASSERT_OK(read_bytes(&out, &charset, cases[i].bytes, cases[i].len, &err));
        assert_string_equal(lb_buf_text(&out), cases[i].text);
        if (cases[i].charset == NULL)
            assert_null(charset);
        else
            assert_string_equal(charset, cases[i].charset);
        lb_buf_clear(&out);
    }
}

static void film_text__refuses_what_is_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t      len;
        const char *message;
    } cases[] = {
        {"a\nb\0c", 5, "line 2: a NUL character"},
        {"t\0i\0t\0", 6, "line 1: a NUL character"},
        {"\xFF\xFE"
         "A",
         3, "UTF-16 that ends within a character"},
        {"\xFF\xFE"
         "A\0\0\0",
         6, "line 1: a NUL character"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError     err     = {0};
        const char *charset = NULL;
        LbBuf       out;
        LB_ASSERT_FAILS(read_bytes(&out, &charset, cases[i].bytes, cases[i].len, &err), LB_EDATA,
                        cases[i].message);
        lb_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_text__is_utf8_in_the_end),
        cmocka_unit_test(film_text__refuses_what_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
