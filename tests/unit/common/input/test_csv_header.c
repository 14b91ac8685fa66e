/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/input/csv_header.h"

#define SLICE(text) ((LbSlice){(text), sizeof(text) - 1})
#define NAMES(...)  ((const char *const[]){__VA_ARGS__, NULL})

static void csv_header__finds_any_of_the_names(void **state)
{
    (void)state;
    const LbSlice  fields[] = {SLICE("Date"), SLICE(" USER "), SLICE("film"), SLICE("user"),
                               SLICE("")};
    const LbCsvRow header   = {.fields = fields, .n_fields = 5, .line = 1};
    assert_int_equal(lb_csv_header_find(&header, NAMES("date"), 0), 0);
    assert_int_equal(lb_csv_header_find(&header, NAMES("uid", "user"), 0), 1);
    assert_int_equal(lb_csv_header_find(&header, NAMES("film", "user"), 0), 1);
    assert_int_equal(lb_csv_header_find(&header, NAMES("user"), 2), 3);
    assert_int_equal(lb_csv_header_find(&header, NAMES("user"), 4), -1);
    assert_int_equal(lb_csv_header_find(&header, NAMES("use", "users", "ser"), 0), -1);
    assert_int_equal(lb_csv_header_find(&header, NAMES("user"), 5), -1);
    assert_int_equal(lb_csv_header_find(&(LbCsvRow){0}, NAMES("user"), 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_header__finds_any_of_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
