/* SPDX-License-Identifier: MIT */
#include "common/text/text.h"

#include "tests/lb_test.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void text_key__follows_the_slugs(void **state)
{
    (void)state;
    static const struct {
        const char *title, *key;
    } cases[] = {
        {"Am\u00e9lie", "amelie"},
        {"Ame\u0301lie", "amelie"}, /* decomposed */
        {"Face/Off", "face-off"},
        {"V/H/S", "v-h-s"},
        {"WALL\u00b7E", "walle"},
        {"10,000 BC", "10000-bc"},
        {"M.I.A.", "mia"},
        {"Love & Other Drugs", "love-other-drugs"},
        {"11:14", "11-14"},
        {"Ut\u00f8ya: July 22", "utoya-july-22"},
        {"Lux \u00c6terna", "lux-aeterna"},
        {"C\u0153ur fid\u00e8le", "cur-fidele"},
        {"[REC]\u00b3 Genesis", "rec-genesis"},
        {"Ri\u00a2hie Ri\u00a2h", "rihie-rih"},
        {"Star Wars: Episode II \u2013\u00a0Attack of the Clones",
         "star-wars-episode-ii-attack-of-the-clones"},
        {"Black Is\u2026 Black Ain\u2019t", "black-is-black-aint"},
        {"Cem Y\u0131lmaz", "cem-yilmaz"},
        {"\u0141\u00f3d\u017a", "lodz"},
        {"V\u0169 tr\u1ee5 \u0110\u1ea1i", "vu-tru-dai"},
        {"Stra\u00dfe", "strasse"},
        {"  -- Heat --  ", "heat"},
        {"f_ilm", "f_ilm"},
        {"\u0411\u0440\u0430\u0442 \u0419", "\u0431\u0440\u0430\u0442-\u0438"},
        {"\u0421\u0442\u0430\u043b\u043a\u0435\u0440",
         "\u0441\u0442\u0430\u043b\u043a\u0435\u0440"},
        {"\u0386\u039d\u0391\u03a3", "\u03b1\u03bd\u03b1\u03c3"},
        {"\u03b1\u03bd\u03b1\u03c2", "\u03b1\u03bd\u03b1\u03c3"}, /* final sigma */
        {"\u4e03\u4eba\u306e\u4f8d\u3000\u300c\u96e8\u300d", "\u4e03\u4eba\u306e\u4f8d-\u96e8"},
        {"\uff21\uff22\uff11", "ab1"}, /* full width */
        {"I \u2665 Huckabees \U0001F3AC", "i-huckabees"},
        {"?!", ""},
        {"", ""},
        {"\xff\xc3", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char   key[128];
        size_t len = lb_text_key(key, sizeof key, slice(cases[i].title));
        assert_string_equal(key, cases[i].key);
        assert_int_equal(len, strlen(key));
    }
}

static void text_key__is_cut_at_a_character(void **state)
{
    (void)state;
    char key[6];
    assert_int_equal(lb_text_key(key, sizeof key, slice("ab cd ef")), 5);
    assert_string_equal(key, "ab-cd");
    assert_int_equal(lb_text_key(key, sizeof key, slice("abcd ef")), 4);
    assert_string_equal(key, "abcd");
    assert_int_equal(lb_text_key(key, sizeof key, slice("abc\u4e03")), 3);
    assert_string_equal(key, "abc");
    assert_int_equal(lb_text_key(key, 0, slice("abc")), 0);
}

static void text_key__distance_counts_typing_errors(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int         limit, distance;
    } cases[] = {
        {"heat", "heat", 3, 0},      {"heat", "haet", 3, 1},
        {"heat", "het", 3, 1},       {"heat", "heart", 3, 1},
        {"heat", "beat", 3, 1},      {"", "abc", 3, 3},
        {"abc", "", 5, 3},           {"", "", 0, 0},
        {"kitten", "sitting", 9, 3}, {"ca", "abc", 9, 3},
        {"kitten", "sitting", 2, 3}, {"abcdefgh", "a", 3, 4},
        {"heat", "beat", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(lb_text_distance(slice(cases[i].a), slice(cases[i].b), cases[i].limit),
                         cases[i].distance);
        assert_int_equal(lb_text_distance(slice(cases[i].b), slice(cases[i].a), cases[i].limit),
                         cases[i].distance);
    }
    char many[300];
    memset(many, 'x', sizeof many);
    assert_int_equal(lb_text_distance((LbSlice){many, 300}, (LbSlice){many, 128}, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_key__follows_the_slugs),
        cmocka_unit_test(text_key__is_cut_at_a_character),
        cmocka_unit_test(text_key__distance_counts_typing_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
