/* SPDX-License-Identifier: MIT */
#include "query/options/option_check.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static LbStatus check_group(const LbQueryOptions *options, LbError *err)
{
    if (options->blend && options->match)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--blend and --match exclude each other: --blend tells the match too");
    if ((options->weights.n > 0 || options->blend_by != 0) && !options->blend)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--weight and --blend-by are of use with --blend only");
    if (options->blend && options->candidates != NULL)
        return lb_error_set(err, LB_EUSAGE, 0, "--blend and --candidates exclude each other");
    if ((options->blend || options->match) &&
        (options->explain > 0 || options->diversity > 0 || !isnan(options->novelty)))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--explain, --diversity and --novelty are for one person's list: "
                            "--blend and --match exclude them");
    if (options->match && (options->candidates != NULL || options->pick > 0))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--match excludes --candidates and --pick: it compares what was rated");
    if (options->match && options->format != LB_OUTPUT_TABLE && options->format != LB_OUTPUT_JSON)
        return lb_error_set(err, LB_EUSAGE, 0, "--match has --format table and json only");
    return LB_OK;
}

static LbStatus check_filters(const LbQueryOptions *options, LbError *err)
{
    if (options->films_only && options->with_tv)
        return lb_error_set(err, LB_EUSAGE, 0, "--films-only and --with-tv exclude each other");
    if (options->max_ratings > 0 && options->max_ratings < options->min_ratings)
        return lb_error_set(err, LB_EUSAGE, 0, "--max-ratings is below --min-ratings");
    if (options->services.n + options->available_in.n > 0 && options->available.n == 0 &&
        options->serve == NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--service and --available-in are of use with --available only");
    return LB_OK;
}

/* What asks for a person cannot go with --similar. */
static LbStatus check_similar(const LbQueryOptions *options, int sources, LbError *err)
{
    if (sources > 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--similar takes no source of ratings: it answers for a film");
    if (options->candidates != NULL || options->watchlist_only || options->pick > 0 ||
        options->explain > 0 || !isnan(options->novelty) ||
        options->watched.n + options->watchlist.n > 0 || options->blend || options->match)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--similar excludes --candidates, --watchlist-only, --pick, --explain, "
                            "--novelty, --watched, --watchlist, --blend and --match: they concern "
                            "people");
    return check_filters(options, err);
}

static bool is_standard_input(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

enum { PIPES_MOST = 16 };

/* What is empty when it is read a second time, and was named before. */
typedef struct Pipes {
    struct stat info[PIPES_MOST];
    const char *name[PIPES_MOST];
    int         n;
    const char *first; /* of those, and of standard input, whatever it is; NULL: none */
} Pipes;

static bool is_pipe(struct stat *info, const char *path)
{
    if (is_standard_input(path)) return fstat(STDIN_FILENO, info) == 0;
    return stat(path, info) == 0 && !S_ISREG(info->st_mode) && !S_ISDIR(info->st_mode);
}

/* Of /dev/null there is always as much. */
static LbStatus note_pipe(Pipes *pipes, const char *path, LbError *err)
{
    struct stat info, null;
    if (path == NULL) return LB_OK;
    if (is_standard_input(path) && pipes->first == NULL) pipes->first = path;
    if (!is_pipe(&info, path)) return LB_OK;
    if (stat("/dev/null", &null) == 0 && S_ISCHR(info.st_mode) && info.st_rdev == null.st_rdev)
        return LB_OK;
    for (int i = 0; i < pipes->n; i++)
        if (pipes->info[i].st_dev == info.st_dev && pipes->info[i].st_ino == info.st_ino)
            return lb_error_set(err, LB_EUSAGE, 0,
                                "'%s' and '%s' are one: standard input and pipes can be read "
                                "but once",
                                pipes->name[i], path);
    if (pipes->first == NULL) pipes->first = path;
    if (pipes->n == PIPES_MOST) return LB_OK;
    pipes->name[pipes->n]   = path;
    pipes->info[pipes->n++] = info;
    return LB_OK;
}

/* @param[out] once  what can be read but once, NULL: nothing */
static LbStatus check_pipes(const LbQueryOptions *options, const char **once, LbError *err)
{
    const LbTextList *const lists[] = {
        &options->exports, &options->saved_pages, &options->watched,       &options->watchlist,
        &options->exclude, &options->available,   &options->not_interested};
    const char *const single[] = {options->ratings, options->candidates};
    LbStatus          st       = LB_OK;
    Pipes             pipes    = {.n = 0};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (int k = 0; k < lists[i]->n; k++)
            LB_TRY(note_pipe(&pipes, lists[i]->items[k], err));
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        LB_TRY(note_pipe(&pipes, single[i], err));
cleanup:
    *once = pipes.first;
    return st;
}

/* What is dismissed is written to the first file of the list. */
static LbStatus check_dismissals(const LbQueryOptions *options, LbError *err)
{
    if (options->dismiss.n + options->undismiss.n == 0 || options->not_interested.n == 0)
        return LB_OK;
    const char *path = options->not_interested.items[0];
    if (path[0] != '\0' && !is_standard_input(path)) return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0,
                        "--dismiss and --undismiss change the file of --not-interested: expected "
                        "its name, got '%s'",
                        path);
}

static LbStatus check_run(const LbQueryOptions *options, int sources, LbError *err)
{
    sources += (options->exports.n > 0) + (options->ratings != NULL) + (options->saved_pages.n > 0);
    if (options->similar != NULL) return check_similar(options, sources, err);
    if (options->similar_by != 0)
        return lb_error_set(err, LB_EUSAGE, 0, "--similar-by is of use with --similar only");
    if (sources == 0 && options->dismiss.n + options->undismiss.n > 0) return LB_OK;
    if (sources == 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "expected a source of ratings: --export, --ratings, --saved-page or a "
                            "USER (or --similar FILM)");
    if (sources > 1 && !options->blend && !options->match)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "expected one of USER, --export, --ratings and --saved-page, got %d of "
                            "them; --blend and --match take several",
                            sources);
    if (options->refresh && options->offline)
        return lb_error_set(err, LB_EUSAGE, 0, "--refresh and --offline exclude each other");
    if (options->watchlist_only && options->no_watchlist)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--watchlist-only and --no-watchlist exclude each other");
    if (options->watchlist_only && options->candidates != NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--watchlist-only and --candidates exclude each other");
    if (options->pick > 0 && options->count > 0 && options->pick > options->count)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--pick draws among the films of --count: %lld are "
                            "more than %lld",
                            (long long)options->pick, (long long)options->count);
    if (options->seed >= 0 && options->pick == 0)
        return lb_error_set(err, LB_EUSAGE, 0, "--seed is of use with --pick only");
    LbStatus st = check_filters(options, err);
    return st == LB_OK ? check_group(options, err) : st;
}

/* A service is asked for people later on; whom it was given, and its lists, it reads again for every
 * answer. */
static LbStatus check_serve(const LbQueryOptions *options, int operands, const char *once,
                            LbError *err)
{
    int sources =
        (options->exports.n > 0) + (options->ratings != NULL) + (options->saved_pages.n > 0);
    if (operands > 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--serve takes no USER: with --allow-users each request names one");
    if (options->similar != NULL || options->blend || options->match)
        return lb_error_set(
            err, LB_EUSAGE, 0,
            "--serve excludes --similar, --blend and --match: requests ask for them");
    if (sources > 1)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--serve takes one of --export, --ratings and --saved-page, got %d of "
                            "them",
                            sources);
    if (once != NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--serve reads its files anew for each answer: give it a file, and not "
                            "standard input or a pipe, got '%s'",
                            once);
    if (options->dismiss.n + options->undismiss.n > 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--dismiss and --undismiss are for one person: --serve excludes them");
    return LB_OK;
}

LbStatus lb_option_check(const LbQueryOptions *options, int sources, LbError *err)
{
    const char *once = NULL;
    LbStatus    st   = check_pipes(options, &once, err);
    if (st == LB_OK && options->serve != NULL) return check_serve(options, sources, once, err);
    if (st == LB_OK) st = check_dismissals(options, err);
    return st == LB_OK ? check_run(options, sources, err) : st;
}
