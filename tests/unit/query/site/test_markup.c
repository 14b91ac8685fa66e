/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/buf.h"
#include "query/site/markup.h"
#include "query/site/page.h"

#include <stdio.h>

enum { MOST = 8 << 20 };

static const char *refusal(const char *text, bool is_xml)
{
    return lb_markup_refusal((LbSlice){text, strlen(text)}, is_xml);
}

/* before, then n times `part` with its number in place of %d, then after. */
static void build(LbBuf *out, const char *before, const char *part, int n, const char *after)
{
    LbError err;
    lb_buf_init(out, MOST);
    LB_ASSERT_OK(lb_buf_puts(out, before, &err));
    for (int i = 0; i < n; i++) {
        const char *mark = strstr(part, "%d");
        size_t      head = mark != NULL ? (size_t)(mark - part) : strlen(part);
        LB_ASSERT_OK(lb_buf_append(out, part, head, &err));
        if (mark != NULL) LB_ASSERT_OK(lb_buf_printf(out, &err, "%d%s", i, mark + 2));
    }
    LB_ASSERT_OK(lb_buf_puts(out, after, &err));
}

typedef struct Case {
    const char *before, *part, *after;
    int         most; /* repeats that are allowed; one more is refused */
    bool        html, xml;
    const char *reason;
} Case;

static void check(const Case *one, int extra, bool is_xml, bool is_refused)
{
    LbBuf text;
    build(&text, one->before, one->part, one->most + extra, one->after);
    const char *reason = refusal(lb_buf_text(&text), is_xml);
    if ((reason != NULL) != is_refused || (is_refused && strstr(reason, one->reason) == NULL))
        fail_msg("%s%s...: %s", one->before, one->part, reason != NULL ? reason : "accepted");
    lb_buf_clear(&text);
}

static void markup__refuses_what_is_one_too_many(void **state)
{
    static const char attributes[] = "attributes";
    static const Case cases[]      = {
             {"<a", " a%d=\"1\"", ">", 1000, true, true, attributes},
             {"<a", " a%d = '1'", ">", 1000, true, true, attributes},
             {"<a", "\n_%d:x='>'", "", 1000, true, true, attributes},
             {"<A ", "a%d=\"1\"", ">", 1000, true, true, attributes}, /* nothing between */
             {"<a", " .%d", ">", 1000, true, false, attributes},
             {"<a", " \xC3\xA9%d='x'", ">", 1000, false, true, attributes},
             {"<a", " @%d b=x", ">", 1000, true, true, attributes},
             {"<a ='", " a%d", "'>", 1000, true, true, attributes},   /* a value of nothing */
             {"<a 1='", " a%d", "'>", 1000, true, true, attributes},  /* of no name */
             {"<a b@c='", " a%d", "'>", 999, true, true, attributes}, /* b, then garbage */
             {"<!-- <a", " a%d=1", "> -->", 1000, true, true, attributes},
             {"<script><b x='\"><a y=\"'", " a%d=1", "", 999, true, true, attributes},
             {"", "<p a b c d e f g h i j>", "", 10000, true, true, "100000 attributes"},
             {"", "<", "", LB_MARKUP_MAX_MARKS, true, true, "tags and references"},
             {"", "&", "", LB_MARKUP_MAX_MARKS, true, true, "tags and references"},
             {"", "</x>", "", LB_MARKUP_MAX_MARKS, true, true, "tags and references"},
             {"", "<body>", "", 32, true, true, "html and body"},
             {"", "<HTML x>", "", 32, true, true, "html and body"},
             {"<a>", "<b xmlns:n%d='u'>", "", 64, false, true, "name spaces"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int is_xml = 0; is_xml < 2; is_xml++) {
            check(&cases[i], 0, is_xml, false);
            if (is_xml ? cases[i].xml : cases[i].html) check(&cases[i], 1, is_xml, true);
        }
    }
}

static void markup__counts_no_attributes_in_values_and_text(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {{"<a b=\"", "\">"}, {"<a b = '", "'>"}, {"<p>", "</p>"}, {"<a>", ""},
                 {"<", ">"},         {"<!-- ", " -->"},  {"<a b='", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbBuf text;
        build(&text, cases[i].before, " w%d", 5000, cases[i].after);
        assert_null(refusal(lb_buf_text(&text), false));
        assert_null(refusal(lb_buf_text(&text), true));
        lb_buf_clear(&text);
    }
}

/* libxml2 ends a name after 100 letters and begins another attribute. */
static void markup__counts_a_long_name_by_its_pieces(void **state)
{
    LbBuf text;
    (void)state;
    build(&text, "<a ", "aaaaaaaaaa", 10000, ">");
    assert_null(refusal(lb_buf_text(&text), false));
    lb_buf_clear(&text);
    build(&text, "<a ", "aaaaaaaaaa", 10001, ">");
    assert_non_null(refusal(lb_buf_text(&text), false));
    assert_null(refusal(lb_buf_text(&text), true));
    lb_buf_clear(&text);
}

/* Each of them could be a tag that reaches to the end. */
static void markup__gives_up_on_tags_in_tags(void **state)
{
    LbBuf text;
    (void)state;
    build(&text, "", "<a", 100000, "");
    assert_string_equal(refusal(lb_buf_text(&text), false), "tags are tangled in tags");
    lb_buf_clear(&text);
}

static void markup__refuses_declarations_and_bad_comments_of_xml(void **state)
{
    (void)state;
    assert_non_null(refusal("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>", true));
    assert_non_null(refusal("<!DOCTYPE r [<!ATTLIST r a CDATA 'b'>]><r/>", true));
    assert_non_null(refusal("<!DOCTYPE r [<!ELEMENT r (a)>]><r/>", true));
    assert_non_null(refusal("<!DOCTYPE r [<!NOTATION r SYSTEM 'a'>]><r/>", true));
    assert_null(refusal("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>", false));
    assert_non_null(refusal("<!-- a -- b -->", true));
    assert_non_null(refusal("<!-- a --->", true));
    assert_non_null(refusal("<!-- a -", true));
    assert_null(refusal("<!----><!-- a - b --><r/>", true));
    assert_null(refusal("<!-- a -- b --", false));
    assert_null(refusal("<!DOCTYPE r><r><![CDATA[!ENTITY]]></r><!", true));
    assert_null(refusal("", true));
}

static void markup__makes_a_page_one_that_has_changed(void **state)
{
    static const LbReplyInfo found = {.http_status = 404};
    LbBuf                    text;
    LbError                  err;
    LbPage                   page;
    (void)state;
    build(&text, "<body class=\"films-watched\" data-owner=\"ada\"", " a%d", 200000, "></body>");
    LB_ASSERT_OK(lb_page_read(&page, text.data, text.len, LB_PAGE_FILMS, "ada", NULL, &err));
    assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
    assert_non_null(strstr(page.reason, "a tag has more than 1000 attributes"));
    lb_page_clear(&page);
    LB_ASSERT_OK(lb_page_read(&page, text.data, text.len, LB_PAGE_FILMS, "ada", &found, &err));
    assert_int_equal(page.verdict, LB_VERDICT_NO_USER);
    lb_page_clear(&page);
    lb_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup__refuses_what_is_one_too_many),
        cmocka_unit_test(markup__counts_no_attributes_in_values_and_text),
        cmocka_unit_test(markup__counts_a_long_name_by_its_pieces),
        cmocka_unit_test(markup__gives_up_on_tags_in_tags),
        cmocka_unit_test(markup__refuses_declarations_and_bad_comments_of_xml),
        cmocka_unit_test(markup__makes_a_page_one_that_has_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
