/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/serve/json_body.h"

static const char *type_of(const void *ctx, const char *name)
{
    return strcmp(name, "Content-Type") == 0 ? ctx : NULL;
}

static LbStatus read_text(LbJsonBody *body, const char *type, const char *text, LbError *why)
{
    LbError      err = {0};
    LbUpload     upload;
    LbWebRequest request = {.uploads = &upload, .n_uploads = 1, .header = type_of, .ctx = type};
    LB_ASSERT_OK(lb_upload_open(&upload, NULL, NULL, &err));
    LB_ASSERT_OK(lb_upload_append(&upload, text, strlen(text), &err));
    LbStatus st = lb_json_body_read(body, &request, why);
    lb_upload_close(&upload);
    return st;
}

static void json_body__takes_people_and_lists(void **state)
{
    LbError    err = {0};
    LbJsonBody body;
    (void)state;
    LB_ASSERT_OK(read_text(
        &body, "application/json; charset=utf-8",
        "{\"people\": [{\"user\": \"ann\", \"watched\": []}, {\"watchlist\": [\"heat\"]}],"
        " \"candidates\": [\"alien\"], \"exclude\": [{\"tmdb_id\": 550}]} \n",
        &err));
    assert_int_equal(body.n_people, 2);
    assert_string_equal(body.people[0]->user, "ann");
    assert_int_equal(body.people[1]->files[2].records.n, 1);
    assert_int_equal(body.n_lists, 2);
    assert_string_equal(body.options[0], "exclude");
    assert_string_equal(body.options[1], "candidates");
    LbBuf text;
    lb_buf_init(&text, 1000);
    LB_ASSERT_OK(lb_upload_read(&text, &body.lists[0], &err));
    assert_string_equal(lb_buf_text(&text), "{\"films\":[{\"tmdb_id\":\"550\"}]}");
    lb_buf_clear(&text);
    lb_json_body_clear(&body);
    assert_int_equal(body.n_people, 0);
}

static void json_body__takes_byte_order_marks(void **state)
{
    LbError    err = {0};
    LbJsonBody body;
    (void)state;
    LB_ASSERT_OK(read_text(&body, "application/json", "\xEF\xBB\xBF{\"ratings\": []}\n", &err));
    assert_int_equal(body.n_people, 1);
    lb_json_body_clear(&body);
    LB_ASSERT_OK(
        read_text(&body, "application/json", "\xEF\xBB\xBF\xEF\xBB\xBF{\"ratings\": []}", &err));
    assert_int_equal(body.n_people, 1);
    lb_json_body_clear(&body);
    /* another program's file is taken as it is */
    LB_ASSERT_OK(read_text(&body, "application/json",
                           "\xEF\xBB\xBF[{\"title\": \"Alien\", \"year\": 1979}]", &err));
    assert_int_equal(body.n_people, 0);
    lb_json_body_clear(&body);
}

static void json_body__leaves_other_bodies_alone(void **state)
{
    static const struct {
        const char *type, *text;
    } cases[] = {{NULL, "{\"ratings\": []}"},
                 {"text/csv", "{\"ratings\": []}"},
                 {"application/jsonx", "{\"ratings\": []}"},
                 {"application/json", "[{\"rating\": 9, \"movie\": {\"title\": \"Alien\"}}]"},
                 {"application/json", "{\"recommendations\": [{\"film\": \"alien\"}]}"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err = {0};
        LbJsonBody body;
        LB_ASSERT_OK(read_text(&body, cases[i].type, cases[i].text, &err));
        assert_int_equal(body.n_people + body.n_lists, 0);
        lb_json_body_clear(&body);
    }
}

static void json_body__says_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{", "line 1"},
        {"{}", "no films"},
        {"{\"ratings\": []} []", "found another behind it"},
        {"{\"people\": []}", "people: expected an array of 1 to 256"},
        {"{\"people\": [[]]}", "people[0]: expected an object"},
        {"{\"people\": [{\"ratings\": [1]}]}", "people[0]: ratings[0]: expected an object"},
        {"{\"people\": [{\"exclude\": []}]}", "people[0]: unknown member 'exclude'"},
        {"{\"people\": [{\"ratings\": []}], \"user\": \"a\"}", "'user' beside people"},
        {"{\"ratings\": [], \"not_interested\": {}}", "not_interested: expected an array"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err = {0};
        LbJsonBody body;
        print_message("%s\n", cases[i].text);
        LB_ASSERT_FAILS(read_text(&body, "application/json", cases[i].text, &err), LB_EDATA,
                        cases[i].message);
        lb_json_body_clear(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_body__takes_people_and_lists),
        cmocka_unit_test(json_body__takes_byte_order_marks),
        cmocka_unit_test(json_body__leaves_other_bodies_alone),
        cmocka_unit_test(json_body__says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
