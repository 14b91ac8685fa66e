/* SPDX-License-Identifier: MIT */
#include "common/program/cli.h"

#include "common/base/mem.h"
#include "common/text/text.h"
#include "common/version.h"

#include <math.h>
#include <string.h>

static bool is_end(const LbOption *option)
{
    return option->name == NULL && option->help == NULL;
}

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

/* The target of an option inside the config struct, typed by the option's kind. */
static void *target_of(const LbOption *option, void *config)
{
    return (char *)config + option->offset;
}

/* "1..500", "at least 0", or "a number". */
static const char *describe_bounds(const LbOption *option, char *text, size_t cap)
{
    if (option->min > -HUGE_VAL && option->max < HUGE_VAL && option->min < option->max)
        snprintf(text, cap, option->kind == LB_OPT_INT ? "%.0f..%.0f" : "%.9g..%.9g", option->min,
                 option->max);
    else if (option->min > -HUGE_VAL && option->max >= HUGE_VAL)
        snprintf(text, cap, "a number of at least %g", option->min);
    else
        snprintf(text, cap, "a number");
    return text;
}

static LbStatus bad_value(const LbOption *option, const char *expected, const char *value,
                          LbError *err)
{
    return lb_error_set(err, LB_EUSAGE, 0, "--%s: expected %s, got '%s'", option->name, expected,
                        value);
}

static LbStatus set_number(const LbOption *option, void *config, const char *value, LbError *err)
{
    char    bounds[64];
    double  real    = 0;
    int64_t integer = 0;
    bool    good    = option->kind == LB_OPT_INT ? lb_slice_to_int(slice(value), &integer)
                                                 : lb_slice_to_double(slice(value), &real);
    if (option->kind == LB_OPT_INT) real = (double)integer;
    bool bounded = option->min < option->max; /* both 0: no bounds given */
    if (!good || (bounded && (real < option->min || real > option->max)))
        return bad_value(option, describe_bounds(option, bounds, sizeof bounds), value, err);
    if (option->kind == LB_OPT_INT)
        *(int64_t *)target_of(option, config) = integer;
    else
        *(double *)target_of(option, config) = real;
    return LB_OK;
}

/* "A..B", "A..", "..B" or "A". */
static LbStatus set_range(const LbOption *option, void *config, const char *value, LbError *err)
{
    LbRange     range = {-INFINITY, INFINITY, true};
    const char *dots  = strstr(value, "..");
    LbSlice     lo    = dots != NULL ? (LbSlice){value, (size_t)(dots - value)} : slice(value);
    LbSlice     hi    = dots != NULL ? slice(dots + 2) : lo;
    bool        good  = lo.len + hi.len > 0;
    if (lo.len > 0) good = good && lb_slice_to_double(lo, &range.lo);
    if (hi.len > 0) good = good && lb_slice_to_double(hi, &range.hi);
    if (!good || range.lo > range.hi) return bad_value(option, "A..B, A.., ..B or A", value, err);
    *(LbRange *)target_of(option, config) = range;
    return LB_OK;
}

static LbStatus set_choice(const LbOption *option, void *config, const char *value, LbError *err)
{
    size_t len   = strlen(value);
    int    index = 0;
    for (const char *at = option->choices; at != NULL; index++) {
        const char *bar  = strchr(at, '|');
        size_t      size = bar != NULL ? (size_t)(bar - at) : strlen(at);
        if (size == len && strncmp(at, value, len) == 0) {
            *(int *)target_of(option, config) = index;
            return LB_OK;
        }
        at = bar != NULL ? bar + 1 : NULL;
    }
    return bad_value(option, option->choices, value, err);
}

static LbStatus append_text(const LbOption *option, void *config, const char *value, LbError *err)
{
    LbTextList  *list  = target_of(option, config);
    const char **items = lb_mem_resize(list->items, (size_t)list->n + 1, sizeof *items);
    if (items == NULL) return lb_error_nomem(err, 0);
    list->items          = items;
    list->items[list->n] = value;
    list->n++;
    return LB_OK;
}

static bool takes_argument(const LbOption *option)
{
    return option->argument != NULL;
}

static bool argument_is_optional(const LbOption *option)
{
    return option->argument != NULL && option->argument[0] == '[';
}

/* An option that came without a value. */
static LbStatus apply_bare(const LbOption *option, void *config, LbError *err)
{
    if (takes_argument(option) && !argument_is_optional(option))
        return lb_error_set(err, LB_EUSAGE, 0, "--%s needs an argument %s", option->name,
                            option->argument);
    switch (option->kind) {
    case LB_OPT_FLAG:
        *(bool *)target_of(option, config) = true;
        return LB_OK;
    case LB_OPT_UNFLAG:
        *(bool *)target_of(option, config) = false;
        return LB_OK;
    case LB_OPT_COUNT:
        ++*(int *)target_of(option, config);
        return LB_OK;
    default:
        return option->parse(config, NULL, err);
    }
}

static LbStatus set(const LbOption *option, void *config, const char *value, LbError *err)
{
    if (value == NULL) return apply_bare(option, config, err);
    switch (option->kind) {
    case LB_OPT_TEXT:
        *(const char **)target_of(option, config) = value;
        return LB_OK;
    case LB_OPT_INT:
    case LB_OPT_REAL:
        return set_number(option, config, value, err);
    case LB_OPT_LIST:
        return append_text(option, config, value, err);
    case LB_OPT_CHOICE:
        return set_choice(option, config, value, err);
    case LB_OPT_RANGE:
        return set_range(option, config, value, err);
    case LB_OPT_PARSE:
        return option->parse(config, value, err);
    default:
        return lb_error_set(err, LB_EUSAGE, 0, "--%s takes no argument", option->name);
    }
}

static LbStatus apply(const LbCli *cli, const LbOption *option, void *config, const char *value,
                      LbError *err)
{
    LbStatus st = set(option, config, value, err);
    return st == LB_OK && cli->note != NULL ? cli->note(config, option, value, err) : st;
}

/* The option of that name, else the only one whose name starts so; NULL with an error otherwise. */
static const LbOption *find_long(const LbCli *cli, LbSlice name, LbError *err)
{
    const LbOption *nearest = NULL, *prefixed = NULL;
    int             n_prefixed = 0, best = 4;
    for (const LbOption *option = cli->options; !is_end(option); option++) {
        if (option->name == NULL) continue;
        if (lb_slice_is(name, option->name)) return option;
        if (name.len > 0 && strncmp(option->name, name.text, name.len) == 0) {
            prefixed = option;
            n_prefixed++;
        }
        int distance = lb_text_distance(name, slice(option->name), best);
        if (distance < best) {
            best    = distance;
            nearest = option;
        }
    }
    if (n_prefixed == 1) return prefixed;
    if (n_prefixed > 1)
        lb_error_set(err, LB_EUSAGE, 0, "option '--%.*s' is ambiguous", (int)name.len, name.text);
    else if (nearest != NULL)
        lb_error_set(err, LB_EUSAGE, 0, "unknown option '--%.*s'; did you mean '--%s'?",
                     (int)name.len, name.text, nearest->name);
    else
        lb_error_set(err, LB_EUSAGE, 0, "unknown option '--%.*s'", (int)name.len, name.text);
    return NULL;
}

static LbStatus parse_long(const LbCli *cli, char **argv, int *at, int argc, void *config,
                           LbError *err)
{
    const char     *text   = argv[*at] + 2;
    const char     *equals = strchr(text, '=');
    const char     *value  = equals != NULL ? equals + 1 : NULL;
    LbSlice         name   = {text, equals != NULL ? (size_t)(equals - text) : strlen(text)};
    const LbOption *option = find_long(cli, name, err);
    if (option == NULL) return LB_EUSAGE;
    if (takes_argument(option) && value == NULL && !argument_is_optional(option) && *at + 1 < argc)
        value = argv[++*at];
    return apply(cli, option, config, value, err);
}

/* "-n5", "-n 5", "-qv". */
static LbStatus parse_short(const LbCli *cli, char **argv, int *at, int argc, void *config,
                            LbError *err)
{
    for (const char *letter = argv[*at] + 1; *letter != '\0'; letter++) {
        const LbOption *option = cli->options;
        while (!is_end(option) && (option->name == NULL || option->letter != *letter))
            option++;
        if (is_end(option)) return lb_error_set(err, LB_EUSAGE, 0, "unknown option '-%c'", *letter);
        const char *value = NULL;
        if (takes_argument(option) && !argument_is_optional(option)) {
            if (letter[1] != '\0')
                value = letter + 1;
            else if (*at + 1 < argc)
                value = argv[++*at];
        }
        LbStatus st = apply(cli, option, config, value, err);
        if (st != LB_OK || value != NULL) return st;
    }
    return LB_OK;
}

LbStatus lb_cli_set(const LbCli *cli, const char *name, const char *value, void *config,
                    LbError *err)
{
    const LbOption *option = find_long(cli, slice(name), err);
    return option != NULL ? apply(cli, option, config, value, err) : LB_EUSAGE;
}

bool lb_cli_is_switch(const LbCli *cli, const char *name)
{
    const LbOption *option = find_long(cli, slice(name), NULL);
    return option != NULL && (option->kind == LB_OPT_FLAG || option->kind == LB_OPT_UNFLAG);
}

LbStatus lb_cli_parse(const LbCli *cli, int argc, char **argv, void *config, const char **operands,
                      int *n_operands, LbError *err)
{
    bool only_operands = false;
    *n_operands        = 0;
    for (int at = 1; at < argc; at++) {
        LbStatus st = LB_OK;
        if (only_operands || argv[at][0] != '-' || argv[at][1] == '\0')
            operands[(*n_operands)++] = argv[at];
        else if (strcmp(argv[at], "--") == 0)
            only_operands = true;
        else if (argv[at][1] == '-')
            st = parse_long(cli, argv, &at, argc, config, err);
        else
            st = parse_short(cli, argv, &at, argc, config, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* Print text wrapped at `width`, lines after the first indented; newlines in it break too. */
static void print_wrapped(FILE *out, const char *text, int indent, int width)
{
    int column = indent;
    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        int    wide = lb_text_width((LbSlice){text, word});
        if (column > indent && column + 1 + wide > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)word, text);
        column += wide;
        text += word;
        if (*text == '\n') {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        if (*text != '\0') text++;
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const LbOption *option, int width)
{
    enum { INDENT = 30 };
    char left[128];
    char letter[8] = "    ";
    if (option->letter != 0) snprintf(letter, sizeof letter, "-%c, ", option->letter);
    const char *joint = option->argument == NULL || option->argument[0] == '[' ? "" : "=";
    snprintf(left, sizeof left, "  %s--%s%s%s", letter, option->name, joint,
             option->argument != NULL ? option->argument : "");
    int used = lb_text_width(slice(left));
    if (used + 2 > INDENT)
        fprintf(out, "%s\n%*s", left, INDENT, "");
    else
        fprintf(out, "%s%*s", left, INDENT - used, "");
    print_wrapped(out, option->help, INDENT, width);
}

void lb_cli_help(const LbCli *cli, FILE *out, int width)
{
    if (width < 60) width = 60;
    if (width > 100) width = 100;
    fprintf(out, "Usage: %s %s\n", cli->program, cli->usage);
    print_wrapped(out, cli->intro, 0, width);
    for (const LbOption *option = cli->options; !is_end(option); option++) {
        if (option->kind == LB_OPT_SECTION)
            fprintf(out, "\n%s:\n", option->help);
        else if (option->help != NULL)
            print_option(out, option, width);
    }
    if (cli->footer == NULL) return;
    fputc('\n', out);
    fputs(cli->footer, out);
}

static void print_version(const LbCli *cli, int verbosity, FILE *out)
{
    fprintf(out, "%s %s\n", cli->program, LB_VERSION);
    if (verbosity <= 0 || cli->libraries == NULL) return;
    for (const LbCliLibrary *library = cli->libraries; *library != NULL; library++)
        fprintf(out, "%s\n", (*library)());
}

bool lb_cli_is_asked(const LbCliAsked *asked)
{
    return asked->help || asked->version || asked->describe;
}

void lb_cli_tell(const LbCli *cli, const LbCliAsked *asked, int verbosity, FILE *out, int width)
{
    if (asked->help)
        lb_cli_help(cli, out, width);
    else if (asked->version)
        print_version(cli, verbosity, out);
    else
        lb_cli_describe(cli, out);
}

void lb_cli_describe(const LbCli *cli, FILE *out)
{
    for (const LbOption *option = cli->options; !is_end(option); option++) {
        if (option->name == NULL || option->help == NULL) continue;
        fprintf(out, "%s\t%c\t%s\t%s\t", option->name, option->letter != 0 ? option->letter : '-',
                option->argument != NULL ? option->argument : "-",
                option->choices != NULL ? option->choices : "-");
        for (const char *at = option->help; *at != '\0'; at++)
            fputc(*at == '\n' ? ' ' : *at, out);
        fputc('\n', out);
    }
}

LbStatus lb_cli_check_file(const char *option, const char *value, LbError *err)
{
    if (value == NULL || *value != '\0') return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0, "%s: expected the name of a file, got nothing", option);
}

void lb_cli_clear_list(LbTextList *list)
{
    free(list->items);
    *list = (LbTextList){0};
}
