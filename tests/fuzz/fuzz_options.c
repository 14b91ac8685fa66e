/* SPDX-License-Identifier: MIT */
/* The command lines of both programs: the first byte chooses, lines are the arguments. */
#include "query/options/options.h"
#include "trainer/options.h"

#include "tests/fuzz/fuzz_file.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_ARGUMENTS = 64 };

static void check_train(int argc, char **argv)
{
    LbTrainOptions options;
    LbError        err = {0};
    lb_train_options_init(&options);
    LbStatus st = lb_train_options_parse(&options, argc, argv, &err);
    require(st == LB_OK || (st == LB_EUSAGE && err.message[0] != '\0'));
    if (st == LB_OK && !lb_cli_is_asked(&options.asked)) {
        require((options.train.inputs.n > 0) == (!options.list && !options.rollback));
        require(options.train.rank >= 0 && options.train.threads >= 0);
        require(options.train.ratings.min_user_ratings >= 1);
        require(options.train.ratings.min_film_ratings >= 1);
    }
    lb_train_options_clear(&options);
}

static void check_query(int argc, char **argv)
{
    const char    *operands[MAX_ARGUMENTS + 1];
    LbQueryOptions options;
    LbError        err = {0};
    int            n   = 0;
    lb_query_options_init(&options);
    LbStatus st = lb_query_options_parse(&options, argc, argv, operands, &n, &err);
    require(st == LB_OK || (st == LB_EUSAGE && err.message[0] != '\0'));
    if (st == LB_OK) {
        require(n >= 0 && n < argc);
        require(options.threads >= 0 && options.recent >= 0 && options.count >= -1);
        require(isfinite(options.watchlist_boost) && isfinite(options.delay_seconds));
        require(!options.year.is_set || options.year.lo <= options.year.hi);
    }
    lb_query_options_clear(&options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *argv[MAX_ARGUMENTS + 1] = {NULL};
    int   argc                    = 0;
    if (size == 0) return 0;
    char *text = malloc(size);
    require(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    argv[argc++]   = text + size - 1; /* the program's name, which nobody looks at */
    for (char *line = text; line != NULL && argc < MAX_ARGUMENTS;) {
        char *end = strchr(line, '\n');
        if (end != NULL) *end++ = '\0';
        argv[argc++] = line;
        line         = end;
    }
    if (data[0] % 2 == 0)
        check_train(argc, argv);
    else
        check_query(argc, argv);
    free(text);
    return 0;
}
