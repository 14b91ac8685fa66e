/* SPDX-License-Identifier: MIT */
#include "query/options/options.h"

#include "common/base/date.h"
#include "common/base/mem.h"
#include "common/input/rating_options.h"
#include "common/model/model_file.h"
#include "common/program/ui.h"
#include "query/options/option_check.h"
#include "query/site/http.h"
#include "query/site/member.h"

#include <math.h>
#include <string.h>

enum { EXPLAIN_DEFAULT = 3, EXPLAIN_MAX = 1000000 };

#define AT(member) offsetof(LbQueryOptions, member)

static LbStatus parse_scale(void *config, const char *value, LbError *err)
{
    return lb_rating_options_scale(&((LbQueryOptions *)config)->scale, value, err);
}

static LbStatus parse_columns(void *config, const char *value, LbError *err)
{
    return lb_rating_options_columns(&((LbQueryOptions *)config)->columns, value, err);
}

static LbStatus parse_today(void *config, const char *value, LbError *err)
{
    int32_t date = lb_date_parse((LbSlice){value, strlen(value)});
    if (date == 0)
        return lb_error_set(err, LB_EUSAGE, 0, "--today: expected a day as 2026-11-24, got '%s'",
                            value);
    ((LbQueryOptions *)config)->today = date;
    return LB_OK;
}

static LbStatus parse_explain(void *config, const char *value, LbError *err)
{
    int64_t *explain = &((LbQueryOptions *)config)->explain;
    *explain         = EXPLAIN_DEFAULT;
    if (value == NULL) return LB_OK;
    if (lb_slice_to_int((LbSlice){value, strlen(value)}, explain) && *explain >= 1 &&
        *explain <= EXPLAIN_MAX)
        return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0, "--explain: expected 1..%d, got '%s'", EXPLAIN_MAX,
                        value);
}

static LbStatus parse_serve(void *config, const char *value, LbError *err)
{
    (void)err;
    ((LbQueryOptions *)config)->serve = value != NULL ? value : "";
    return LB_OK;
}

static const LbOption options_table[] = {
    {.kind = LB_OPT_SECTION, .help = "Your films, best source first"},
    {LB_OPT_LIST, "export", 'e', "FILE|DIR", AT(exports), 0, 0, "file",
     "your Letterboxd account export: complete, and no page is fetched; repeatable. Get it at "
     "https://letterboxd.com/settings/data/ -> Export your data. Or one of its CSVs, IMDb's "
     "ratings or watchlist, Trakt's export, MovieLens's, Letterboxd's import format, or a CSV of "
     "title, year and rating: recognised by its content",
     NULL},
    {LB_OPT_FLAG, "one-person", 0, NULL, AT(one_person), 0, 0, NULL,
     "all files of --export are one person's (account exports are a person's each, single files of "
     "one site that hold different things are one person's)",
     NULL},
    {LB_OPT_CHOICE, "source", 0, "KIND", AT(source), 0, 0, "auto|pages|rss",
     "how USER is read: rss, the member's feed (supported by Letterboxd, latest 50 entries), "
     "pages, "
     "the public pages, or auto (default), pages and then the feed",
     NULL},
    {LB_OPT_LIST, "saved-page", 0, "FILE", AT(saved_pages), 0, 0, "file",
     "a page of /USER/films/, /USER/watchlist/ or the diary saved from a browser; repeatable",
     NULL},
    {LB_OPT_TEXT, "ratings", 'r', "CSV", AT(ratings), 0, 0, "file",
     "a file of user,film,rating as in training: every user in it is answered, in order of first "
     "appearance",
     NULL},
    {LB_OPT_LIST, "watched", 0, "FILE", AT(watched), 0, 0, "file",
     "films that were watched too: any file of films (as --export takes them, answers of lbrec, or "
     "one a line: slug, address, IMDb id or \"Title (Year)\"); repeatable",
     NULL},
    {LB_OPT_LIST, "watchlist", 0, "FILE", AT(watchlist), 0, 0, "file",
     "films on the watchlist, likewise; repeatable", NULL},
    {LB_OPT_PARSE, "columns", 0, "U,F,R", 0, 0, 0, NULL,
     "header names of user, film and rating in --ratings and --candidates", parse_columns},
    {LB_OPT_PARSE, "scale", 0, "MIN:MAX", 0, 0, 0, NULL,
     "ratings that mean half a star and five stars in --ratings (default: as in training)",
     parse_scale},
    {LB_OPT_INT, "recent", 0, "N", AT(recent), 0, 1e9, NULL,
     "go by the N latest ratings only: by the diary, else by date, else by the end of the file",
     NULL},

    {.kind = LB_OPT_SECTION, .help = "Which films to recommend"},
    {LB_OPT_INT, "count", 'n', "N", AT(count), 0, 1e9, NULL,
     "number of films, 0 = all (default 10; all with --candidates; 5 of each kind with --match)",
     NULL},
    {LB_OPT_INT, "pick", 0, "N", AT(pick), 1, 1e6, NULL,
     "draw N films among the --count best (default 10, or 2 N if more), the better ones more "
     "often: "
     "what to see tonight",
     NULL},
    {LB_OPT_INT, "seed", 0, "N", AT(seed), 0, 9e15, NULL,
     "of --pick (default: the date, so that one evening has one answer)", NULL},
    {LB_OPT_REAL, "watchlist-boost", 'b', "B", AT(watchlist_boost), 0.01, 100, NULL,
     "prefer films of the watchlist: multiply a score by B, divide a negative one (default 1.5; 1 "
     "= "
     "no preference)",
     NULL},
    {LB_OPT_REAL, "diversity", 0, "D", AT(diversity), 0, 1, NULL,
     "a list of many kinds: 0 (default) the best films, 1 the least alike of the 200 best; up to "
     "0.3 costs no accuracy (NDCG@10), 0.5 costs 2 %, 0.7 costs 17 %",
     NULL},
    {LB_OPT_REAL, "novelty", 0, "C", AT(novelty), 0, 10, NULL,
     "prefer films less known: one that 2.7 times as many people rated loses C of its score "
     "(default: as trained, 0.25; 0: nothing); up to 1 costs no accuracy (NDCG@10), 1.5 costs 1 %, "
     "2 costs 16 %",
     NULL},
    {LB_OPT_FLAG, "watchlist-only", 'w', NULL, AT(watchlist_only), 0, 0, NULL,
     "rank the watchlist and nothing else", NULL},
    {LB_OPT_FLAG, "no-watchlist", 0, NULL, AT(no_watchlist), 0, 0, NULL, "leave the watchlist out",
     NULL},
    {LB_OPT_FLAG, "include-watched", 0, NULL, AT(include_watched), 0, 0, NULL,
     "recommend watched films as well", NULL},
    {LB_OPT_TEXT, "candidates", 0, "FILE", AT(candidates), 0, 0, "file",
     "rank these films only: any file of films, such as a media library; for each user their own "
     "with a column user; watched films are left out unless --include-watched; films that the "
     "model "
     "does not know come last, without a score",
     NULL},
    {LB_OPT_TEXT, "similar", 0, "FILM", AT(similar), 0, 0, NULL,
     "films like FILM (slug, Letterboxd address, \"Title (Year)\" or title), for nobody in "
     "particular: no source is needed; filters, --exclude, --count and --diversity work",
     NULL},
    {LB_OPT_CHOICE, "similar-by", 0, "HOW", AT(similar_by), 0, 0, "kind|audience",
     "with --similar: films of its kind (default), or those that the same people watch", NULL},
    {LB_OPT_LIST, "exclude", 'x', "FILE", AT(exclude), 0, 0, "file",
     "leave the films of this file out; repeatable", NULL},
    {LB_OPT_RANGE, "year", 'y', "A..B", AT(year), 0, 3000, NULL, "released from A to B", NULL},
    {LB_OPT_RANGE, "runtime", 0, "A..B", AT(runtime), 0, 100000, NULL,
     "from A to B minutes: --runtime ..120", NULL},
    {LB_OPT_LIST, "genre", 'g', "G", AT(genres), 0, 0, NULL,
     "of this genre; of any of them when repeated", NULL},
    {LB_OPT_LIST, "not-genre", 0, "G", AT(not_genres), 0, 0, NULL, "not of this genre; repeatable",
     NULL},
    {LB_OPT_LIST, "language", 'l', "L", AT(languages), 0, 0, NULL,
     "in this original language, by name or code; in any of them when repeated", NULL},
    {LB_OPT_LIST, "country", 0, "C", AT(countries), 0, 0, NULL,
     "made in this country, by name or code; in any of them when repeated", NULL},
    {LB_OPT_LIST, "director", 0, "NAME", AT(directors), 0, 0, NULL,
     "by this director; by any of them when repeated", NULL},
    {LB_OPT_LIST, "not-director", 0, "NAME", AT(not_directors), 0, 0, NULL,
     "not by this director; repeatable", NULL},
    {LB_OPT_INT, "max-per-director", 0, "N", AT(per_director), 1, 1e6, NULL,
     "at most N films of one director", NULL},
    {LB_OPT_FLAG, "released", 0, NULL, AT(released), 0, 0, NULL,
     "nothing that is not out yet, by --today; where the day is not known, the year must be over",
     NULL},
    {LB_OPT_LIST, "available", 0, "FILE", AT(available), 0, 0, "file",
     "what can be seen: any file of films, with columns service and country at will, which are "
     "shown with each pick; repeatable",
     NULL},
    {LB_OPT_LIST, "service", 0, "NAME", AT(services), 0, 0, NULL,
     "of --available, what is on this service; on any of them when repeated", NULL},
    {LB_OPT_LIST, "available-in", 0, "C", AT(available_in), 0, 0, NULL,
     "of --available, what can be seen in this country; in any of them when repeated", NULL},
    {LB_OPT_LIST, "not-interested", 0, "FILE", AT(not_interested), 0, 0, "file",
     "never recommend the films of this file; repeatable (default for one's own lists: "
     "~/.config/lbrec/not-interested.txt, if it is there; an empty name: none)",
     NULL},
    {LB_OPT_LIST, "dismiss", 0, "FILM", AT(dismiss), 0, 0, NULL,
     "add FILM (as for --similar) to that file; no source is needed; repeatable", NULL},
    {LB_OPT_LIST, "undismiss", 0, "FILM", AT(undismiss), 0, 0, NULL,
     "take FILM from it again; repeatable", NULL},
    {LB_OPT_INT, "min-ratings", 0, "N", AT(min_ratings), 0, 1e12, NULL,
     "with at least N ratings in training", NULL},
    {LB_OPT_INT, "max-ratings", 0, "N", AT(max_ratings), 1, 1e12, NULL,
     "with at most N ratings: less known films", NULL},
    {LB_OPT_FLAG, "films-only", 0, NULL, AT(films_only), 0, 0, NULL,
     "no series (default where the model knows, except with --candidates)", NULL},
    {LB_OPT_FLAG, "with-tv", 0, NULL, AT(with_tv), 0, 0, NULL, "series as well", NULL},

    {.kind = LB_OPT_SECTION, .help = "Several people (all sources may be mixed)"},
    {LB_OPT_FLAG, "blend", 0, NULL, AT(blend), 0, 0, NULL,
     "one list for all of them: films that nobody has watched, with the stars of each", NULL},
    {LB_OPT_CHOICE, "blend-by", 0, "HOW", AT(blend_by), 0, 0, "average|least-misery|most-pleasure",
     "go by the average of their scores (default), by whoever likes a film least, or by whoever "
     "likes it most",
     NULL},
    {LB_OPT_LIST, "weight", 0, "NAME=W", AT(weights), 0, 0, NULL,
     "let this person count W times (default 1) in --blend; repeatable", NULL},
    {LB_OPT_FLAG, "match", 0, NULL, AT(match), 0, 0, NULL,
     "no list, but how alike their tastes are, pair by pair, and the films that unite and divide "
     "them",
     NULL},

    {.kind = LB_OPT_SECTION, .help = "Output"},
    {LB_OPT_PARSE, "explain", 0, "[=N]", 0, 0, 0, NULL,
     "say why: in words, with up to N (default 3) films that were liked and are like the pick; in "
     "JSON exactly, with the N films of the profile that carried it most",
     parse_explain},
    {LB_OPT_CHOICE, "format", 'f', "F", AT(format), 0, 0,
     "table|json|csv|html|letterboxd|radarr|markdown",
     "table (default), json (one object a user and line), csv, html (a page to sort and filter in "
     "a browser), letterboxd (a list to import at https://letterboxd.com/list/new/), radarr (a "
     "list "
     "for Radarr's Custom Lists) or markdown",
     NULL},
    {LB_OPT_FLAG, "own-scale", 0, NULL, AT(own_scale), 0, 0, NULL,
     "predicted ratings in the scale of the file that the model was trained on as well, as 1 to 10",
     NULL},
    {LB_OPT_FLAG, "any-poster", 0, NULL, AT(any_poster), 0, 0, NULL,
     "on the page show posters of any host (default: of Letterboxd and TMDB, which film tables "
     "name; each image tells its host who looks at which films)",
     NULL},
    {LB_OPT_FLAG, "json", 'j', NULL, AT(json), 0, 0, NULL, "short for --format=json", NULL},
    {LB_OPT_CHOICE, "color", 0, "WHEN", AT(color), 0, 0, "auto|always|never",
     "colour in the table (default auto: on a terminal, unless NO_COLOR is set)", NULL},
    {LB_OPT_CHOICE, "progress", 0, "WHEN", AT(progress), 0, 0, "auto|always|never",
     "progress on standard error (default auto: on a terminal)", NULL},
    {LB_OPT_CHOICE, "log-format", 0, "F", AT(log_format), 0, 0, "text|json",
     "messages on standard error as text or as one JSON object a line", NULL},
    {LB_OPT_COUNT, "verbose", 'v', NULL, AT(verbosity), 0, 0, NULL,
     "say more, as the films that the model does not know; twice: still more", NULL},
    {LB_OPT_FLAG, "quiet", 'q', NULL, AT(quiet), 0, 0, NULL, "errors only", NULL},

    {.kind = LB_OPT_SECTION, .help = "Reading Letterboxd (USER)"},
    {LB_OPT_REAL, "max-age", 0, "HOURS", AT(max_age_hours), 0, 1e6, NULL,
     "use a kept profile that is no older (default 24)", NULL},
    {LB_OPT_FLAG, "refresh", 0, NULL, AT(refresh), 0, 0, NULL, "read again whatever is kept", NULL},
    {LB_OPT_FLAG, "offline", 0, NULL, AT(offline), 0, 0, NULL,
     "use what is kept, however old; touch no network", NULL},
    {LB_OPT_REAL, "delay", 0, "SECONDS", AT(delay_seconds), 0, 3600, NULL,
     "pause between requests (default 2)", NULL},
    {LB_OPT_REAL, "timeout", 0, "SECONDS", AT(timeout_seconds), 0.1, 3600, NULL,
     "for one request (default 30)", NULL},
    {LB_OPT_INT, "connections", 0, "N", AT(connections), 1, 16, NULL,
     "at once (default 1; more only against your own server)", NULL},
    {LB_OPT_INT, "max-pages", 0, "N", AT(max_pages), 1, 100000, NULL, "of one list (default 128)",
     NULL},
    {LB_OPT_TEXT, "user-agent", 0, "TEXT", AT(user_agent), 0, 0, NULL,
     "how the program names itself", NULL},
    {LB_OPT_TEXT, "base-url", 0, "URL", AT(base_url), 0, 0, NULL,
     "another server (default https://letterboxd.com)", NULL},

    {.kind = LB_OPT_SECTION, .help = "A page and JSON over HTTP"},
    {LB_OPT_PARSE, "serve", 0, "[=WHERE]", 0, 0, 0, NULL,
     "answer in a browser and to programs until stopped, at WHERE: HOST:PORT (default "
     "127.0.0.1:8765) or unix:PATH. What is uploaded stays in memory, and is gone with its answer",
     parse_serve},
    {LB_OPT_TEXT, "serve-token", 0, "FILE", AT(serve_token), 0, 0, "file",
     "ask everybody for the secret in FILE (one line, 16 characters or more); needed to serve "
     "beyond this machine",
     NULL},
    {LB_OPT_FLAG, "allow-users", 0, NULL, AT(allow_users), 0, 0, NULL,
     "let requests name a member, whose feed or pages are then read from Letterboxd", NULL},
    {LB_OPT_FLAG, "no-posters", 0, NULL, AT(no_posters), 0, 0, NULL,
     "no poster is loaded from elsewhere by the page", NULL},

    {.kind = LB_OPT_SECTION, .help = "Other"},
    {LB_OPT_TEXT, "model", 'm', "FILE", AT(model), 0, 0, "file",
     "trained by lbrec-train (default $LBREC_MODEL, else ~/.local/share/lbrec/model.h5)", NULL},
    {LB_OPT_FLAG, "model-info", 0, NULL, AT(model_info), 0, 0, NULL,
     "check the model, say what it is and how old and good, and recommend nothing; with --json for "
     "monitors",
     NULL},
    {LB_OPT_INT, "threads", 't', "N", AT(threads), 0, 1024, NULL,
     "for many users; 0 = all processors (default)", NULL},
    {LB_OPT_PARSE, "today", 0, "DATE", 0, 0, 0, NULL,
     "the day that waiting times and --pick go by, as 2026-11-24 (default: the clock's)",
     parse_today},
    {LB_OPT_TEXT, "config", 0, "FILE", AT(config), 0, 0, "file",
     "options that hold unless the command line says otherwise (default "
     "~/.config/lbrec/query.conf, if it is there; an empty name: none)",
     NULL},
    {LB_OPT_LIST, "preset", 0, "NAME", AT(presets), 0, 0, NULL,
     "those of its section [NAME] as well; repeatable", NULL},
    {LB_OPT_FLAG, "print-config", 0, NULL, AT(print_config), 0, 0, NULL,
     "print the options that hold, and where they were given, and do nothing else", NULL},
    LB_CLI_LAST_OPTIONS(AT(asked))};

static const char intro[] =
    "Recommend films for a Letterboxd member from a model made by lbrec-train: what to see next, "
    "with a preference for the watchlist.";

static const char footer[] =
    "Examples:\n"
    "  lbrec-query --export letterboxd-me-2026-11-24-10-00-utc.zip\n"
    "  lbrec-query --export export.zip --watchlist-only --runtime ..120\n"
    "  lbrec-query --export export.zip --watchlist-only --count 0\n"
    "  lbrec-query --export export.zip --watchlist-only --runtime ..100 --pick 1\n"
    "  lbrec-query --export export.zip --count 100 --format html >films.html\n"
    "  lbrec-query --export ann.zip --export bob.zip --blend --runtime ..120\n"
    "  lbrec-query --export ann.zip --export bob.zip --match\n"
    "  lbrec-query --source rss someuser\n"
    "  lbrec-query --ratings ratings.csv --count 20 --json\n"
    "  lbrec-query --similar \"Parasite (2019)\" --year ..1990\n"
    "\n"
    "Which source: the account export has everything, needs no network and breaks\n"
    "no rule: letterboxd.com/settings/data -> Export your data. The feed (--source\n"
    "rss) is a supported way too, but has the latest 50 diary entries only. The\n"
    "public pages have all ratings; yet since December 2025 clause 6.11 of\n"
    "Letterboxd's Terms of Use forbids programs to read its pages without leave, and\n"
    "many pages are blocked to them: whether to use them is your decision. This\n"
    "program names itself, waits between requests, keeps what it has read, and never\n"
    "works around a block.\n"
    "\n"
    "With several users, those whom nothing can be recommended to get an empty answer\n"
    "in JSON, and the exit code is 1 only when that is everybody.\n"
    "\n"
    "Exit codes: 0 done; 1 nothing to recommend; 64 wrong command line; 65 bad data or\n"
    "model; 66 no such file, film, member or model; 69 site unavailable, private or blocked;\n"
    "70 bug; 71 memory; 73 cannot write or listen there; 74 input or output failed; 75 try\n"
    "again later; 76 page not understood; 130 interrupted.\n";

static const LbCliLibrary libraries[] = {lb_model_file_library, lb_http_library, NULL};

static LbStatus note(void *config, const LbOption *option, const char *value, LbError *err)
{
    LbQueryOptions *options = config;
    LbGivenOptions *given   = &options->given;
    if (strcmp(option->name, "format") == 0) options->json = false; /* the last of both holds */
    if (!given->is_on) return LB_OK;
    LbStatus st = LB_GROW(&given->items, &given->capacity, given->n + 1, err);
    if (st == LB_OK) given->items[given->n++] = (LbGivenOption){option, value, given->where};
    return st;
}

static const LbCli cli = {.program   = "lbrec-query",
                          .usage     = "[OPTION]... [USER]...",
                          .intro     = intro,
                          .footer    = footer,
                          .options   = options_table,
                          .libraries = libraries,
                          .note      = note};

const LbCli *lb_query_options_cli(void)
{
    return &cli;
}

void lb_query_options_init(LbQueryOptions *options)
{
    LbHttpSettings   http   = lb_http_defaults();
    LbMemberSettings member = lb_member_defaults();
    *options                = (LbQueryOptions){.source          = LB_MEMBER_AUTO,
                                               .base_url        = http.base_url,
                                               .user_agent      = http.user_agent,
                                               .delay_seconds   = http.delay_seconds,
                                               .timeout_seconds = http.timeout_seconds,
                                               .connections     = http.connections,
                                               .max_pages       = member.max_pages,
                                               .max_age_hours   = 24,
                                               .count           = -1,
                                               .seed            = -1,
                                               .watchlist_boost = 1.5,
                                               .novelty         = NAN,
                                               .year            = {-INFINITY, INFINITY, false},
                                               .runtime         = {-INFINITY, INFINITY, false},
                                               .format          = LB_OUTPUT_TABLE,
                                               .color           = LB_WHEN_AUTO,
                                               .progress        = LB_WHEN_AUTO,
                                               .log_format      = LB_LOG_TEXT};
}

void lb_query_options_clear(LbQueryOptions *options)
{
    lb_cli_clear_list(&options->exports);
    lb_cli_clear_list(&options->saved_pages);
    lb_cli_clear_list(&options->watched);
    lb_cli_clear_list(&options->watchlist);
    lb_cli_clear_list(&options->exclude);
    lb_cli_clear_list(&options->genres);
    lb_cli_clear_list(&options->not_genres);
    lb_cli_clear_list(&options->languages);
    lb_cli_clear_list(&options->weights);
    lb_cli_clear_list(&options->countries);
    lb_cli_clear_list(&options->directors);
    lb_cli_clear_list(&options->not_directors);
    lb_cli_clear_list(&options->available);
    lb_cli_clear_list(&options->services);
    lb_cli_clear_list(&options->available_in);
    lb_cli_clear_list(&options->not_interested);
    lb_cli_clear_list(&options->dismiss);
    lb_cli_clear_list(&options->undismiss);
    lb_cli_clear_list(&options->presets);
    free(options->given.items);
    lb_blocks_free(options->texts);
}

LbStatus lb_query_options_finish(LbQueryOptions *options, int sources, LbError *err)
{
    if (options->json) options->format = LB_OUTPUT_JSON;
    if (options->quiet) options->verbosity = -2;
    if (lb_cli_is_asked(&options->asked)) return LB_OK;
    LbStatus st = lb_cli_check_file("--model", options->model, err);
    if (st != LB_OK || options->model_info || options->print_config) return st;
    return lb_option_check(options, sources, err);
}

bool lb_query_options_has_task(const LbQueryOptions *options)
{
    return options->exports.n + options->saved_pages.n > 0 || options->ratings != NULL ||
           options->similar != NULL;
}

LbStatus lb_query_options_parse(LbQueryOptions *options, int argc, char **argv,
                                const char **operands, int *n_operands, LbError *err)
{
    LbStatus st = lb_cli_parse(&cli, argc, argv, options, operands, n_operands, err);
    return st == LB_OK ? lb_query_options_finish(options, *n_operands > 0, err) : st;
}

LbStatus lb_query_options_attach(LbQueryOptions *options, const char *name, const char *path,
                                 LbError *err)
{
    static const char *const files[] = {"export",     "saved-page", "ratings",
                                        "watched",    "watchlist",  "exclude",
                                        "candidates", "available",  "not-interested"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(files[i], name) == 0) return lb_cli_set(&cli, name, path, options, err);
    return lb_error_set(err, LB_EUSAGE, 0, "'%s' is no option that takes a file", name);
}

void lb_query_options_derive(LbQueryOptions *options, const LbQueryOptions *given)
{
    LbQueryOptions none;
    lb_query_options_init(&none);
    *options                = *given;
    options->exports        = none.exports;
    options->saved_pages    = none.saved_pages;
    options->watched        = none.watched;
    options->watchlist      = none.watchlist;
    options->exclude        = none.exclude;
    options->genres         = none.genres;
    options->not_genres     = none.not_genres;
    options->languages      = none.languages;
    options->weights        = none.weights;
    options->countries      = none.countries;
    options->directors      = none.directors;
    options->not_directors  = none.not_directors;
    options->available      = none.available;
    options->services       = none.services;
    options->available_in   = none.available_in;
    options->not_interested = none.not_interested;
    options->dismiss        = none.dismiss;
    options->undismiss      = none.undismiss;
    options->presets        = none.presets;
    options->given          = none.given;
    options->texts          = none.texts;
    options->ratings = options->candidates = options->similar = options->serve = NULL;
    options->format                                                            = LB_OUTPUT_JSON;
}

static LbStatus copy_list(LbTextList *list, LbError *err)
{
    LbStatus     st    = LB_OK;
    LbTextList   given = *list;
    const char **items = NULL;
    *list              = (LbTextList){0};
    if (given.n == 0) return LB_OK;
    LB_ALLOC(items, given.n);
    memcpy(items, given.items, sizeof *items * (size_t)given.n);
    *list = (LbTextList){items, given.n};
cleanup:
    return st;
}

LbStatus lb_query_options_adopt(LbQueryOptions *options, const LbQueryOptions *given, LbError *err)
{
    LbStatus st = LB_OK;
    lb_query_options_derive(options, given);
    const struct {
        LbTextList       *own;
        const LbTextList *from;
    } lists[]           = {{&options->exports, &given->exports},
                           {&options->saved_pages, &given->saved_pages},
                           {&options->watched, &given->watched},
                           {&options->watchlist, &given->watchlist},
                           {&options->exclude, &given->exclude},
                           {&options->genres, &given->genres},
                           {&options->not_genres, &given->not_genres},
                           {&options->languages, &given->languages},
                           {&options->countries, &given->countries},
                           {&options->directors, &given->directors},
                           {&options->not_directors, &given->not_directors},
                           {&options->available, &given->available},
                           {&options->services, &given->services},
                           {&options->available_in, &given->available_in},
                           {&options->not_interested, &given->not_interested}};
    options->ratings    = given->ratings;
    options->candidates = given->candidates;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        *lists[i].own = *lists[i].from;
        st            = copy_list(lists[i].own, err);
        if (st != LB_OK) break;
    }
    return st;
}

LbStatus lb_query_options_set(LbQueryOptions *options, const char *name, const char *value,
                              LbError *err)
{
    static const char *const settable[] = {
        "recent",           "count",    "pick",        "seed",         "watchlist-boost",
        "diversity",        "novelty",  "explain",     "similar",      "watchlist-only",
        "no-watchlist",     "year",     "runtime",     "genre",        "include-watched",
        "not-genre",        "language", "min-ratings", "films-only",   "max-ratings",
        "with-tv",          "blend",    "blend-by",    "weight",       "match",
        "format",           "today",    "country",     "director",     "not-director",
        "max-per-director", "released", "service",     "available-in", "one-person",
        "similar-by"};
    for (size_t i = 0; i < sizeof settable / sizeof *settable; i++)
        if (strcmp(settable[i], name) == 0) return lb_cli_set(&cli, name, value, options, err);
    return lb_error_set(err, LB_EUSAGE, 0, "'%s' is no option of a request", name);
}
