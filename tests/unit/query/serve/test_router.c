/* SPDX-License-Identifier: MIT */
#include "query/serve/router.h"

#include "common/base/buf.h"
#include "common/text/json.h"

#include "tests/lb_test.h"

#include <ctype.h>

static const char *path_of(const char *method, const char *path, char *tail)
{
    const char    *allowed;
    const LbRoute *route = lb_router_find(method, path, tail, &allowed);
    return route != NULL ? route->path : NULL;
}

static void router__finds_what_is_there_and_nothing_else(void **state)
{
    char tail[LB_TAIL_MAX];
    (void)state;
    assert_string_equal(path_of("POST", "/v1/recommendations", tail), "/v1/recommendations");
    assert_string_equal(path_of("HEAD", "/v1/model", tail), "/v1/model");
    assert_string_equal(path_of("GET", "/v1/films/alien/similar", tail),
                        "/v1/films/{film}/similar");
    assert_string_equal(tail, "alien");
    assert_string_equal(path_of("GET", "/assets/app.js", tail), "/assets/{name}");
    assert_string_equal(tail, "app.js");
    static const char *const none[] = {"",
                                       "v1/model",
                                       "/v1/model/",
                                       "/v1/films//similar",
                                       "/v1/films/a/b/similar",
                                       "/v1/films/a/similarx",
                                       "/assets/",
                                       "/assets/../x",
                                       "/V1/model"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(path_of("GET", none[i], tail));
}

static void router__says_which_method_a_path_has(void **state)
{
    char        tail[LB_TAIL_MAX];
    const char *allowed;
    (void)state;
    assert_null(lb_router_find("GET", "/v1/blend", tail, &allowed));
    assert_string_equal(allowed, "OPTIONS, POST");
    assert_null(lb_router_find("DELETE", "/v1/model", tail, &allowed));
    assert_string_equal(allowed, "GET, HEAD, OPTIONS");
    assert_null(lb_router_find("PUT", "/v1/recommendations", tail, &allowed));
    assert_string_equal(allowed, "GET, HEAD, OPTIONS, POST");
    assert_null(lb_router_find("GET", "/nowhere", tail, &allowed));
    assert_null(allowed);
}

static void router__cuts_no_long_path_short(void **state)
{
    char tail[LB_TAIL_MAX], path[2 * LB_TAIL_MAX] = "/assets/";
    (void)state;
    memset(path + 8, 'a', LB_TAIL_MAX - 1);
    assert_non_null(path_of("GET", path, tail));
    path[8 + LB_TAIL_MAX - 1] = 'a';
    assert_null(path_of("GET", path, tail));
}

static LbJson *read_description(void)
{
    LbError err  = {0};
    LbBuf   text = {0};
    LbJson *doc  = NULL;
    lb_buf_init(&text, 1 << 20);
    LB_ASSERT_OK(lb_buf_read_file(&text, LB_OPENAPI, &err));
    LB_ASSERT_OK(lb_json_parse(&doc, text.data, text.len, &err));
    lb_buf_clear(&text);
    return doc;
}

static const LbJsonValue *described(const LbJson *doc, const LbRoute *route)
{
    char method[8] = "";
    for (size_t i = 0; route->method[i] != '\0' && i < sizeof method - 1; i++)
        method[i] = (char)tolower((unsigned char)route->method[i]);
    const LbJsonValue *paths = lb_json_get(lb_json_root((LbJson *)(uintptr_t)doc), "paths");
    return lb_json_get(lb_json_get(paths, route->path), method);
}

static void router__is_what_the_description_says(void **state)
{
    LbJson *doc = read_description();
    size_t  n = 0, n_described = 0;
    (void)state;
    for (const LbRoute *route = lb_router_all(); route->path != NULL; route++, n++)
        if (described(doc, route) == NULL) fail_msg("not described: %s", route->path);
    const LbJsonValue *methods = NULL;
    const char        *path    = NULL;
    void              *at      = NULL;
    while (lb_json_next(lb_json_get(lb_json_root(doc), "paths"), &at, &path, &methods))
        n_described += lb_json_members(methods);
    assert_int_equal(n_described, n);
    lb_json_free(doc);
}

/* Every parameter is an option of a request, but those that belong to a path. */
static void router__describes_options_that_there_are(void **state)
{
    LbJson            *doc  = read_description();
    const LbJsonValue *all  = lb_json_get(lb_json_root(doc), "components");
    const LbCli       *cli  = lb_query_options_cli();
    size_t             seen = 0;
    (void)state;
    all = lb_json_get(all, "parameters");
    for (const LbOption *option = cli->options; option->kind != 0 || option->help != NULL;
         option++) {
        char           name[64];
        LbQueryOptions options;
        size_t         i = 0;
        if (option->name == NULL) continue;
        for (; option->name[i] != '\0' && i < sizeof name - 1; i++)
            name[i] = (char)(option->name[i] == '-' ? '_' : option->name[i]);
        name[i] = '\0';
        lb_query_options_init(&options);
        LbError  err      = {0};
        LbStatus st       = lb_query_options_set(&options, option->name, "1", &err);
        bool     is_known = st == LB_OK || strstr(err.message, "no option of a request") == NULL;
        bool     is_group = strcmp(name, "blend") == 0 || strcmp(name, "match") == 0 ||
                        strcmp(name, "similar") == 0;
        if (is_known && !is_group && lb_json_get(all, name) == NULL)
            fail_msg("not described: %s", name);
        if (!is_known && lb_json_get(all, name) != NULL) fail_msg("no such option: %s", name);
        seen += lb_json_get(all, name) != NULL;
        lb_query_options_clear(&options);
    }
    assert_int_equal(seen, lb_json_members(all));
    lb_json_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(router__finds_what_is_there_and_nothing_else),
        cmocka_unit_test(router__says_which_method_a_path_has),
        cmocka_unit_test(router__cuts_no_long_path_short),
        cmocka_unit_test(router__is_what_the_description_says),
        cmocka_unit_test(router__describes_options_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
