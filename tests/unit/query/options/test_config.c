/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/options/config.h"
#include "tests/unit/query/scene.h"

#include <sys/stat.h>

enum { ARGS_MAX = 12 };

typedef struct Place {
    char folder[SCENE_PATH], path[128];
} Place;

static void make_place(Place *place, const char *text)
{
    snprintf(place->folder, sizeof place->folder, "/tmp/lbrec-config-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/query.conf", place->folder);
    FILE *out = fopen(place->path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void remove_place(const Place *place)
{
    unlink(place->path);
    rmdir(place->folder);
}

/* Parse "--a", "--b", ... NULL; clear the options in any case. */
static LbStatus parse(LbQueryOptions *options, const Place *place, const char *const *args,
                      LbError *err)
{
    static char      program[] = "lbrec-query", *argv[ARGS_MAX] = {program};
    static char      copies[ARGS_MAX][64]; /* what the options keep points into it */
    const char      *operands[ARGS_MAX] = {NULL};
    int              argc = 1, n_operands = 0;
    LbConfigSettings settings = {place != NULL ? place->folder : NULL, "/home/me"};
    for (; args[argc - 1] != NULL; argc++) {
        snprintf(copies[argc], sizeof copies[argc], "%s", args[argc - 1]);
        argv[argc] = copies[argc];
    }
    lb_query_options_init(options);
    return lb_config_parse(options, &settings, argc, argv, operands, &n_operands, err);
}

static const char text[] = "\xEF\xBB\xBF\xEF\xBB\xBF# mine\n"
                           "export = ~/me.zip\r\n"
                           "  count=20\n"
                           "--genre = \"Science Fiction\"\n"
                           "\n"
                           "[tonight]\n"
                           "watchlist-only\n"
                           "count = 3\n"
                           "genre = Comedy\n"
                           "[ old ]\n"
                           "year = ..1960\n";

static void config__holds_until_something_else_does(void **state)
{
    (void)state;
    static const char *const none[] = {NULL}, *const given[] = {"--count", "7", NULL},
                             *const tonight[] = {"--preset", "tonight", "--preset=old", NULL},
                             *const both[]    = {"--preset", "tonight", "-n1", NULL};
    LbError                         err       = {0};
    LbQueryOptions                  options;
    Place                           place;
    make_place(&place, text);
    LB_ASSERT_OK(parse(&options, &place, none, &err));
    assert_int_equal(options.count, 20);
    assert_int_equal(options.exports.n, 1);
    assert_string_equal(options.exports.items[0], "/home/me/me.zip");
    assert_string_equal(options.genres.items[0], "Science Fiction");
    assert_false(options.watchlist_only);
    lb_query_options_clear(&options);
    LB_ASSERT_OK(parse(&options, &place, given, &err));
    assert_int_equal(options.count, 7);
    lb_query_options_clear(&options);
    LB_ASSERT_OK(parse(&options, &place, tonight, &err));
    assert_int_equal(options.count, 3);
    assert_true(options.watchlist_only);
    assert_int_equal(options.genres.n, 2);
    LB_ASSERT_NEAR(options.year.hi, 1960, 0);
    lb_query_options_clear(&options);
    LB_ASSERT_OK(parse(&options, &place, both, &err));
    assert_int_equal(options.count, 1);
    lb_query_options_clear(&options);
    remove_place(&place);
}

static void config__need_not_be_there(void **state)
{
    (void)state;
    static const char *const        alien[]  = {"--similar", "alien", NULL},
                             *const none[]   = {"--similar", "alien", "--config=", NULL},
                             *const wrong[]  = {"--config=/nonexistent/q.conf", NULL},
                             *const preset[] = {"--preset", "tonight", NULL};
    LbError                         err      = {0};
    LbQueryOptions                  options;
    Place                           place;
    make_place(&place, "nonsense\n");
    LB_ASSERT_OK(parse(&options, &place, none, &err));
    lb_query_options_clear(&options);
    remove_place(&place);
    LB_ASSERT_OK(parse(&options, &place, alien, &err));
    lb_query_options_clear(&options);
    LB_ASSERT_OK(parse(&options, NULL, alien, &err));
    lb_query_options_clear(&options);
    LB_ASSERT_FAILS(parse(&options, &place, wrong, &err), LB_ENOINPUT, "/nonexistent/q.conf");
    lb_query_options_clear(&options);
    LB_ASSERT_FAILS(parse(&options, &place, preset, &err), LB_EUSAGE, "no preset 'tonight'");
    lb_query_options_clear(&options);
}

static void config__names_the_line_that_is_wrong(void **state)
{
    (void)state;
    static const char *const none[]     = {"--similar", "alien", NULL};
    static const char *const cases[][2] = {
        {"count = many\n", "query.conf:1: --count: expected 0..1000000000, got 'many'"},
        {"\n# x\ncuont = 3\n", "query.conf:3: unknown option '--cuont'; did you mean '--count'?"},
        {"count\n", "query.conf:1: --count needs an argument N"},
        {"watchlist-only = yes\n", "query.conf:1: --watchlist-only takes no argument"},
        {"config = other.conf\n", "query.conf:1: --config is for the command line only"},
        {"[later]\nyear = x\n", "query.conf:2: --year: expected"},
        {"= 3\n", "query.conf:1: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError        err = {0};
        LbQueryOptions options;
        Place          place;
        make_place(&place, cases[i][0]);
        LB_ASSERT_FAILS(parse(&options, &place, none, &err), LB_EUSAGE, cases[i][1]);
        lb_query_options_clear(&options);
        remove_place(&place);
    }
    static const char *const preset[] = {"--preset", "soon", NULL};
    LbError                  err      = {0};
    LbQueryOptions           options;
    Place                    place;
    make_place(&place, text);
    LB_ASSERT_FAILS(parse(&options, &place, preset, &err), LB_EUSAGE, "no preset 'soon': ");
    assert_non_null(strstr(err.message, "query.conf has tonight, old"));
    lb_query_options_clear(&options);
    remove_place(&place);
}

static void config__prints_what_holds_and_whence(void **state)
{
    (void)state;
    static const char *const args[] = {"--print-config", "--preset", "tonight", "-g",
                                       "Drama",          NULL};
    LbError                  err    = {0};
    LbQueryOptions           options;
    Place                    place;
    char                     printed[2048], expected[2048];
    make_place(&place, text);
    LB_ASSERT_OK(parse(&options, &place, args, &err));
    FILE *out = tmpfile();
    assert_non_null(out);
    lb_config_print(out, &options);
    scene_written(printed, sizeof printed, out);
    snprintf(expected, sizeof expected,
             "# %s:2\nexport = /home/me/me.zip\n# %s:4\ngenre = Science Fiction\n"
             "# %s:7\nwatchlist-only\n# %s:8\ncount = 3\n# %s:9\ngenre = Comedy\n"
             "# command line\ngenre = Drama\n",
             place.path, place.path, place.path, place.path, place.path);
    assert_string_equal(printed, expected);
    lb_query_options_clear(&options);
    remove_place(&place);
}

static LbStatus parse_and_clear(const Place *place, LbError *err)
{
    static const char *const args[] = {"--print-config", "--preset", "tonight", NULL};
    LbQueryOptions           options;
    LbStatus                 st = parse(&options, place, args, err);
    lb_query_options_clear(&options);
    return st;
}

static void config__survives_failing_allocations(void **state)
{
    (void)state;
    LbError err = {0};
    Place   place;
    make_place(&place, text);
    LB_ASSERT_SURVIVES_NOMEM(parse_and_clear(&place, &err), );
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(config__holds_until_something_else_does),
        cmocka_unit_test(config__need_not_be_there),
        cmocka_unit_test(config__names_the_line_that_is_wrong),
        cmocka_unit_test(config__prints_what_holds_and_whence),
        cmocka_unit_test(config__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
