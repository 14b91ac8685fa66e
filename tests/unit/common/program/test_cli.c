/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/program/cli.h"
#include "common/version.h"

#include <stdlib.h>

typedef struct Config {
    int64_t     rank;
    double      tolerance;
    const char *output;
    bool        json, cached;
    int         verbosity, color;
    LbRange     year;
    LbTextList  genres;
    double      evaluate;
} Config;

static LbStatus parse_columns(void *config, const char *value, LbError *err)
{
    (void)config;
    (void)err;
    assert_non_null(value);
    return LB_OK;
}

static LbStatus parse_evaluate(void *config, const char *value, LbError *err)
{
    (void)err;
    ((Config *)config)->evaluate = value != NULL ? strtod(value, NULL) : 0.1;
    return LB_OK;
}

#define AT(field) offsetof(Config, field)
static const LbOption options[] = {
    {.kind = LB_OPT_SECTION, .help = "Model"},
    {LB_OPT_INT, "rank", 'k', "N", AT(rank), 1, 500, NULL, "number of factors", NULL},
    {LB_OPT_REAL, "tolerance", 0, "X", AT(tolerance), 0, 1e6, NULL, "of the solver", NULL},
    {LB_OPT_TEXT, "output", 'o', "FILE", AT(output), 0, 0, "file", "write the model to FILE", NULL},
    {LB_OPT_FLAG, "json", 'j', NULL, AT(json), 0, 0, NULL, "write JSON", NULL},
    {LB_OPT_UNFLAG, "no-cache", 0, NULL, AT(cached), 0, 0, NULL, "do not use the cache", NULL},
    {LB_OPT_COUNT, "verbose", 'v', NULL, AT(verbosity), 0, 0, NULL, "say more", NULL},
    {LB_OPT_CHOICE, "color", 0, "WHEN", AT(color), 0, 0, "auto|always|never", "colours", NULL},
    {LB_OPT_RANGE, "year", 0, "A..B", AT(year), 0, 0, NULL, "only these years", NULL},
    {LB_OPT_LIST, "genre", 0, "G", AT(genres), 0, 0, NULL, "only this genre", NULL},
    {LB_OPT_PARSE, "evaluate", 0, "[=SHARE]", 0, 0, 0, NULL, "hold out users", parse_evaluate},
    {LB_OPT_PARSE, "columns", 0, "U,F,R", 0, 0, 0, NULL, "names", parse_columns},
    {0}};
static const LbCli cli = {.program = "lbrec-test",
                          .usage   = "[OPTION]... FILE",
                          .intro   = "Does things.",
                          .footer  = "Examples: none.\n",
                          .options = options};

enum { ARGS_MAX = 16 };

/* Parse a command line given as words ending with NULL. */
static LbStatus parse(Config *config, const char **operands, int *n, const char **words,
                      LbError *err)
{
    static char store[ARGS_MAX][64]; /* values are borrowed from argv */
    char       *argv[ARGS_MAX] = {0};
    int         argc           = 1;
    *config                    = (Config){.cached = true};
    for (; words[argc - 1] != NULL; argc++) {
        snprintf(store[argc], sizeof store[argc], "%s", words[argc - 1]);
        argv[argc] = store[argc];
    }
    return lb_cli_parse(&cli, argc, argv, config, operands, n, err);
}

static void cli__every_kind_of_option_is_set(void **state)
{
    (void)state;
    LbError     err = {0};
    Config      config;
    const char *operands[ARGS_MAX];
    int         n;
    const char *words[] = {"--rank=20", "in.csv",     "--tol",       "1e-4",       "-jvv",
                           "-oout.h5",  "--no-cache", "--color",     "never",      "--year=1990..",
                           "--genre",   "Drama",      "--genre=War", "--evaluate", NULL};
    LB_ASSERT_OK(parse(&config, operands, &n, words, &err));
    assert_int_equal(config.rank, 20);
    LB_ASSERT_NEAR(config.tolerance, 1e-4, 0);
    assert_true(config.json);
    assert_int_equal(config.verbosity, 2);
    assert_string_equal(config.output, "out.h5");
    assert_false(config.cached);
    assert_int_equal(config.color, 2);
    LB_ASSERT_NEAR(config.year.lo, 1990, 0);
    assert_true(config.year.is_set && isinf(config.year.hi));
    assert_int_equal(config.genres.n, 2);
    assert_string_equal(config.genres.items[1], "War");
    LB_ASSERT_NEAR(config.evaluate, 0.1, 0);
    assert_int_equal(n, 1);
    assert_string_equal(operands[0], "in.csv");
    lb_cli_clear_list(&config.genres);
}

static void cli__dash_is_an_operand_and_two_dashes_end_options(void **state)
{
    (void)state;
    LbError     err = {0};
    Config      config;
    const char *operands[ARGS_MAX];
    int         n;
    const char *words[] = {"-", "--", "--json", NULL};
    LB_ASSERT_OK(parse(&config, operands, &n, words, &err));
    assert_int_equal(n, 2);
    assert_string_equal(operands[0], "-");
    assert_string_equal(operands[1], "--json");
    assert_false(config.json);
}

static void cli__mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *words[4], *message;
    } cases[] = {
        {{"--rank", "5O"}, "--rank: expected 1..500, got '5O'"},
        {{"--rank=0"}, "--rank: expected 1..500"},
        {{"--tolerance=x"}, "--tolerance: expected 0..1000000, got 'x'"},
        {{"--rank"}, "--rank needs an argument N"},
        {{"-o"}, "--output needs an argument FILE"},
        {{"--columns"}, "--columns needs an argument U,F,R"},
        {{"--json=1"}, "--json takes no argument"},
        {{"--ranks=3"}, "unknown option '--ranks'; did you mean '--rank'?"},
        {{"--quite-unlike"}, "unknown option '--quite-unlike'"},
        {{"-x"}, "unknown option '-x'"},
        {{"--color=blue"}, "--color: expected auto|always|never, got 'blue'"},
        {{"--year=2000..1990"}, "--year: expected A..B, A.., ..B or A"},
        {{"--year=.."}, "--year: expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError     err = {0};
        Config      config;
        const char *operands[ARGS_MAX], *words[5] = {0};
        int         n;
        memcpy(words, cases[i].words, sizeof cases[i].words);
        LB_ASSERT_FAILS(parse(&config, operands, &n, words, &err), LB_EUSAGE, cases[i].message);
    }
}

static void cli__help_and_description_come_from_the_table(void **state)
{
    (void)state;
    char  *text = NULL;
    size_t len  = 0;
    FILE  *out  = open_memstream(&text, &len);
    assert_non_null(out);
    lb_cli_help(&cli, out, 80);
    lb_cli_describe(&cli, out);
    fclose(out);
    assert_non_null(strstr(text, "Usage: lbrec-test [OPTION]... FILE\nDoes things.\n\nModel:\n"));
    assert_non_null(strstr(text, "  -k, --rank=N                number of factors\n"));
    assert_non_null(strstr(text, "      --evaluate[=SHARE]      hold out users\n"));
    assert_non_null(strstr(text, "color\t-\tWHEN\tauto|always|never\tcolours\n"));
    free(text);
}

static const char *library(void)
{
    return "libtest 7";
}

static void tell(char text[4096], const LbCli *program, LbCliAsked asked, int verbosity)
{
    FILE *out = tmpfile();
    assert_non_null(out);
    assert_true(lb_cli_is_asked(&asked));
    lb_cli_tell(program, &asked, verbosity, out, 80);
    rewind(out);
    text[fread(text, 1, 4095, out)] = '\0';
    fclose(out);
}

static void cli__tells_of_the_program_what_is_asked(void **state)
{
    (void)state;
    char               words[3][16];
    char               text[4096];
    const LbCliLibrary libraries[] = {library, NULL};
    const LbOption     rows[]      = {LB_CLI_LAST_OPTIONS(0)};
    LbCli              program     = {
                         .program = "lbrec-test", .usage = "FILE", .intro = "Does things.", .options = rows};
    LbCliAsked  asked  = {0};
    char       *argv[] = {strcpy(words[0], "lbrec-test"), strcpy(words[1], "-V"),
                          strcpy(words[2], "--help-options")};
    const char *operands[3];
    int         n   = 0;
    LbError     err = {0};
    assert_false(lb_cli_is_asked(&asked));
    LB_ASSERT_OK(lb_cli_parse(&program, 3, argv, &asked, operands, &n, &err));
    assert_true(asked.version && asked.describe && !asked.help);
    tell(text, &program, (LbCliAsked){.version = true}, 1);
    assert_string_equal(text, "lbrec-test " LB_VERSION "\n");
    program.libraries = libraries;
    tell(text, &program, (LbCliAsked){.version = true}, 0);
    assert_string_equal(text, "lbrec-test " LB_VERSION "\n");
    tell(text, &program, (LbCliAsked){.version = true}, 1);
    assert_string_equal(text, "lbrec-test " LB_VERSION "\nlibtest 7\n");
    tell(text, &program, (LbCliAsked){.describe = true}, 0);
    assert_string_equal(text, "help\th\t-\t-\tthis text\n"
                              "version\tV\t-\t-\tversion, and with -v libraries\n");
    tell(text, &program, (LbCliAsked){.help = true, .version = true}, 0);
    assert_non_null(strstr(text, "Usage: lbrec-test FILE\nDoes things.\n"));
}

static void cli__an_option_is_set_by_its_name(void **state)
{
    (void)state;
    Config  config = {0};
    LbError err    = {0};
    LB_ASSERT_OK(lb_cli_set(&cli, "rank", "12", &config, &err));
    assert_int_equal(config.rank, 12);
    LB_ASSERT_OK(lb_cli_set(&cli, "json", NULL, &config, &err));
    assert_true(config.json);
    LB_ASSERT_FAILS(lb_cli_set(&cli, "rank", "5O", &config, &err), LB_EUSAGE,
                    "--rank: expected 1..500, got '5O'");
    LB_ASSERT_FAILS(lb_cli_set(&cli, "rank", NULL, &config, &err), LB_EUSAGE, "needs an argument");
    LB_ASSERT_FAILS(lb_cli_set(&cli, "json", "yes", &config, &err), LB_EUSAGE, "no argument");
    LB_ASSERT_FAILS(lb_cli_set(&cli, "rnak", "1", &config, &err), LB_EUSAGE, "did you mean");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cli__every_kind_of_option_is_set),
        cmocka_unit_test(cli__dash_is_an_operand_and_two_dashes_end_options),
        cmocka_unit_test(cli__mistakes_are_named),
        cmocka_unit_test(cli__tells_of_the_program_what_is_asked),
        cmocka_unit_test(cli__an_option_is_set_by_its_name),
        cmocka_unit_test(cli__help_and_description_come_from_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
