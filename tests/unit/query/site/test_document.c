/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/site/document.h"

#include <stdlib.h>

static void document__is_text_and_tree(void **state)
{
    (void)state;
    LbError    err = {0};
    LbDocument document;
    LB_ASSERT_OK(lb_document_open(&document, LB_DOCUMENT_PAGE, "<p>caf\xe9", 7,
                                  "text/html; charset=iso-8859-1", &err));
    assert_string_equal(lb_buf_text(&document.text), "<p>café");
    assert_non_null(lb_xmltree_find(lb_xmltree_root(document.tree), "p", NULL));
    lb_document_close(&document);
    LB_ASSERT_OK(lb_document_open(&document, LB_DOCUMENT_FEED, "<rss><a/></rss>", 15, NULL, &err));
    assert_true(lb_xmltree_is(lb_xmltree_root(document.tree), "rss"));
    lb_document_close(&document);
    LB_ASSERT_OK(lb_document_open(&document, LB_DOCUMENT_PAGE, "", 0, NULL, &err));
    assert_null(lb_xmltree_root(document.tree));
    lb_document_close(&document);
}

static void document__has_a_limit(void **state)
{
    (void)state;
    LbError    err = {0};
    LbDocument document;
    char      *body = calloc(1, LB_DOCUMENT_MAX + 1);
    assert_non_null(body);
    memset(body, ' ', LB_DOCUMENT_MAX + 1);
    LB_ASSERT_OK(lb_document_open(&document, LB_DOCUMENT_FEED, body, LB_DOCUMENT_MAX, NULL, &err));
    lb_document_close(&document);
    LB_ASSERT_FAILS(
        lb_document_open(&document, LB_DOCUMENT_FEED, body, LB_DOCUMENT_MAX + 1, NULL, &err),
        LB_EDATA, "a feed of 8388609 bytes, the limit is 8388608");
    lb_document_close(&document);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document__is_text_and_tree),
        cmocka_unit_test(document__has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
