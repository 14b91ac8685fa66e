/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/options.h"

#include <stdio.h>

/* Parse a command line given as words. */
static LbStatus parse(LbTrainOptions *options, LbError *err, const char *const *words)
{
    static char  program[] = "lbrec-train";
    static char  text[20][64];
    static char *argv[21] = {program}; /* what the options keep points into it */
    int          argc     = 1;
    for (; words[argc - 1] != NULL; argc++) {
        int len = snprintf(text[argc], sizeof text[0], "%s", words[argc - 1]);
        assert_true(argc < 20 && len < (int)sizeof text[0]);
        argv[argc] = text[argc];
    }
    argv[argc] = NULL;
    lb_train_options_init(options);
    return lb_train_options_parse(options, argc, argv, err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void options__have_defaults(void **state)
{
    (void)state;
    LbError        err = {0};
    LbTrainOptions options;
    lb_train_options_init(&options);
    char  program[] = "lbrec-train", file[] = "r.csv";
    char *argv[] = {program, file, NULL};
    LB_ASSERT_OK(lb_train_options_parse(&options, 2, argv, &err));
    assert_string_equal(options.train.inputs.path[0], "r.csv");
    assert_null(options.output);
    assert_int_equal(options.train.rank, 0);
    assert_true(options.train.svd.tolerance == 1e-4 && options.train.svd.seed == 42);
    assert_int_equal(options.train.threads, 0);
    assert_false(options.train.evaluate);
    assert_true(options.train.ratings.min_user_ratings == 1 && !options.quiet);
    assert_true(options.train.method == lb_settings_defaults().method);
    lb_train_options_clear(&options);
}

static void options__fill_the_settings(void **state)
{
    (void)state;
    LbError        err = {0};
    LbTrainOptions options;
    LB_ASSERT_OK(
        parse(&options, &err,
              WORDS("-k", "7", "--tolerance=1e-9", "--seed", "5", "--threads=3", "-q", "--method",
                    "eigenrec", "--min-user-ratings=2", "-e", "--", "-r.csv")));
    assert_string_equal(options.train.inputs.path[0], "-r.csv");
    assert_int_equal(options.train.rank, 7);
    assert_true(options.train.svd.tolerance == 1e-9 && options.train.svd.seed == 5);
    assert_int_equal(options.train.threads, 3);
    assert_int_equal(options.train.method, LB_METHOD_EIGENREC);
    assert_int_equal(options.train.ratings.min_user_ratings, 2);
    assert_int_equal(options.ui.verbosity, -1);
    assert_true(options.train.evaluate);
    lb_train_options_clear(&options);
}

static void options__read_how_ratings_are_written(void **state)
{
    (void)state;
    LbError        err = {0};
    LbTrainOptions options;
    LB_ASSERT_OK(parse(&options, &err,
                       WORDS("--scale", "0:100", "--columns=who,,much", "--on-error=skip",
                             "--format=tab", "--evaluate=0.3", "-")));
    assert_true(options.train.ratings.reader.scale.lo == 0 &&
                options.train.ratings.reader.scale.hi == 100);
    assert_string_equal(options.train.ratings.reader.columns.user, "who");
    assert_string_equal(options.train.ratings.reader.columns.film, "");
    assert_true(options.train.ratings.reader.skip_bad);
    assert_int_equal(options.train.ratings.reader.format, LB_FORMAT_TAB);
    assert_true(options.train.evaluate && options.train.evaluate_fraction == 0.3);
    assert_string_equal(options.train.inputs.path[0], "-");
    lb_train_options_clear(&options);
}

static void options__say_what_is_wrong(void **state)
{
    static const struct {
        const char *words[4];
        const char *part;
    } cases[] = {
        {{NULL}, "expected a file of ratings, got none"},
        {{"-", "b.csv", "-", NULL}, "standard input can be read but once"},
        {{"--tune=perhaps", "r.csv", NULL}, "--tune: expected yes|no, got 'perhaps'"},
        {{"--rank=0", "r.csv", NULL}, "--rank: expected 1..4096, got '0'"},
        {{"--rank=5O", "r.csv", NULL}, "'5O'"},
        {{"--tolerance=1", "r.csv", NULL}, "--tolerance"},
        {{"--evaluate=1", "r.csv", NULL}, "above 0 and below 1, got '1'"},
        {{"--evaluate=nan", "r.csv", NULL}, "got 'nan'"},
        {{"--scale=5", "r.csv", NULL}, "MIN:MAX"},
        {{"--columns=a", "r.csv", NULL}, "three names"},
        {{"--method=als", "r.csv", NULL}, "--method"},
        {{"--tolerence=1e-3", "r.csv", NULL}, "--tolerance"},
        {{"--threads=-1", "r.csv", NULL}, "--threads"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError        err = {0};
        LbTrainOptions options;
        LB_ASSERT_FAILS(parse(&options, &err, cases[i].words), LB_EUSAGE, cases[i].part);
        lb_train_options_clear(&options);
    }
}

static void options__need_no_file_for_help(void **state)
{
    static const char *const flags[] = {"--help", "-V", "--help-options"};
    (void)state;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        LbError        err = {0};
        LbTrainOptions options;
        LB_ASSERT_OK(parse(&options, &err, WORDS(flags[i])));
        assert_int_equal(options.asked.help + options.asked.version + options.asked.describe, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options__have_defaults),
        cmocka_unit_test(options__fill_the_settings),
        cmocka_unit_test(options__read_how_ratings_are_written),
        cmocka_unit_test(options__say_what_is_wrong),
        cmocka_unit_test(options__need_no_file_for_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
