/* SPDX-License-Identifier: MIT */
#include "query/serve/intake.h"

#include "common/base/buf.h"

#include "tests/lb_test.h"

static void intake__joins_the_pieces_of_a_field(void **state)
{
    (void)state;
    LbIntake intake = {.params = NULL};
    assert_true(lb_intake_add_param(&intake, "count", "5"));
    lb_intake_add_to_field(&intake, "genre", "Dra", 0, 3);
    lb_intake_add_to_field(&intake, "genre", "ma", 3, 2);
    lb_intake_add_to_field(&intake, "genre", "", 0, 0);
    assert_false(lb_intake_is_refused(&intake));
    assert_int_equal(intake.request.n_params, 3);
    assert_string_equal(intake.request.params[0].value, "5");
    assert_string_equal(intake.request.params[1].value, "Drama");
    assert_string_equal(intake.request.params[2].value, "");
    lb_intake_clear(&intake);
}

static void intake__joins_the_pieces_of_a_file(void **state)
{
    (void)state;
    LbIntake intake = {.params = NULL};
    LbBuf    text;
    lb_buf_init(&text, 100);
    lb_intake_add_to_file(&intake, "more", "", NULL, 0, 0); /* nothing was chosen */
    lb_intake_add_to_file(&intake, "export", "one.csv", "film", 0, 4);
    lb_intake_add_to_file(&intake, "export", "one.csv", ",stars", 4, 6);
    lb_intake_add_to_file(&intake, NULL, NULL, "two", 0, 3);
    assert_int_equal(intake.request.n_uploads, 2);
    assert_int_equal(lb_upload_read(&text, &intake.request.uploads[0], NULL), LB_OK);
    assert_string_equal(lb_buf_text(&text), "film,stars");
    assert_string_equal(intake.request.uploads[0].name, "one.csv");
    assert_int_equal(intake.request.uploads[1].size, 3);
    assert_false(lb_intake_is_refused(&intake));
    lb_buf_clear(&text);
    lb_intake_clear(&intake);
}

static void intake__bounds_params_files_and_values(void **state)
{
    (void)state;
    LbIntake params = {.params = NULL}, files = {.params = NULL}, values = {.params = NULL};
    char    *much = test_calloc(LB_INTAKE_VALUE, 1);
    memset(much, 'x', LB_INTAKE_VALUE);
    for (int i = 0; i < LB_INTAKE_PARAMS; i++)
        assert_true(lb_intake_add_param(&params, "x", "y"));
    assert_false(lb_intake_add_param(&params, "x", "y"));
    assert_true(params.request.is_malformed);
    assert_int_equal(params.request.n_params, LB_INTAKE_PARAMS);

    for (int i = 0; i < LB_INTAKE_UPLOADS; i++)
        lb_intake_add_to_file(&files, "f", "f", "x", 0, 1);
    assert_false(lb_intake_is_refused(&files));
    lb_intake_add_to_file(&files, "f", "f", "x", 0, 1);
    assert_true(files.request.is_malformed);
    assert_int_equal(files.request.n_uploads, LB_INTAKE_UPLOADS);

    lb_intake_add_to_field(&values, "f", much, 0, LB_INTAKE_VALUE);
    assert_false(lb_intake_is_refused(&values));
    lb_intake_add_to_field(&values, "f", "x", LB_INTAKE_VALUE, 1);
    assert_true(values.request.is_malformed);
    test_free(much);
    lb_intake_clear(&params);
    lb_intake_clear(&files);
    lb_intake_clear(&values);
}

/* What follows it would not be seen. */
static void intake__refuses_a_nul_in_a_field(void **state)
{
    (void)state;
    LbIntake intake = {.params = NULL};
    lb_intake_add_to_field(&intake, "exclude", "alien\nheat\0psycho", 0, 17);
    assert_true(intake.request.is_malformed);
    lb_intake_clear(&intake);
}

/* A piece without a beginning, as a library that is broken might hand it out. */
static void intake__leaves_a_piece_without_a_beginning(void **state)
{
    (void)state;
    LbIntake intake = {.params = NULL};
    lb_intake_add_to_field(&intake, "f", "x", 4, 1);
    lb_intake_add_to_file(&intake, "f", "f", "x", 4, 1);
    assert_int_equal(intake.request.n_params + intake.request.n_uploads, 0);
    lb_intake_clear(&intake);
}

static void intake__says_when_memory_is_out(void **state)
{
    (void)state;
    bool is_refused = true;
    for (long n = 0; is_refused; n++) {
        LbIntake intake = {.params = NULL};
        lb_alloc_allow(n);
        lb_intake_add_to_field(&intake, "genre", "Drama", 0, 5);
        if (!lb_intake_is_refused(&intake)) lb_intake_add_to_file(&intake, "f", "f", "x", 0, 1);
        is_refused = lb_intake_is_refused(&intake);
        assert_int_equal(intake.request.is_out_of_memory, is_refused);
        assert_true(is_refused || n > 2);
        lb_intake_clear(&intake);
        assert_int_equal(lb_alloc_live(), 0);
    }
    lb_alloc_allow(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intake__joins_the_pieces_of_a_field),
        cmocka_unit_test(intake__joins_the_pieces_of_a_file),
        cmocka_unit_test(intake__bounds_params_files_and_values),
        cmocka_unit_test(intake__refuses_a_nul_in_a_field),
        cmocka_unit_test(intake__leaves_a_piece_without_a_beginning),
        cmocka_unit_test(intake__says_when_memory_is_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
