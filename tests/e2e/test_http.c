/* SPDX-License-Identifier: MIT */
/* http.c against the loopback server: what the caller of LbFetcher sees, and what the server saw.
 */
#include "tests/lb_test.h"

#include "common/base/buf.h"
#include "common/text/json.h"
#include "common/version.h"
#include "query/site/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct Server {
    pid_t  pid;
    int    leash; /* its standard input: closing it ends the server */
    char   url[64];
    char   folder[64], scenario[96], log[96];
    double times[64];
    char   paths[64][64];
    char   agent[128]; /* of the first request */
    int    n_requests;
} Server;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void start_server(Server *server, const char *scenario)
{
    int in[2], out[2], port = 0;
    memset(server, 0, sizeof *server);
    snprintf(server->folder, sizeof server->folder, "%s", "/tmp/lbrec-http-XXXXXX");
    assert_non_null(mkdtemp(server->folder));
    snprintf(server->scenario, sizeof server->scenario, "%s/scenario.json", server->folder);
    snprintf(server->log, sizeof server->log, "%s/log", server->folder);
    write_file(server->scenario, scenario);
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        close(out[0]);
        execlp("python3", "python3", LB_SERVER, "--log", server->log, server->scenario,
               (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server->leash = in[1];
    FILE *said    = fdopen(out[0], "r");
    char  line[16];
    assert_non_null(said);
    assert_non_null(fgets(line, sizeof line, said));
    port = (int)strtol(line, NULL, 10);
    fclose(said);
    assert_true(port > 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", port);
}

/* End the server and read what it wrote down. */
static void stop_server(Server *server)
{
    LbBuf   log;
    LbError err;
    close(server->leash);
    assert_int_equal(waitpid(server->pid, NULL, 0), server->pid);
    lb_buf_init(&log, 1 << 16);
    LB_ASSERT_OK(lb_buf_read_file(&log, server->log, &err));
    const char *line = lb_buf_text(&log);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        LbJson *doc = NULL;
        int     i   = server->n_requests++;
        assert_true(i < 64);
        LB_ASSERT_OK(lb_json_parse(&doc, line, (size_t)(end - line), &err));
        const LbJsonValue *root = lb_json_root(doc);
        server->times[i]        = lb_json_get_real(root, "time", 0);
        snprintf(server->paths[i], sizeof server->paths[i], "%s",
                 lb_json_get_text(root, "path", ""));
        if (i == 0)
            snprintf(server->agent, sizeof server->agent, "%s",
                     lb_json_get_text(lb_json_get(root, "headers"), "user-agent", ""));
        lb_json_free(doc);
    }
    lb_buf_clear(&log);
    unlink(server->scenario);
    unlink(server->log);
    assert_int_equal(rmdir(server->folder), 0);
}

/* What came back, by index of the path. */
typedef struct Got {
    int      n, order[32], status[32];
    char     body[32][64], final[32][512];
    LbStatus answer; /* what `done` says */
} Got;

static LbStatus take(void *ctx, int index, const LbReply *reply, LbError *err)
{
    Got *got             = ctx;
    got->order[got->n++] = index;
    got->status[index]   = reply->status;
    snprintf(got->body[index], sizeof got->body[index], "%s", lb_buf_text(&reply->body));
    snprintf(got->final[index], sizeof got->final[index], "%s", reply->location);
    return got->answer == LB_OK ? LB_OK : lb_error_set(err, got->answer, 0, "told to stop");
}

static LbHttpSettings quick(const Server *server)
{
    LbHttpSettings set  = lb_http_defaults();
    set.base_url        = server->url;
    set.delay_seconds   = 0;
    set.timeout_seconds = 60;
    set.seed            = 1;
    return set;
}

static LbStatus run(const LbHttpSettings *set, const LbReporter *reporter, const char *const *paths,
                    int n, Got *got, LbError *err)
{
    LbHttp  *http = NULL;
    LbStatus st   = lb_http_new(&http, set, reporter, err);
    if (st == LB_OK) {
        LbFetcher fetcher = lb_http_fetcher(http);
        st                = fetcher.fetch(fetcher.ctx, paths, n, take, got, err);
    }
    lb_http_free(http);
    return st;
}

/* The clock of the server's log too. On a loaded machine anything may take long: what is asserted
 * of time are pauses that must have been kept, counted from before the first request. */
static double now_seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void http__asks_in_order_with_a_pause_and_its_name(void **state)
{
    static const char *const paths[] = {"/c/", "/a/", "/b/"};
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    (void)state;
    start_server(&server, "{\"/a/\": {\"body\": \"A\"}, \"/b/\": {\"body\": \"B\"},"
                          " \"/c/\": {\"body\": \"C\", \"status\": 404}}");
    LbHttpSettings set = quick(&server);
    set.delay_seconds  = 0.2;
    double begun       = now_seconds();
    LB_ASSERT_OK(run(&set, NULL, paths, 3, &got, &err));
    stop_server(&server);
    assert_int_equal(server.n_requests, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(server.paths[i], paths[i]);
        assert_int_equal(got.order[i], i);
        assert_true(server.times[i] - begun >= i * set.delay_seconds - 1e-6);
    }
    assert_string_equal(server.agent, "lbrec/" LB_VERSION " (+" LB_HOMEPAGE ")");
    assert_int_equal(got.status[0], 404);
    assert_string_equal(got.body[0], "C");
    assert_string_equal(got.body[2], "B");
}

/* Nobody is answered before all have asked. */
static void http__runs_several_connections_side_by_side(void **state)
{
    static const char *const paths[] = {"/1", "/2", "/3", "/4", "/5"};
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    (void)state;
    start_server(&server, "{\"/1\": {\"together\": 5, \"body\": \"one\"},"
                          " \"*\": {\"together\": 5, \"body\": \"other\"}}");
    LbHttpSettings set = quick(&server);
    set.connections    = 5;
    LB_ASSERT_OK(run(&set, NULL, paths, 5, &got, &err));
    stop_server(&server);
    assert_int_equal(got.n, 5);
    assert_int_equal(server.n_requests, 5);
    for (int i = 0; i < 5; i++)
        assert_string_equal(got.body[i], i == 0 ? "one" : "other");
}

static void http__follows_redirects_within_the_server(void **state)
{
    static const char *const paths[] = {"/Old/", "/abs/"};
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    (void)state;
    start_server(&server,
                 "{\"/Old/\": {\"status\": 301, \"headers\": {\"Location\": \"/new/\"}},"
                 " \"/abs/\": {\"status\": 302, \"headers\": {\"Location\": \"{origin}/new/\"}},"
                 " \"/new/\": {\"body\": \"here\"}}");
    LbHttpSettings set = quick(&server);
    set.user_agent     = "somebody/1";
    LB_ASSERT_OK(run(&set, NULL, paths, 2, &got, &err));
    stop_server(&server);
    assert_string_equal(server.agent, "somebody/1");
    assert_string_equal(got.body[0], "here");
    assert_string_equal(got.final[1], "/new/");
    assert_int_equal(server.n_requests, 4);
}

/* One path, one scenario: how it ends, and how often it was asked for. */
static void http__ends_as_the_answer_demands(void **state)
{
    static const struct {
        const char *reply, *part;
        LbStatus    status;
        int         http, n_requests;
        double      least; /* seconds */
    } cases[] = {
        {"[{\"status\": 503}, {\"body\": \"ok\"}]", "", LB_OK, 200, 2, 0.2},
        {"[{\"drop\": true}, {\"body\": \"ok\"}]", "", LB_OK, 200, 2, 0.2},
        {"[{\"body\": \"cut short\", \"truncate\": 3}, {\"body\": \"ok\"}]", "", LB_OK, 200, 2,
         0.2},
        {"[{\"status\": 429, \"headers\": {\"Retry-After\": \"1\"}}, {\"body\": \"ok\"}]", "",
         LB_OK, 200, 2, 1},
        {"[{\"status\": 429, \"headers\": {\"Retry-After\": \"{date+2}\"}}, {\"body\": \"ok\"}]",
         "", LB_OK, 200, 2, 0.9},
        {"[{\"status\": 429, \"headers\": {\"Retry-After\": \"{date-99}\"}}, {\"body\": \"ok\"}]",
         "", LB_OK, 200, 2, 0.2},
        {"{\"status\": 503, \"headers\": {\"cf-mitigated\": \"challenge\"}}", "", LB_OK, 503, 1, 0},
        {"{\"status\": 503, \"body\": \"<title>Just a moment...</title>\"}", "", LB_OK, 503, 1, 0},
        {"{\"status\": 403}", "", LB_OK, 403, 1, 0},
        {"{\"status\": 404}", "", LB_OK, 404, 1, 0},
        {"{\"status\": 501}", "", LB_OK, 501, 1, 0},
        {"{\"gzip\": true, \"body\": \"ok\"}", "", LB_OK, 200, 1, 0},
        {"{\"chunked\": true, \"body\": \"ok\"}", "", LB_OK, 200, 1, 0},
        {"{\"status\": 429, \"headers\": {\"Retry-After\": \"3600\"}}", "asks to wait 3600 s",
         LB_ETEMPFAIL, 0, 1, 0},
        {"{\"status\": 429, \"headers\": {\"Retry-After\": \"99999999999999999999\"}}",
         "asks to wait", LB_ETEMPFAIL, 0, 1, 0},
        {"{\"status\": 502}", "HTTP 502, 2 times", LB_ETEMPFAIL, 0, 2, 0.2},
        {"{\"delay\": 30}", "timed out", LB_ETEMPFAIL, 0, 2, 2.2},
        {"{\"fill\": 200000}", "longer than the limit of 100000 bytes", LB_EPROTOCOL, 0, 1, 0},
        {"{\"fill\": 30000000, \"gzip\": true}", "longer than the limit", LB_EPROTOCOL, 0, 1, 0},
        {"{\"headers\": {\"Content-Encoding\": \"gzip\"}, \"body\": \"not gzip\"}", "",
         LB_EPROTOCOL, 0, 1, 0},
        {"{\"status\": 302, \"headers\": {\"Location\": \"{path}\"}}", "more than 3 redirects",
         LB_EPROTOCOL, 0, 4, 0},
        {"{\"status\": 302, \"headers\": {\"Location\": \"https://example.invalid/\"}}",
         "only redirects within", LB_ENET, 0, 1, 0},
        {"{\"status\": 302, \"headers\": {\"Location\": \"/x/by/date/\"}}", "robots.txt",
         LB_EPROTOCOL, 0, 1, 0},
    };
    enum { N = sizeof cases / sizeof *cases };
    char    scenario[8192] = "{";
    char    paths[N][16];
    Server  server;
    LbError err;
    (void)state;
    for (int i = 0; i < N; i++) {
        size_t len = strlen(scenario);
        snprintf(paths[i], sizeof paths[i], "/%d/", i);
        snprintf(scenario + len, sizeof scenario - len, "\"%s\": %s%s", paths[i], cases[i].reply,
                 i + 1 < N ? ", " : "}");
    }
    start_server(&server, scenario);
    LbHttpSettings set = quick(&server);
    set.retries        = 1;
    set.body_max       = 100000;
    set.retry_seconds  = 0.2;
    for (int i = 0; i < N; i++) {
        Got         got     = {0};
        const char *path    = paths[i];
        bool        slow    = strstr(cases[i].reply, "delay") != NULL;
        double      begun   = now_seconds();
        err.message[0]      = '\0';
        set.timeout_seconds = slow ? 1 : 60;
        LbStatus st         = run(&set, NULL, &path, 1, &got, &err);
        double   took       = now_seconds() - begun;
        if (st != cases[i].status || (st == LB_OK && got.status[0] != cases[i].http) ||
            took < cases[i].least || strstr(err.message, cases[i].part) == NULL)
            fail_msg("%s: status %d, HTTP %d, %.2f s: %s", cases[i].reply, (int)st, got.status[0],
                     took, err.message);
        if (st == LB_OK && got.status[0] == 200) assert_string_equal(got.body[0], "ok");
    }
    stop_server(&server);
    for (int i = 0; i < N; i++) {
        int n = 0;
        for (int k = 0; k < server.n_requests; k++)
            n += strcmp(server.paths[k], paths[i]) == 0;
        if (n != cases[i].n_requests) fail_msg("%s: %d requests", cases[i].reply, n);
    }
}

/* Interrupts once the request was made, and where asked for: answered, or to be made again. */
typedef struct Impatience {
    const char *log;
    const Got  *got;
    bool        needs_answer, needs_retry, saw_retry;
    double      since; /* 0: not yet */
} Impatience;

static bool is_enough(void *ctx)
{
    Impatience *own = ctx;
    struct stat info;
    if (stat(own->log, &info) != 0 || info.st_size == 0) return false;
    if ((own->needs_answer && own->got->n == 0) || (own->needs_retry && !own->saw_retry))
        return false;
    if (own->since <= 0) own->since = now_seconds();
    return true;
}

static void note_retry(void *ctx, LbLevel level, const char *text)
{
    Impatience *own = ctx;
    (void)level;
    if (strstr(text, "trying again") != NULL) own->saw_retry = true;
}

static void http__stops_at_once_when_interrupted(void **state)
{
    static const char *const paths[] = {"/a/", "/b/"};
    static const struct {
        const char *scenario;
        bool        needs_answer, needs_retry;
    } cases[] = {
        {"{\"*\": {\"delay\": 100}}", false, false},                   /* while it waits */
        {"{\"*\": {\"stall\": 100, \"body\": \"ok\"}}", false, false}, /* in the answer */
        {"{\"*\": {\"body\": \"ok\"}}", true, false},                  /* in the pause */
        {"{\"*\": {\"status\": 503}}", false, true},                   /* before a retry */
    };
    LbError err;
    (void)state;
    for (int i = 0; i < 4; i++) {
        Server server;
        Got    got = {0};
        start_server(&server, cases[i].scenario);
        LbHttpSettings   set       = quick(&server);
        Impatience       own       = {.log          = server.log,
                                      .got          = &got,
                                      .needs_answer = cases[i].needs_answer,
                                      .needs_retry  = cases[i].needs_retry};
        const LbReporter impatient = {.message = note_retry, .interrupted = is_enough, .ctx = &own};
        set.delay_seconds = set.retry_seconds = 100;
        LB_ASSERT_FAILS(run(&set, &impatient, paths, 2, &got, &err), LB_EINTR, "interrupted");
        assert_true(now_seconds() - own.since < 20);
        if (got.n != cases[i].needs_answer) fail_msg("%s: %d replies", cases[i].scenario, got.n);
        stop_server(&server);
        assert_int_equal(server.n_requests, 1);
    }
}

static void http__stops_when_told_or_out_of_time(void **state)
{
    static const char *const paths[] = {"/a/", "/b/", "/c/"};
    Server                   server;
    Got                      got = {.answer = LB_ENOINPUT};
    LbError                  err;
    (void)state;
    start_server(&server, "{\"*\": {\"body\": \"ok\"}}");
    LbHttpSettings set = quick(&server);
    LB_ASSERT_FAILS(run(&set, NULL, paths, 3, &got, &err), LB_ENOINPUT, "told to stop");
    got               = (Got){0};
    set.delay_seconds = 0.3;
    set.total_seconds = 0.5;
    LB_ASSERT_FAILS(run(&set, NULL, paths, 3, &got, &err), LB_ETEMPFAIL, "limit of 0.5 s in all");
    stop_server(&server);
    assert_in_range(server.n_requests, 1, 3);
    assert_int_not_equal(got.n, 3);
}

static void http__begins_its_time_anew_when_told(void **state)
{
    static const char *const path = "/a/";
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    LbHttp                  *http;
    LbStatus                 st;
    (void)state;
    start_server(&server, "{\"*\": {\"body\": \"ok\"}}");
    LbHttpSettings set = quick(&server);
    set.delay_seconds  = 0.2;
    set.total_seconds  = 0.5;
    set.retries        = 0;
    LB_ASSERT_OK(lb_http_new(&http, &set, NULL, &err));
    LbFetcher fetcher = lb_http_fetcher(http);
    double    begun   = now_seconds();
    do
        st = fetcher.fetch(fetcher.ctx, &path, 1, take, &got, &err);
    while (st == LB_OK);
    assert_int_equal(st, LB_ETEMPFAIL);
    assert_int_equal(fetcher.fetch(fetcher.ctx, &path, 1, take, &got, &err), LB_ETEMPFAIL);
    for (int i = 0; i < 10 && st != LB_OK; i++) { /* half a second can be short */
        lb_http_restart(http);
        st = fetcher.fetch(fetcher.ctx, &path, 1, take, &got, &err);
    }
    assert_int_equal(st, LB_OK);
    lb_http_free(http);
    stop_server(&server);
    for (int i = 0; i < server.n_requests; i++) /* the pause is kept over the new beginning */
        assert_true(server.times[i] - begun >= i * set.delay_seconds - 1e-6);
}

static void http__never_asks_for_what_it_must_not(void **state)
{
    static const char *const paths[] = {"/x/films/", "/x/films/by/date/"};
    static const char *const odd     = "/x/../y/";
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    (void)state;
    start_server(&server, "{}");
    LbHttpSettings set = quick(&server);
    LB_ASSERT_FAILS(run(&set, NULL, paths, 2, &got, &err), LB_EUSAGE, "robots.txt");
    LB_ASSERT_FAILS(run(&set, NULL, &odd, 1, &got, &err), LB_EUSAGE, "plain");
    stop_server(&server);
    assert_int_equal(server.n_requests, 0);
}

static void http__says_when_nobody_listens(void **state)
{
    static const char *const path = "/x/";
    Server                   server;
    Got                      got = {0};
    LbError                  err;
    (void)state;
    start_server(&server, "{}");
    LbHttpSettings set = quick(&server);
    char           url[80];
    snprintf(url, sizeof url, "%s/x/: ", server.url);
    close(server.leash);
    assert_int_equal(waitpid(server.pid, NULL, 0), server.pid);
    LB_ASSERT_FAILS(run(&set, NULL, &path, 1, &got, &err), LB_ENET, url);
    unlink(server.scenario);
    unlink(server.log);
    assert_int_equal(rmdir(server.folder), 0);
}

static void http__refuses_settings_out_of_range(void **state)
{
    LbHttpSettings           set[10];
    static const char *const parts[] = {"expected https",
                                        "one at a time",
                                        "connections: expected",
                                        "connections: expected",
                                        "retries: expected",
                                        "delay",
                                        "delay",
                                        "timeout",
                                        "control character",
                                        "scheme and host"};
    LbError                  err;
    (void)state;
    for (int i = 0; i < 10; i++)
        set[i] = lb_http_defaults();
    set[0].base_url        = "http://letterboxd.com";
    set[1].connections     = 2;
    set[2].connections     = 0;
    set[3].connections     = 17;
    set[4].retries         = -1;
    set[5].delay_seconds   = -1;
    set[6].delay_seconds   = (double)NAN;
    set[7].timeout_seconds = 0;
    set[8].user_agent      = "a\r\nCookie: b";
    set[9].base_url        = "letterboxd.com";
    for (int i = 0; i < 10; i++) {
        LbHttp *http = NULL;
        LB_ASSERT_FAILS(lb_http_new(&http, &set[i], NULL, &err), LB_EUSAGE, parts[i]);
        assert_null(http);
    }
    assert_non_null(strstr(lb_http_library(), "libcurl"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(http__asks_in_order_with_a_pause_and_its_name),
        cmocka_unit_test(http__runs_several_connections_side_by_side),
        cmocka_unit_test(http__follows_redirects_within_the_server),
        cmocka_unit_test(http__ends_as_the_answer_demands),
        cmocka_unit_test(http__stops_at_once_when_interrupted),
        cmocka_unit_test(http__stops_when_told_or_out_of_time),
        cmocka_unit_test(http__begins_its_time_anew_when_told),
        cmocka_unit_test(http__never_asks_for_what_it_must_not),
        cmocka_unit_test(http__says_when_nobody_listens),
        cmocka_unit_test(http__refuses_settings_out_of_range),
    };
    if (system("python3 -c '' 2>/dev/null") != 0) return lb_lacks("python3");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
