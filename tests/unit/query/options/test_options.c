/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/options/options.h"

enum { ARGS_MAX = 12 };

static LbQueryOptions options;
static const char    *operands[ARGS_MAX];
static int            n_operands;

/* Parse "lbrec-query ARGS...", given up to a NULL. */
static LbStatus parse(LbError *err, const char *const *args)
{
    static char  text[ARGS_MAX][64];
    static char *argv[ARGS_MAX];
    int          argc = 0;
    argv[argc++]      = strcpy(text[0], "lbrec-query");
    for (int i = 0; args[i] != NULL; i++) {
        strncpy(text[argc], args[i], sizeof text[0] - 1);
        argv[argc] = text[argc];
        argc++;
    }
    lb_query_options_clear(&options);
    lb_query_options_init(&options);
    return lb_query_options_parse(&options, argc, argv, operands, &n_operands, err);
}
#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void options__defaults_are_those_of_the_help(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_OK(parse(&err, ARGS("ann")));
    assert_int_equal(n_operands, 1);
    assert_string_equal(operands[0], "ann");
    assert_int_equal(options.count, -1);
    LB_ASSERT_NEAR(options.watchlist_boost, 1.5, 0);
    LB_ASSERT_NEAR(options.max_age_hours, 24, 0);
    LB_ASSERT_NEAR(options.delay_seconds, 2, 0);
    assert_int_equal(options.connections, 1);
    assert_int_equal(options.max_pages, 128);
    assert_string_equal(options.base_url, "https://letterboxd.com");
    assert_int_equal(options.format, LB_OUTPUT_TABLE);
    assert_false(options.year.is_set);
    assert_int_equal(options.explain, 0);
    assert_true(isnan(options.novelty));
    LB_ASSERT_NEAR(options.diversity, 0, 0);
    LB_ASSERT_OK(parse(&err, ARGS("ann", "--explain")));
    assert_int_equal(options.explain, 3);
    LB_ASSERT_OK(parse(&err, ARGS("--similar", "Alien (1979)", "--year", "..1990")));
    assert_string_equal(options.similar, "Alien (1979)");
}

static void options__values_arrive(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_OK(parse(&err, ARGS("--export", "e.zip", "-n5", "--json", "--year", "1990..", "-g",
                                  "Horror", "--genre=Comedy", "-q")));
    assert_string_equal(options.exports.items[0], "e.zip");
    assert_int_equal(options.count, 5);
    assert_int_equal(options.format, LB_OUTPUT_JSON);
    LB_ASSERT_NEAR(options.year.lo, 1990, 0);
    assert_int_equal(options.genres.n, 2);
    assert_string_equal(options.genres.items[1], "Comedy");
    assert_int_equal(options.verbosity, -2);
    LB_ASSERT_OK(parse(&err, ARGS("-r", "r.csv", "--json", "--format", "csv")));
    assert_int_equal(options.format, LB_OUTPUT_CSV);
    LB_ASSERT_OK(parse(&err, ARGS("-r", "r.csv", "--format", "csv", "--json")));
    assert_int_equal(options.format, LB_OUTPUT_JSON);
    LB_ASSERT_OK(parse(&err, ARGS("-r", "r.csv", "--scale", "0.5:5", "--columns", "who,,value")));
    LB_ASSERT_NEAR(options.scale.lo, 0.5, 0);
    LB_ASSERT_NEAR(options.scale.hi, 5, 0);
    assert_string_equal(options.columns.user, "who");
    assert_string_equal(options.columns.film, "");
    assert_string_equal(options.columns.rating, "value");
}

static void options__what_does_not_fit_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *args[6], *message;
    } cases[] = {
        {{"--json"}, "expected a source"},
        {{"ann", "--export", "e.zip"}, "got 2 of them"},
        {{"--ratings", "r.csv", "--saved-page", "p.html"}, "got 2 of them"},
        {{"ann", "--refresh", "--offline"}, "--offline"},
        {{"ann", "--pick", "3", "--count", "2"}, "3 are more than 2"},
        {{"ann", "--seed", "3"}, "--pick"},
        {{"ann", "--today", "yesterday"}, "as 2026-11-24"},
        {{"ann", "--watchlist-only", "--no-watchlist"}, "--no-watchlist"},
        {{"ann", "--similar", "alien"}, "--similar takes no source"},
        {{"--similar", "alien", "--explain"}, "--similar excludes"},
        {{"--similar", "alien", "--novelty", "1"}, "--similar excludes"},
        {{"--similar", "alien", "--films-only", "--with-tv"}, "--films-only"},
        {{"ann", "bob", "--blend", "--explain"}, "--blend and --match exclude them"},
        {{"ann", "bob", "--match", "--diversity=0.5"}, "--blend and --match exclude them"},
        {{"--similar", "alien", "--blend"}, "--similar excludes"},
        {{"ann", "--explain=0"}, "--explain: expected 1..1000000, got '0'"},
        {{"ann", "--explain=many"}, "--explain: expected"},
        {{"ann", "--diversity", "1.5"}, "--diversity: expected 0..1"},
        {{"ann", "--novelty=-1"}, "--novelty: expected 0..10"},
        {{"ann", "--watchlist-only", "--candidates", "c.csv"}, "--candidates"},
        {{"ann", "--films-only", "--with-tv"}, "--with-tv"},
        {{"ann", "--min-ratings=9", "--max-ratings=3"}, "--max-ratings"},
        {{"ann", "--count", "ten"}, "--count"},
        {{"ann", "--count", "-1"}, "--count"},
        {{"ann", "--watchlist-boost", "0"}, "--watchlist-boost"},
        {{"ann", "--year", "x..y"}, "--year"},
        {{"ann", "--format", "xml"}, "--format"},
        {{"ann", "--scale", "5"}, "--scale: expected MIN:MAX"},
        {{"ann", "--scale", "5:1"}, "--scale: expected MIN:MAX"},
        {{"ann", "--columns", "a,b"}, "--columns"},
        {{"ann", "--columns", "a,b,c,d"}, "--columns"},
        {{"ann", "--cuont", "3"}, "did you mean '--count'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError err = {0};
        LB_ASSERT_FAILS(parse(&err, cases[i].args), LB_EUSAGE, cases[i].message);
    }
    lb_query_options_clear(&options);
}

/* A service's own people come with what the command line says of them; what a request says adds to
 * it, and leaves the command line's as it is. */
static void options__a_service_lends_its_people(void **state)
{
    (void)state;
    LbError        err = {0};
    LbQueryOptions request;
    LB_ASSERT_OK(parse(&err, ARGS("--serve", "--export", "me.zip", "--genre", "Drama", "--count",
                                  "5", "--exclude", "seen.txt")));
    lb_query_options_derive(&request, &options);
    assert_int_equal(request.exports.n + request.genres.n + request.exclude.n, 0);
    assert_int_equal(request.count, 5);
    lb_query_options_clear(&request);
    LB_ASSERT_OK(lb_query_options_adopt(&request, &options, &err));
    LB_ASSERT_OK(lb_query_options_set(&request, "genre", "Horror", &err));
    LB_ASSERT_OK(lb_query_options_set(&request, "count", "7", &err));
    assert_int_equal(request.genres.n, 2);
    assert_string_equal(request.genres.items[0], "Drama");
    assert_string_equal(request.exports.items[0], "me.zip");
    assert_string_equal(request.exclude.items[0], "seen.txt");
    assert_int_equal(request.count, 7);
    assert_null(request.serve);
    LB_ASSERT_OK(lb_query_options_finish(&request, 0, &err));
    lb_query_options_clear(&request);
    assert_int_equal(options.genres.n, 1);
    assert_int_equal(options.count, 5);
    LB_ASSERT_FAILS(parse(&err, ARGS("--serve", "--export", "-")), LB_EUSAGE, "standard input");
    LB_ASSERT_FAILS(parse(&err, ARGS("--serve", "--exclude", "-")), LB_EUSAGE,
                    "or a pipe, got '-'");
    LB_ASSERT_FAILS(parse(&err, ARGS("--serve", "someone")), LB_EUSAGE, "--allow-users");
    LB_ASSERT_FAILS(parse(&err, ARGS("--serve", "--blend")), LB_EUSAGE, "requests ask for them");
    LB_ASSERT_FAILS(parse(&err, ARGS("--serve", "--export", "a", "--ratings", "b")), LB_EUSAGE,
                    "takes one of");
    lb_query_options_clear(&options);
}

static void options__help_needs_no_source_and_states_the_terms(void **state)
{
    (void)state;
    LbError err = {0};
    FILE   *out = tmpfile();
    char    text[16384];
    LB_ASSERT_OK(parse(&err, ARGS("--help")));
    LB_ASSERT_OK(parse(&err, ARGS("--version")));
    LB_ASSERT_OK(parse(&err, ARGS("--help-options")));
    assert_non_null(out);
    lb_cli_help(lb_query_options_cli(), out, 100);
    rewind(out);
    text[fread(text, 1, sizeof text - 1, out)] = '\0';
    fclose(out);
    assert_non_null(strstr(text, "6.11"));
    assert_non_null(strstr(text, "https://letterboxd.com/settings/data/"));
    assert_true(strstr(text, "--export") < strstr(text, "--source"));
    lb_query_options_clear(&options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options__defaults_are_those_of_the_help),
        cmocka_unit_test(options__values_arrive),
        cmocka_unit_test(options__what_does_not_fit_is_refused),
        cmocka_unit_test(options__a_service_lends_its_people),
        cmocka_unit_test(options__help_needs_no_source_and_states_the_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
