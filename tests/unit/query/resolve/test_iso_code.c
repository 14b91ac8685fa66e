/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/iso_code.h"

static void check(LbIsoKind kind, const char *text, const char *expected)
{
    char code[LB_ISO_CODE];
    bool found = lb_iso_code_find(code, kind, (LbSlice){text, strlen(text)});
    assert_string_equal(code, expected);
    assert_int_equal(found, expected[0] != '\0');
}

static void iso_code__knows_languages(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"fr", "fr"},        {"FR", "fr"},
                                           {"fra", "fr"},       {"French", "fr"},
                                           {"français", "fr"},  {"italian", "it"},
                                           {"Greek", "el"},     {"Modern Greek", "el"},
                                           {"Mandarin", "zh"},  {"Chinese", "zh"},
                                           {"cn", "cn"},        {"Cantonese", "cn"},
                                           {"Farsi", "fa"},     {"Persian", "fa"},
                                           {"Norwegian", "no"}, {"nb", "nb"},
                                           {"Castilian", "es"}, {"No Language", "xx"},
                                           {"日本語", "ja"},    {"Filipino", "tl"},
                                           {"Klingon", ""},     {"", ""},
                                           {"US", ""},          {"Frenchy", ""}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check(LB_ISO_LANGUAGE, names[i][0], names[i][1]);
}

static void iso_code__knows_countries(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"us", "US"},
                                           {"USA", "US"},
                                           {"U.S.A.", "US"},
                                           {"United States of America", "US"},
                                           {"UK", "GB"},
                                           {"South Korea", "KR"},
                                           {"Korea, Republic of", "KR"},
                                           {"Russian Federation", "RU"},
                                           {"Russia", "RU"},
                                           {"Türkiye", "TR"},
                                           {"Turkey", "TR"},
                                           {"Cote d'Ivoire", "CI"},
                                           {"Soviet Union", "SU"},
                                           {"Czechoslovakia", "XC"},
                                           {"Kosovo", "XK"},
                                           {"Hong Kong", "HK"},
                                           {"Atlantis", ""},
                                           {"French", ""}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check(LB_ISO_COUNTRY, names[i][0], names[i][1]);
    check(LB_ISO_NONE, "France", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_code__knows_languages),
        cmocka_unit_test(iso_code__knows_countries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
