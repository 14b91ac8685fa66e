/* SPDX-License-Identifier: MIT */
/* Driver for the end-to-end tests: reads one member over libcurl and prints the profile as JSON
 * lines, first a summary, then a line a film. The exit code is that of the status.
 *
 *     fetch_member [--NAME VALUE]... USER
 *
 * with the names in `number_names` below, --base-url, --user-agent and --source auto|pages|rss. */
#include "common/base/slice.h"
#include "common/text/json.h"
#include "query/site/member.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t is_stopped;

static void stop(int number)
{
    (void)number;
    is_stopped = 1;
}

static bool interrupted(void *ctx)
{
    (void)ctx;
    return is_stopped != 0;
}

static void say(void *ctx, LbLevel level, const char *text)
{
    (void)ctx;
    (void)level;
    fprintf(stderr, "%s\n", text);
}

static void progress(void *ctx, const char *phase, double done, double total)
{
    (void)ctx;
    if (phase != NULL) fprintf(stderr, "progress: %s: %g of %g\n", phase, done, total);
}

/* The options that are numbers, with their defaults. */
enum { DELAY, TIMEOUT, TOTAL, RETRY, RETRIES, BODY_MAX, CONNECTIONS, MAX_PAGES, RECENT, WATCHLIST };
enum { N_NUMBERS = WATCHLIST + 1 };
static const char *const number_names[N_NUMBERS] = {
    "--delay",    "--timeout",     "--total",     "--retry",  "--retries",
    "--body-max", "--connections", "--max-pages", "--recent", "--watchlist"};

typedef struct Options {
    const char *base_url, *user_agent, *source;
    double      numbers[N_NUMBERS];
} Options;

/* False when the option is unknown or its value is none. */
static bool take_option(Options *options, const char *name, const char *value)
{
    if (strcmp(name, "--base-url") == 0) return (options->base_url = value) != NULL;
    if (strcmp(name, "--user-agent") == 0) return (options->user_agent = value) != NULL;
    if (strcmp(name, "--source") == 0) return (options->source = value) != NULL;
    for (int i = 0; i < N_NUMBERS; i++)
        if (strcmp(name, number_names[i]) == 0)
            return lb_slice_to_double((LbSlice){value, strlen(value)}, &options->numbers[i]);
    return false;
}

static LbHttpSettings http_settings(const Options *options)
{
    const double *numbers = options->numbers;
    return (LbHttpSettings){.base_url        = options->base_url,
                            .user_agent      = options->user_agent,
                            .delay_seconds   = numbers[DELAY],
                            .connections     = (int)numbers[CONNECTIONS],
                            .retries         = (int)numbers[RETRIES],
                            .retry_seconds   = numbers[RETRY],
                            .timeout_seconds = numbers[TIMEOUT],
                            .total_seconds   = numbers[TOTAL],
                            .retry_after_max = lb_http_defaults().retry_after_max,
                            .body_max        = (size_t)numbers[BODY_MAX],
                            .seed            = 1};
}

static LbMemberSettings member_settings(const Options *options)
{
    const double    *numbers = options->numbers;
    LbMemberSettings member  = {.source          = LB_MEMBER_AUTO,
                                .max_pages       = (int32_t)numbers[MAX_PAGES],
                                .recent          = (int32_t)numbers[RECENT],
                                .needs_watchlist = numbers[WATCHLIST] != 0,
                                .is_parallel     = numbers[CONNECTIONS] > 1};
    if (strcmp(options->source, "rss") == 0) member.source = LB_MEMBER_RSS;
    if (strcmp(options->source, "pages") == 0) member.source = LB_MEMBER_PAGES;
    return member;
}

static void print_document(LbJson *doc)
{
    char *text = NULL;
    if (lb_json_dump(doc, false, &text, NULL) != LB_OK) abort();
    puts(text);
    free(text);
    lb_json_free(doc);
}

static void print_profile(const LbProfile *profile)
{
    LbProfileCounts counts = lb_profile_counts(profile);
    LbJson         *doc    = lb_json_new();
    LbJsonValue    *root   = lb_json_root(doc);
    lb_json_text(doc, root, "user", lb_profile_user(profile));
    lb_json_text(doc, root, "source", lb_profile_source_name(lb_profile_source(profile)));
    lb_json_int(doc, root, "rated", counts.rated);
    lb_json_int(doc, root, "watched", counts.watched);
    lb_json_int(doc, root, "watchlist", counts.watchlist);
    lb_json_int(doc, root, "liked", counts.liked);
    LbJsonValue *gaps = lb_json_array(doc, root, "gaps");
    for (int32_t i = 0; i < lb_profile_gaps(profile); i++)
        lb_json_push_text(doc, gaps, lb_profile_gap(profile, i));
    print_document(doc);
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        doc                  = lb_json_new();
        root                 = lb_json_root(doc);
        lb_json_text(doc, root, "slug", entry->slug);
        lb_json_text(doc, root, "title", entry->title);
        lb_json_int(doc, root, "id", entry->id);
        lb_json_int(doc, root, "year", entry->year);
        lb_json_real(doc, root, "stars", (double)entry->stars);
        lb_json_int(doc, root, "diary_rank", entry->diary_rank);
        lb_json_int(doc, root, "watchlist_rank", entry->watchlist_rank);
        print_document(doc);
    }
}

int main(int argc, char **argv)
{
    const LbReporter reporter = {.message = say, .progress = progress, .interrupted = interrupted};
    const LbHttpSettings   http_usual   = lb_http_defaults();
    const LbMemberSettings member_usual = lb_member_defaults();
    Options                options      = {.base_url = http_usual.base_url,
                                           .source   = "auto",
                                           .numbers  = {[DELAY]       = http_usual.delay_seconds,
                                                        [TIMEOUT]     = http_usual.timeout_seconds,
                                                        [TOTAL]       = http_usual.total_seconds,
                                                        [RETRY]       = http_usual.retry_seconds,
                                                        [RETRIES]     = http_usual.retries,
                                                        [BODY_MAX]    = (double)http_usual.body_max,
                                                        [CONNECTIONS] = http_usual.connections,
                                                        [MAX_PAGES]   = member_usual.max_pages,
                                                        [WATCHLIST]   = member_usual.needs_watchlist}};
    LbHttp                *http         = NULL;
    LbProfile             *profile      = NULL;
    LbError                err          = {0};
    int                    i            = 1;
    for (; i + 2 < argc; i += 2)
        if (!take_option(&options, argv[i], argv[i + 1])) break;
    if (i + 1 != argc) {
        fputs("usage: fetch_member [--NAME VALUE]... USER\n", stderr);
        return EXIT_FAILURE;
    }
    const LbHttpSettings   settings = http_settings(&options);
    const LbMemberSettings member   = member_settings(&options);
    struct sigaction       action   = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    LbStatus st = lb_http_new(&http, &settings, &reporter, &err);
    if (st == LB_OK) {
        LbFetcher fetcher = lb_http_fetcher(http);
        st                = lb_member_read(&profile, argv[i], &fetcher, &member, &reporter, &err);
    }
    if (st != LB_OK) fprintf(stderr, "fetch_member: %s\n", err.message);
    if (profile != NULL) print_profile(profile);
    lb_profile_free(profile);
    lb_http_free(http);
    return lb_error_exit_code(st);
}
