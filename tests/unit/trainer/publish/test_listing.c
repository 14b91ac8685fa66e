/* SPDX-License-Identifier: MIT */
#include "trainer/publish/listing.h"

#include "common/text/json.h"
#include "tests/unit/trainer/publish/model_folder.h"

static void read_all(FILE *file, char *text, size_t cap)
{
    rewind(file);
    text[fread(text, 1, cap - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
}

static void listing__shows_what_there_is(void **state)
{
    (void)state;
    LbError err = {0};
    char    text[8192], name[80];
    FILE   *out = tmpfile();
    assert_non_null(out);
    LB_ASSERT_FAILS(lb_listing_print(out, path, false, 0, &err), LB_ENOINPUT, "no model at");
    for (int32_t n = 5; n < 8; n++)
        publish(n, 2);
    snprintf(name, sizeof name, "%s.2", path);
    assert_int_equal(truncate(name, 3000), 0);
    LB_ASSERT_OK(lb_listing_print(out, path, false, 0, &err));
    read_all(out, text, sizeof text);
    assert_non_null(strstr(text, "present "));
    assert_non_null(strstr(text, "\n1 "));
    assert_non_null(strstr(strstr(text, "\n2 "), "truncated"));
    out = tmpfile();
    assert_non_null(out);
    LB_ASSERT_OK(lb_listing_print(out, path, true, 0, &err));
    read_all(out, text, sizeof text);
    assert_non_null(strstr(text, "\"generation\":1,"));
    assert_non_null(strstr(text, "\"films\":7"));
}

/* Programs get one object with what is wrong of a damaged model beside the whole ones. */
static void listing__is_json_on_demand(void **state)
{
    (void)state;
    LbError err = {0};
    char    text[8192], name[80];
    LbJson *doc = NULL;
    FILE   *out = tmpfile();
    assert_non_null(out);
    for (int32_t n = 5; n < 8; n++)
        publish(n, 2);
    snprintf(name, sizeof name, "%s.1", path);
    assert_int_equal(truncate(name, 3000), 0);
    LB_ASSERT_OK(lb_listing_print(out, path, true, 0, &err));
    read_all(out, text, sizeof text);
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *models = lb_json_get(lb_json_root(doc), "models");
    assert_int_equal(lb_json_count(models), 3);
    const LbJsonValue *whole = lb_json_at(models, 0), *damaged = lb_json_at(models, 1);
    LB_ASSERT_NEAR(lb_json_get_real(whole, "films", 0), 7, 0);
    LB_ASSERT_NEAR(lb_json_get_real(whole, "generation", -1), 0, 0);
    assert_string_equal(lb_json_get_text(whole, "path", ""), path);
    assert_string_equal(lb_json_get_text(damaged, "path", ""), name);
    assert_non_null(strstr(lb_json_get_text(damaged, "error", ""), "truncated"));
    lb_json_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(listing__shows_what_there_is, setup, teardown),
        cmocka_unit_test_setup_teardown(listing__is_json_on_demand, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
