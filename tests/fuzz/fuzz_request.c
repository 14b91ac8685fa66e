/* SPDX-License-Identifier: MIT */
/* What the service makes of a request before it answers: lines are method, path, then parameters
 * "name=value" and headers "Name: value". */
#include "query/serve/guard.h"
#include "query/serve/router.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 64 };

static const char *find(const void *ctx, const char *name)
{
    size_t len = strlen(name);
    for (char *const *line = ctx; *line != NULL; line++)
        if (strncmp(*line, name, len) == 0 && strncmp(*line + len, ": ", 2) == 0)
            return *line + len + 2;
    return NULL;
}

static void set_options(char *const *lines)
{
    LbQueryOptions given, options;
    lb_query_options_init(&given);
    lb_query_options_derive(&options, &given);
    for (; *lines != NULL; lines++) {
        char   *value = strchr(*lines, '=');
        LbError err   = {0};
        if (value == NULL) continue;
        *value      = '\0';
        LbStatus st = lb_query_options_set(&options, *lines, value + 1, &err);
        require(st == LB_OK || (st == LB_EUSAGE && err.message[0] != '\0'));
        st = lb_query_options_attach(&options, *lines, value + 1, &err);
        require(st == LB_OK || st == LB_EUSAGE);
        *value = '=';
    }
    require(options.model == NULL && options.base_url == given.base_url);
    require(options.serve == NULL && !options.allow_users);
    LbError  err = {0};
    LbStatus st  = lb_query_options_finish(&options, 1, &err);
    require(st == LB_OK || (st == LB_EUSAGE && err.message[0] != '\0'));
    lb_query_options_clear(&options);
    lb_query_options_clear(&given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char       *lines[LINES_MAX + 1] = {NULL};
    int         n                    = 0;
    char        tail[LB_TAIL_MAX];
    const char *allowed;
    LbGuard     guards[] = {{.is_loopback = true}, {.token = "0123456789abcdef"}};
    char       *text     = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    for (char *line = text; line != NULL && n < LINES_MAX;) {
        char *end = strchr(line, '\n');
        if (end != NULL) *end++ = '\0';
        lines[n++] = line;
        line       = end;
    }
    if (n >= 2) {
        const LbRoute *route = lb_router_find(lines[0], lines[1], tail, &allowed);
        require(route == NULL || strlen(tail) < LB_TAIL_MAX);
        require(strchr(tail, '/') == NULL || route == NULL);
        LbWebRequest request = {
            .method = lines[0], .path = lines[1], .header = find, .ctx = lines + 2};
        for (size_t i = 0; i < 2; i++)
            (void)lb_guard_check(&guards[i], &request);
        set_options(lines + 2);
    }
    free(text);
    return 0;
}
