/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/text/json.h"

#include <stdlib.h>

static LbStatus write_sample(char **out, LbError *err)
{
    LbJson *doc = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    LbJsonValue *root = lb_json_root(doc);
    lb_json_int(doc, root, "schema", 1);
    lb_json_text(doc, root, "title", "Am\xc3\xa9lie \"x\"\n");
    lb_json_text(doc, root, "broken",
                 "a\xff"
                 "b");
    lb_json_text(doc, root, "turned", "\x7f<\xc2\x9b\xe2\x80\xae\xe2\x80\xa9\xe2\x81\xa6>");
    lb_json_text(doc, root, "unseen", u8"\u200B\u061C\U000E0041\u200D");
    lb_json_text(doc, root, "none", NULL);
    lb_json_real(doc, root, "third", 1.0 / 3.0);
    lb_json_real(doc, root, "nan", NAN);
    lb_json_bool(doc, root, "yes", true);
    LbJsonValue *list = lb_json_array(doc, root, "list");
    lb_json_push_real(doc, list, 2.5);
    lb_json_push_text(doc, list, "two");
    lb_json_null(doc, lb_json_push_object(doc, list), "empty");
    LbStatus st = lb_json_dump(doc, false, out, err);
    lb_json_free(doc);
    return st;
}

static void json__written_as_given_in_order(void **state)
{
    (void)state;
    LbError err  = {0};
    char   *text = NULL;
    LB_ASSERT_OK(write_sample(&text, &err));
    assert_string_equal(text, "{\"schema\":1,\"title\":\"Am\xc3\xa9lie \\\"x\\\"\\n\","
                              "\"broken\":\"a\xef\xbf\xbd"
                              "b\",\"turned\":\"\\u007f<\\u009b\\u202e\\u2029\\u2066>\","
                              "\"unseen\":\"\\u200b\\u061c\\udb40\\udc41\u200D\",\"none\":null,"
                              "\"third\":0.33333333333333331,\"nan\":null,\"yes\":true,"
                              "\"list\":[2.5,\"two\",{\"empty\":null}]}");
    free(text);
}

static void json__out_of_memory_is_reported_once_at_the_end(void **state)
{
    (void)state;
    LbError err  = {0};
    char   *text = NULL;
    LB_ASSERT_SURVIVES_NOMEM(write_sample(&text, &err), assert_non_null(text));
    free(text);
}

/* A text with an object in it, embedded in another and read again. */
static LbStatus embed_and_read(char **out, LbError *err)
{
    static const char settings[] =
        "{\"a\":[1,2.5,\"\\u00e9\"],\"b\":{\"c\":\"0123456789abcdef0123456789\"}}";
    LbJson *read = NULL, *doc = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    lb_json_document(doc, lb_json_root(doc), "settings", settings);
    LbStatus           st = lb_json_parse(&read, settings, sizeof settings - 1, err);
    const LbJsonValue *b  = st == LB_OK ? lb_json_get(lb_json_root(read), "b") : NULL;
    if (st == LB_OK && strlen(lb_json_get_text(b, "c", "")) != 26) st = LB_EDATA;
    if (st == LB_OK) st = lb_json_dump(doc, false, out, err);
    lb_json_free(read);
    lb_json_free(doc);
    return st;
}

/* jansson calls a text that it had no memory for "invalid token". */
static void json__a_single_refusal_of_memory_is_no_other_text(void **state)
{
    (void)state;
    long refused = 0;
    for (long n = 0; n < 1000; n++) {
        LbError err  = {0};
        char   *text = NULL;
        lb_alloc_refuse_one(n);
        LbStatus st = embed_and_read(&text, &err);
        lb_alloc_allow(-1);
        if (st == LB_OK)
            assert_string_equal(text, "{\"settings\":{\"a\":[1,2.5,\"\xc3\xa9\"],\"b\":{\"c\":"
                                      "\"0123456789abcdef0123456789\"}}}");
        else
            assert_int_equal(st, LB_ENOMEM);
        refused += st == LB_ENOMEM;
        free(text);
    }
    assert_true(refused > 20); /* or jansson allocates elsewhere */
}

static void json__reads_with_defaults(void **state)
{
    (void)state;
    LbError     err  = {0};
    LbJson     *doc  = NULL;
    const char *text = "{\"a\":5,\"b\":\"x\",\"c\":[1,2.5,\"s\"],\"d\":{\"e\":true}}";
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *root = lb_json_root(doc);
    assert_int_equal(lb_json_get_int(root, "a", -1), 5);
    assert_int_equal(lb_json_get_int(root, "b", -1), -1);
    assert_int_equal(lb_json_get_int(root, "absent", -1), -1);
    assert_string_equal(lb_json_get_text(root, "b", "?"), "x");
    assert_string_equal(lb_json_get_text(root, "a", "?"), "?");
    const LbJsonValue *list = lb_json_get(root, "c");
    assert_int_equal(lb_json_count(list), 3);
    LB_ASSERT_NEAR(lb_json_as_real(lb_json_at(list, 1), 0), 2.5, 0);
    assert_string_equal(lb_json_as_text(lb_json_at(list, 2)), "s");
    assert_null(lb_json_as_text(lb_json_at(list, 7)));
    assert_true(lb_json_get_bool(lb_json_get(root, "d"), "e", false));
    assert_int_equal(lb_json_count(root), 0);
    lb_json_free(doc);
}

static void json__what_is_not_json_is_refused_with_its_place(void **state)
{
    (void)state;
    LbError err = {0};
    LbJson *doc = NULL;
    LB_ASSERT_FAILS(lb_json_parse(&doc, "{\"a\":1,\n}", 9, &err), LB_EDATA, "line 2");
    LB_ASSERT_FAILS(lb_json_parse(&doc, "[1]", 3, &err), LB_EDATA, "object");
    LB_ASSERT_FAILS(lb_json_parse(&doc, "", 0, &err), LB_EDATA, "line");
    LB_ASSERT_FAILS(lb_json_parse(&doc, "{\"a\":1,\"a\":2}", 13, &err), LB_EDATA, "duplicate");
    char deep[20000];
    memset(deep, '[', sizeof deep);
    LB_ASSERT_FAILS(lb_json_parse(&doc, deep, sizeof deep, &err), LB_EDATA, "depth");
    assert_null(doc);
}

static void json__reads_documents_one_behind_the_other(void **state)
{
    (void)state;
    static const char  text[] = "{\"a\":1}\n[2, \"x\"]\n\n {\"b\":true} \n";
    LbError            err;
    LbJson            *doc = NULL;
    size_t             at = 0, used = 0;
    char               scratch[LB_JSON_SCALAR];
    const char        *key   = NULL;
    const LbJsonValue *value = NULL;
    void              *iter  = NULL;
    LB_ASSERT_OK(lb_json_parse_next(&doc, text, sizeof text - 1, &used, &err));
    assert_int_equal(used, 7);
    assert_true(lb_json_is_object(lb_json_root(doc)));
    assert_true(lb_json_next(lb_json_root(doc), &iter, &key, &value));
    assert_string_equal(key, "a");
    assert_string_equal(lb_json_scalar(value, scratch), "1");
    assert_false(lb_json_next(lb_json_root(doc), &iter, &key, &value));
    lb_json_free(doc);
    at += used;
    LB_ASSERT_OK(lb_json_parse_next(&doc, text + at, sizeof text - 1 - at, &used, &err));
    assert_true(lb_json_is_array(lb_json_root(doc)));
    assert_string_equal(lb_json_scalar(lb_json_at(lb_json_root(doc), 1), scratch), "x");
    assert_null(lb_json_scalar(lb_json_root(doc), scratch));
    iter = NULL;
    assert_false(lb_json_next(lb_json_root(doc), &iter, &key, &value));
    lb_json_free(doc);
    at += used;
    LB_ASSERT_OK(lb_json_parse_next(&doc, text + at, sizeof text - 1 - at, &used, &err));
    assert_string_equal(lb_json_scalar(lb_json_get(lb_json_root(doc), "b"), scratch), "true");
    lb_json_free(doc);
    at += used;
    LB_ASSERT_OK(lb_json_parse_next(&doc, text + at, sizeof text - 1 - at, &used, &err));
    assert_null(doc);
    assert_int_equal(at + used, sizeof text - 1);
    LB_ASSERT_FAILS(lb_json_parse_next(&doc, "[1,", 3, &used, &err), LB_EDATA, "line 1");
    LB_ASSERT_FAILS(lb_json_parse_next(&doc, "7", 1, &used, &err), LB_EDATA, "");
    assert_null(doc);
    assert_false(lb_json_is_array(NULL) || lb_json_is_object(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__reads_documents_one_behind_the_other),
        cmocka_unit_test(json__written_as_given_in_order),
        cmocka_unit_test(json__out_of_memory_is_reported_once_at_the_end),
        cmocka_unit_test(json__a_single_refusal_of_memory_is_no_other_text),
        cmocka_unit_test(json__reads_with_defaults),
        cmocka_unit_test(json__what_is_not_json_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
