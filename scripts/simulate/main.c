/* SPDX-License-Identifier: MIT */
/* lbrec-simulate: not installed. */
#include "common/base/slice.h"
#include "common/program/cli.h"
#include "scripts/simulate/simulate.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct Config {
    LbSimSettings settings;
    int           shape;
    const char   *films;
    bool          wants_help;
} Config;

static const LbOption OPTIONS[] = {
    {.kind     = LB_OPT_CHOICE,
     .name     = "shape",
     .argument = "SHAPE",
     .offset   = offsetof(Config, shape),
     .choices  = "kaggle",
     .help     = "Columns and proportions of the file (kaggle)."},
    {.kind     = LB_OPT_TEXT,
     .name     = "films",
     .argument = "N|FILE",
     .offset   = offsetof(Config, films),
     .help     = "Number of films (285880), or a table of films to rate: the demo."},
    {.kind     = LB_OPT_INT,
     .name     = "rows",
     .argument = "N",
     .offset   = offsetof(Config, settings.rows),
     .min      = 1,
     .max      = 1e12,
     .help     = "Number of ratings (9630000; in the demo 60 a person)."},
    {.kind     = LB_OPT_INT,
     .name     = "users",
     .argument = "N",
     .offset   = offsetof(Config, settings.users),
     .min      = 1,
     .max      = 1e9,
     .help     = "Number of simulated people (7477; in the demo 800)."},
    {.kind     = LB_OPT_INT,
     .name     = "first-user",
     .argument = "N",
     .offset   = offsetof(Config, settings.first_user),
     .max      = 1e9,
     .help     = "People before the first one, for shards of a larger file (0)."},
    {.kind     = LB_OPT_INT,
     .name     = "seed",
     .argument = "N",
     .offset   = offsetof(Config, settings.seed),
     .max      = 9e18,
     .help     = "Seed of the random numbers (1)."},
    {.kind   = LB_OPT_FLAG,
     .name   = "help",
     .letter = 'h',
     .offset = offsetof(Config, wants_help),
     .help   = "Show this help."},
    {0},
};

static const LbCli CLI = {
    .program = "lbrec-simulate",
    .usage   = "[OPTION]...",
    .intro   = "Write ratings by simulated people to standard output.",
    .options = OPTIONS,
};

static LbStatus run(const Config *config, LbError *err)
{
    LbSimSettings settings = config->settings;
    LbStatus      st       = LB_OK;
    if (config->films != NULL) {
        LbSlice text = {config->films, strlen(config->films)};
        if (!lb_slice_to_int(text, &settings.films))
            settings.table = config->films;
        else if (settings.films < 1 || settings.films > INT32_MAX)
            return lb_error_set(err, LB_EUSAGE, 0, "--films: expected 1..%d or a file, got '%s'",
                                INT32_MAX, config->films);
    }
    if (settings.table != NULL)
        st = lb_sim_demo(stdout, &settings, err);
    else
        st = lb_sim_shape(stdout, &settings, err);
    if (st == LB_OK && (fflush(stdout) != 0 || ferror(stdout)))
        st = lb_error_set(err, LB_EIO, errno, "standard output: %s", strerror(errno));
    return st;
}

int main(int argc, char **argv)
{
    LbError      err        = {0};
    Config       config     = {.settings.seed = 1};
    int          n_operands = 0;
    const char **operands   = calloc((size_t)argc + 1, sizeof *operands);
    LbStatus     st         = LB_ENOMEM;
    if (operands != NULL) st = lb_cli_parse(&CLI, argc, argv, &config, operands, &n_operands, &err);
    if (st == LB_OK && n_operands > 0)
        st = lb_error_set(&err, LB_EUSAGE, 0, "unexpected operand '%s'", operands[0]);
    if (st == LB_OK && config.wants_help)
        lb_cli_help(&CLI, stdout, 80);
    else if (st == LB_OK)
        st = run(&config, &err);
    if (st != LB_OK) fprintf(stderr, "lbrec-simulate: %s\n", err.message);
    free(operands);
    return lb_error_exit_code(st);
}
