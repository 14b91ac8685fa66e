/* SPDX-License-Identifier: MIT */
#include "common/text/text.h"

#include "tests/lb_test.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void text_width__counts_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int         width;
    } cases[] = {
        {"Heat", 4},         {"Am\u00e9lie", 6},
        {"Ame\u0301lie", 6}, {"\u4e03\u4eba", 4},
        {"\uac00\u3042", 4}, {"\U0001F3AC", 2},
        {"a\u200bb", 2},     {"", 0},
        {"\u0e01\u0e35", 1}, {"\U0001F468\u200d\U0001F469", 4},
        {"\U00020000", 2},   {"\x1b", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lb_text_width(slice(cases[i].text)), cases[i].width);
}

static void text_width__prefix_ends_at_a_character(void **state)
{
    (void)state;
    assert_int_equal(lb_text_prefix(slice("Heat"), 3), 3);
    assert_int_equal(lb_text_prefix(slice("Heat"), 9), 4);
    assert_int_equal(lb_text_prefix(slice("\u4e03\u4eba"), 3), 3);
    assert_int_equal(lb_text_prefix(slice("e\u0301x"), 1), 3); /* the accent stays */
    assert_int_equal(lb_text_prefix(slice("abc"), 0), 0);
    assert_int_equal(lb_text_prefix(slice(""), 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_width__counts_columns),
        cmocka_unit_test(text_width__prefix_ends_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
