/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/buf.h"
#include "query/site/xmltree.h"
#include "tests/unit/query/page_file.h"

static LbXmlTree *html(const char *text)
{
    LbError    err  = {0};
    LbXmlTree *tree = NULL;
    LB_ASSERT_OK(lb_xmltree_read_html(&tree, text, strlen(text), &err));
    return tree;
}

static LbXmlTree *xml(const char *text)
{
    LbError    err  = {0};
    LbXmlTree *tree = NULL;
    LB_ASSERT_OK(lb_xmltree_read_xml(&tree, text, strlen(text), &err));
    return tree;
}

typedef const LbXmlNode *Step(const LbXmlNode *node, const LbXmlNode *top);

/* The one-letter ids of the elements on the way. */
static void check_way(const LbXmlNode *top, Step *step, const char *expected)
{
    char   seen[8];
    size_t n = 0;
    for (const LbXmlNode *node = lb_xmltree_next(top, top); node != NULL; node = step(node, top)) {
        assert_true(n < sizeof seen - 1);
        seen[n++] = lb_xmltree_attr(node, "id")[0];
    }
    seen[n] = '\0';
    assert_string_equal(seen, expected);
}

static void xmltree__walks_in_document_order_inside_its_top(void **state)
{
    (void)state;
    LbXmlTree *tree = html("<div id=1>a<p id=2><b id=3></b></p><i id=4></i></div><u id=5></u>");
    const LbXmlNode *top = lb_xmltree_find(lb_xmltree_root(tree), "div", NULL);
    check_way(top, lb_xmltree_next, "234");
    check_way(top, lb_xmltree_skip, "24");
    assert_null(lb_xmltree_skip(top, top));
    lb_xmltree_free(tree);
}

static void xmltree__matches_whole_class_tokens(void **state)
{
    (void)state;
    LbXmlTree       *tree = html("<p class=' rated-10\tx&#10;-y '></p><b class></b><i></i>");
    const LbXmlNode *root = lb_xmltree_root(tree);
    const LbXmlNode *p    = lb_xmltree_find(root, "p", NULL);
    assert_true(lb_xmltree_has_class(p, "rated-10"));
    assert_true(lb_xmltree_has_class(p, "x"));
    assert_true(lb_xmltree_has_class(p, "-y"));
    assert_false(lb_xmltree_has_class(p, "rated-1"));
    assert_false(lb_xmltree_has_class(p, "y"));
    assert_false(lb_xmltree_has_class(p, ""));
    assert_false(lb_xmltree_has_class(lb_xmltree_find(root, "b", NULL), "x"));
    assert_false(lb_xmltree_has_class(lb_xmltree_find(root, "i", NULL), "x"));
    assert_ptr_equal(lb_xmltree_find(root, NULL, "x"), p);
    assert_null(lb_xmltree_find(root, "b", "x"));
    assert_null(lb_xmltree_find(NULL, "b", NULL));
    lb_xmltree_free(tree);
}

static void xmltree__decodes_attributes_and_text(void **state)
{
    (void)state;
    LbXmlTree *tree = html("<p data-x='{&quot;a&quot;:1}' data-e=''> Am&eacute;lie <b>&amp;</b>\n"
                           "co\u202E </p>");
    const LbXmlNode *root = lb_xmltree_root(tree);
    const LbXmlNode *p    = lb_xmltree_find_attr(root, "data-x");
    char             text[64];
    assert_string_equal(lb_xmltree_attr(p, "data-x"), "{\"a\":1}");
    assert_string_equal(lb_xmltree_attr(p, "data-e"), "");
    assert_null(lb_xmltree_attr(p, "data-y"));
    assert_null(lb_xmltree_find_attr(root, "data-y"));
    assert_int_equal(lb_xmltree_text(text, sizeof text, p), strlen("Amélie & co"));
    assert_string_equal(text, "Amélie & co");
    assert_int_equal(lb_xmltree_text(text, sizeof text, NULL), 0);
    assert_string_equal(text, "");
    assert_int_equal(lb_xmltree_text(text, 4, p), 2);
    assert_string_equal(text, "Am");
    lb_xmltree_free(tree);
}

static void xmltree__local_names_stand_for_qualified_ones(void **state)
{
    (void)state;
    LbXmlTree *tree = xml("<r xmlns:l='https://x.org'><l:rating>4</l:rating><m:like>Yes</m:like>"
                          "<d><![CDATA[<b>]]></d></r>");
    const LbXmlNode *root = lb_xmltree_root(tree);
    char             text[16];
    assert_true(lb_xmltree_is(root, "r"));
    assert_non_null(lb_xmltree_find(root, "rating", NULL));
    assert_non_null(lb_xmltree_find(root, "like", NULL));
    (void)lb_xmltree_text(text, sizeof text, lb_xmltree_find(root, "d", NULL));
    assert_string_equal(text, "<b>");
    lb_xmltree_free(tree);
}

static void xmltree__of_nothing_has_no_root(void **state)
{
    (void)state;
    static const char *const nothing[] = {"", " \n", "<!-- -->"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        LbXmlTree *a = html(nothing[i]), *b = xml(nothing[i]);
        assert_null(lb_xmltree_root(a));
        assert_null(lb_xmltree_root(b));
        assert_null(lb_xmltree_refusal(a));
        lb_xmltree_free(a);
        lb_xmltree_free(b);
    }
    lb_xmltree_free(NULL);
}

static void check_nested(const char *open, const char *close, int depth, bool is_cut)
{
    LbError err = {0};
    LbBuf   text;
    lb_buf_init(&text, 1 << 22);
    for (int i = 0; i < 2 * depth; i++)
        LB_ASSERT_OK(lb_buf_puts(&text, i < depth ? open : close, &err));
    LbXmlTree *trees[2] = {html(text.data), xml(text.data)};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(lb_xmltree_is_cut(trees[i]), is_cut);
        lb_xmltree_free(trees[i]);
    }
    lb_buf_clear(&text);
}

static void xmltree__says_when_it_is_cut(void **state)
{
    (void)state;
    check_nested("<div>", "</div>", 200, false);
    check_nested("<div>", "</div>", 300, true);
    check_nested("<i>", "</i>", 90000, true);
    LbXmlTree *tree = xml("<a><b></a>");
    assert_true(lb_xmltree_is_cut(tree));
    assert_non_null(lb_xmltree_root(tree));
    lb_xmltree_free(tree);
}

static void xmltree__never_expands_entities(void **state)
{
    (void)state;
    LbXmlTree *tree = xml("<!DOCTYPE r [<!ENTITY e 'boo'>]><r a='&e;'>x&e;y&amp;<b>&e;</b></r>");
    assert_null(lb_xmltree_root(tree));
    assert_non_null(strstr(lb_xmltree_refusal(tree), "declares entities"));
    lb_xmltree_free(tree);

    char text[32];
    tree = xml("<!DOCTYPE r SYSTEM 'http://127.0.0.1/x.dtd'><r a='&e;'>x&e;y&amp;<b>&e;</b></r>");
    assert_null(lb_xmltree_refusal(tree));
    (void)lb_xmltree_text(text, sizeof text, lb_xmltree_root(tree));
    assert_string_equal(text, "xy&");
    lb_xmltree_free(tree);
}

static void xmltree__refuses_what_is_too_large(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbXmlTree *tree = NULL;
    size_t     len  = (size_t)LB_XMLTREE_MAX_BYTES + 1;
    LB_ASSERT_FAILS(lb_xmltree_read_html(&tree, "", len, &err), LB_EDATA, "9437185 bytes");
    LB_ASSERT_FAILS(lb_xmltree_read_xml(&tree, "", len, &err), LB_EDATA, "9437185 bytes");
    assert_null(tree);
}

static void xmltree__survives_the_failure_of_each_allocation(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbXmlTree *tree = NULL;
    LbBuf      page;
    LB_ASSERT_SURVIVES_NOMEM(lb_xmltree_read_html(&tree, "<p>", 3, &err),
                             assert_non_null(lb_xmltree_root(tree)));
    lb_xmltree_free(tree);
    lb_buf_init(&page, SIZE_MAX);
    load_file(&page, LB_TEST_DATA "/pages", "films-2026.html");
    LB_ASSERT_SURVIVES_NOMEM(
        lb_xmltree_read_html(&tree, page.data, page.len, &err),
        assert_non_null(lb_xmltree_find_attr(lb_xmltree_root(tree), "data-item-slug")));
    lb_xmltree_free(tree);
    lb_buf_reset(&page);
    load_file(&page, LB_TEST_DATA "/pages", "feed-2026.xml");
    LB_ASSERT_SURVIVES_NOMEM(lb_xmltree_read_xml(&tree, page.data, page.len, &err),
                             assert_false(lb_xmltree_is_cut(tree)));
    lb_xmltree_free(tree);
    lb_buf_clear(&page);
}

/* Memory that is refused once, and then given again: what was read without it must not pass. */
static void xmltree__notices_a_single_failure(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbXmlTree *tree = NULL, *other = html("<p id=1>");
    LbBuf      page;
    lb_buf_init(&page, SIZE_MAX);
    load_file(&page, LB_TEST_DATA "/pages", "films-2026.html");
    LbStatus st = LB_ENOMEM;
    for (long n = 0; st != LB_OK; n += 3) {
        lb_alloc_refuse_one(n);
        st = lb_xmltree_read_html(&tree, page.data, page.len, &err);
        lb_alloc_allow(-1);
        assert_true(st == LB_OK || st == LB_ENOMEM);
        assert_true(st == LB_OK || tree == NULL);
    }
    assert_non_null(lb_xmltree_find_attr(lb_xmltree_root(tree), "data-item-slug"));
    lb_xmltree_free(other);
    lb_xmltree_free(tree);
    lb_buf_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xmltree__walks_in_document_order_inside_its_top),
        cmocka_unit_test(xmltree__matches_whole_class_tokens),
        cmocka_unit_test(xmltree__decodes_attributes_and_text),
        cmocka_unit_test(xmltree__local_names_stand_for_qualified_ones),
        cmocka_unit_test(xmltree__of_nothing_has_no_root),
        cmocka_unit_test(xmltree__says_when_it_is_cut),
        cmocka_unit_test(xmltree__never_expands_entities),
        cmocka_unit_test(xmltree__refuses_what_is_too_large),
        cmocka_unit_test(xmltree__survives_the_failure_of_each_allocation),
        cmocka_unit_test(xmltree__notices_a_single_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
