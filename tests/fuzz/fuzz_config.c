/* SPDX-License-Identifier: MIT */
/* A configuration file, with its presets "a" and "tonight". */
#include "query/options/config.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(char *path, const char *preset)
{
    char             program[] = "lbrec-query", print[] = "--print-config", chosen[32];
    char             config[128];
    char            *argv[]      = {program, print, config, chosen};
    const char      *operands[4] = {NULL};
    int              n_operands  = 0;
    LbError          err         = {0};
    LbQueryOptions   options;
    LbConfigSettings settings = {NULL, "/home/me"};
    (void)snprintf(config, sizeof config, "--config=%s", path);
    (void)snprintf(chosen, sizeof chosen, "--preset=%s", preset != NULL ? preset : "");
    lb_query_options_init(&options);
    int      argc = preset != NULL ? 4 : 3;
    LbStatus st   = lb_config_parse(&options, &settings, argc, argv, operands, &n_operands, &err);
    require(st == LB_OK || ((st == LB_EUSAGE || st == LB_EDATA) && err.message[0] != '\0'));
    for (size_t i = 0; st == LB_OK && i < options.given.n; i++)
        require(options.given.items[i].option != NULL);
    lb_query_options_clear(&options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    fuzz_path(path, sizeof path, ".conf");
    fuzz_write(path, data, size);
    parse(path, NULL);
    parse(path, "a");
    parse(path, "tonight");
    unlink(path);
    return 0;
}
