/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/text/html.h"

static const char *const lines[] = {"a\n", "b\n", NULL};
static const LbHtmlAsset asset   = {lines, "sha256-x"};

/* What was written to `out`, which is closed. */
static void read_back(char *text, size_t cap, FILE *out)
{
    rewind(out);
    size_t got = fread(text, 1, cap - 1, out);
    text[got]  = '\0';
    fclose(out);
}

static void html__text_becomes_no_markup(void **state)
{
    (void)state;
    static const struct {
        const char *text, *html;
    } cases[] = {
        {"", ""},
        {"Amélie & co", "Amélie &amp; co"},
        {"<script>", "&lt;script&gt;"},
        {"\" onload='x'", "&quot; onload=&#39;x&#39;"},
        {"&amp;", "&amp;amp;"},
        {"a\nb\tc\x01", "a b c "},
        {"\xC0\xBC\xFF<", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD&lt;"}, /* an overlong '<' */
        {"\xE2\x80\xAE"
         "evil",
         "evil"}, /* right-to-left override */
        {"\xF0\x9F\x8E\xAC", "\xF0\x9F\x8E\xAC"},
        {"\xF0\x9F<", "\xEF\xBF\xBD\xEF\xBF\xBD&lt;"}, /* cut off */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char  html[256];
        FILE *out = tmpfile();
        assert_non_null(out);
        lb_html_string(out, cases[i].text);
        read_back(html, sizeof html, out);
        assert_string_equal(html, cases[i].html);
    }
}

static void html__text_has_no_limit(void **state)
{
    (void)state;
    static char text[20000], html[6 * sizeof text];
    memset(text, '<', sizeof text);
    FILE *out = tmpfile();
    assert_non_null(out);
    lb_html_text(out, (LbSlice){text, sizeof text});
    read_back(html, sizeof html, out);
    assert_int_equal(strlen(html), 4 * sizeof text);
}

static void html__page_allows_what_is_built_in_only(void **state)
{
    (void)state;
    char  html[2048];
    FILE *out = tmpfile();
    assert_non_null(out);
    lb_html_begin(out, "A & B", &asset, &asset);
    lb_html_end(out);
    read_back(html, sizeof html, out);
    assert_non_null(strstr(html, "default-src 'none'; img-src https:; style-src 'sha256-x'; "
                                 "script-src 'sha256-x'; base-uri 'none'; form-action 'none'\""));
    assert_non_null(strstr(html, "<title>A &amp; B</title>\n<style>a\nb\n</style>\n"
                                 "<script>a\nb\n</script>\n</head>\n<body>\n</body>\n</html>\n"));
    out = tmpfile();
    assert_non_null(out);
    lb_html_begin(out, "", &asset, NULL);
    lb_html_end(out);
    read_back(html, sizeof html, out);
    assert_non_null(strstr(html, "script-src 'none';"));
    assert_null(strstr(html, "<script"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html__text_becomes_no_markup),
        cmocka_unit_test(html__text_has_no_limit),
        cmocka_unit_test(html__page_allows_what_is_built_in_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
