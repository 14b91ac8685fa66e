/* SPDX-License-Identifier: MIT */
#include "trainer/options.h"

#include "common/base/mem.h"
#include "common/input/rating_options.h"
#include "common/model/model_file.h"
#include "trainer/matrix/matrix.h"
#include "trainer/svd/lanczos.h"

#include <string.h>

#define AT(member) offsetof(LbTrainOptions, member)

static LbStatus parse_scale(void *config, const char *value, LbError *err)
{
    return lb_rating_options_scale(&((LbTrainOptions *)config)->train.ratings.reader.scale, value,
                                   err);
}

static LbStatus parse_columns(void *config, const char *value, LbError *err)
{
    return lb_rating_options_columns(&((LbTrainOptions *)config)->train.ratings.reader.columns,
                                     value, err);
}

static LbStatus parse_evaluate(void *config, const char *value, LbError *err)
{
    LbTrainSettings *train = &((LbTrainOptions *)config)->train;
    train->evaluate        = true;
    if (value == NULL) return LB_OK;
    double fraction;
    if (!lb_slice_to_double((LbSlice){value, strlen(value)}, &fraction) || !(fraction > 0) ||
        fraction >= 1)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--evaluate: expected a share of the users above 0 and below 1, got "
                            "'%s'",
                            value);
    train->evaluate_fraction = fraction;
    return LB_OK;
}

static LbStatus parse_known(void *config, const char *value, LbError *err)
{
    LbTrainSettings *train  = &((LbTrainOptions *)config)->train;
    LbSlice          left   = {value, strlen(value)};
    bool             is_bad = false, is_last = false;
    train->n_known = 0;
    while (!is_last && !is_bad) {
        const char *comma  = memchr(left.text, ',', left.len);
        size_t      len    = comma != NULL ? (size_t)(comma - left.text) : left.len;
        int64_t     number = 0;
        is_last            = comma == NULL;
        is_bad             = train->n_known == LB_KNOWN_MAX ||
                 !lb_slice_to_int((LbSlice){left.text, len}, &number) || number < 1 ||
                 number > 1000000;
        if (!is_bad) train->known[train->n_known++] = (int32_t)number;
        if (!is_last) left = (LbSlice){comma + 1, left.len - len - 1};
    }
    train->evaluate = true;
    if (!is_bad) return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0,
                        "--known: expected numbers of ratings between commas, as 5,10,20, at most "
                        "%d of them, got '%s'",
                        LB_KNOWN_MAX, value);
}

/* Open MPI's mpirun takes a word "--tune" anywhere for its own: "--tune=yes" it leaves alone. */
static LbStatus parse_tune(void *config, const char *value, LbError *err)
{
    LbTrainSettings *train = &((LbTrainOptions *)config)->train;
    train->tune            = value == NULL || strcmp(value, "yes") == 0;
    if (train->tune || strcmp(value, "no") == 0) return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0, "--tune: expected yes|no, got '%s'", value);
}

static LbStatus parse_gate(void *config, const char *value, LbError *err)
{
    LbTrainSettings *train = &((LbTrainOptions *)config)->train;
    double           margin;
    if (!lb_slice_to_double((LbSlice){value, strlen(value)}, &margin) || !(margin >= 0) ||
        margin >= 1)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--gate: expected a share of at least 0 and below 1, as 0.05, got '%s'",
                            value);
    train->gate.margin = margin;
    train->evaluate    = true;
    return LB_OK;
}

static LbStatus parse_rollback(void *config, const char *value, LbError *err)
{
    LbTrainOptions *options = config;
    int64_t         number  = 0;
    options->rollback       = true;
    if (value == NULL) return LB_OK;
    if (!lb_slice_to_int((LbSlice){value, strlen(value)}, &number) || number < 1 || number > 999999)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--rollback: expected the number of a generation as --list shows it, "
                            "got '%s'",
                            value);
    options->generation = (int32_t)number;
    return LB_OK;
}

static const LbOption options_table[] = {
    {.kind = LB_OPT_SECTION, .help = "The model"},
    {LB_OPT_TEXT, "output", 'o', "FILE", AT(output), 0, 0, "file",
     "write the model to FILE (default $LBREC_MODEL, else ~/.local/share/lbrec/model.h5)", NULL},
    {LB_OPT_LIST, "films", 0, "CSV", AT(films), 0, 0, "file",
     "titles, years, genres, runtimes, languages, countries, directors and ids (Letterboxd, IMDb, "
     "TMDB) of films, to be kept in the model; repeatable: a later file adds to an earlier one",
     NULL},
    {LB_OPT_CHOICE, "method", 0, "M", AT(method), 0, 0, "hybrid|zscore|eigenrec|softimpute",
     "how to learn (default hybrid: affinity and predicted stars; the others are its parts and the "
     "plain SVD of z-scores)",
     NULL},
    {LB_OPT_INT, "rank", 'k', "K", AT(rank), 1, LB_RANK_MAX, NULL,
     "number of factors (default: by method and size of the data; zscore 50)", NULL},
    {LB_OPT_REAL, "tolerance", 0, "T", AT(train.svd.tolerance), 0, 0.5, NULL,
     "of the SVD, relative; 0 = machine precision (default 1e-4: singular values are right to "
     "1e-6)",
     NULL},
    {LB_OPT_INT, "seed", 0, "N", AT(seed), 0, 9007199254740992.0, NULL,
     "of everything random: the same ratings, settings and seed give the same model (default 42)",
     NULL},
    {LB_OPT_TEXT, "warm-start", 0, "FILE", AT(train.warm_path), 0, 0, "file",
     "start the SVD from an earlier model of similar ratings; auto: from the one that is to be "
     "replaced, if there is one",
     NULL},

    {.kind = LB_OPT_SECTION, .help = "Reading ratings"},
    {LB_OPT_CHOICE, "format", 'f', "F", AT(format), 0, 0, "auto|csv|dat|tab",
     "csv: with a header line; dat: user::film::rating; tab: user, film, rating between tabs "
     "(default auto: by the first line)",
     NULL},
    {LB_OPT_PARSE, "columns", 0, "U,F,R", 0, 0, 0, NULL,
     "header names of user, film and rating, when they are not among the known ones",
     parse_columns},
    {LB_OPT_PARSE, "scale", 0, "MIN:MAX", 0, 0, 0, NULL,
     "ratings that mean half a star and five stars (default: 0.5:5 or 1:10, by the ratings)",
     parse_scale},
    {LB_OPT_CHOICE, "on-error", 0, "WHAT", AT(on_error), 0, 0, "fail|skip",
     "at a malformed row stop and say which (default), or count it and go on", NULL},
    {LB_OPT_INT, "min-user-ratings", 0, "N", AT(min_user_ratings), 1, 1e9, NULL,
     "leave out users with fewer ratings (default 1)", NULL},
    {LB_OPT_INT, "min-film-ratings", 0, "N", AT(min_film_ratings), 1, 1e9, NULL,
     "leave out films with fewer ratings, after the users (default 1)", NULL},

    {.kind = LB_OPT_SECTION, .help = "Measuring"},
    {LB_OPT_PARSE, "tune", 0, "[=WHETHER]", 0, 0, 0, "yes|no",
     "look for better settings than the defaults on users kept out for that alone, the present "
     "model's among them; takes about fifteen trainings",
     parse_tune},
    {LB_OPT_PARSE, "evaluate", 'e', "[=SHARE]", 0, 0, 0, NULL,
     "keep out this share of the users (default 0.1), and say how well the method does for them, "
     "beside simple baselines; then train on all users",
     parse_evaluate},
    {LB_OPT_PARSE, "known", 0, "N,...", 0, 0, 0, NULL,
     "evaluate, and say as well how it does for people of whom only N ratings are known (as "
     "5,10,20)",
     parse_known},
    {LB_OPT_LIST, "report", 0, "FILE", AT(reports), 0, 0, "file",
     "write what happened and what was learnt: as a page to look at when FILE ends in .html, else "
     "as JSON; - is standard output; repeatable",
     NULL},

    {.kind = LB_OPT_SECTION, .help = "Training again and again"},
    {LB_OPT_FLAG, "if-changed", 0, NULL, AT(train.if_changed), 0, 0, NULL,
     "do nothing when the present model was made from the same ratings, films, settings and "
     "version",
     NULL},
    {LB_OPT_PARSE, "gate", 0, "X", 0, 0, 0, NULL,
     "evaluate, and keep the present model when the new one's NDCG@10 is more than the share X "
     "below its own, or the RMSE above; also when the ratings have become another scale or other "
     "columns (unless given by --scale, --columns) or much fewer, or --films is missing",
     parse_gate},
    {LB_OPT_FLAG, "allow-shrink", 0, NULL, AT(train.gate.allow_shrink), 0, 0, NULL,
     "with --gate: ratings, users, films or what is known of them may be below 80 % of the "
     "present model's",
     NULL},
    {LB_OPT_INT, "keep", 0, "N", AT(keep), 0, 100, NULL,
     "keep the N models before this one as MODEL.1 (the latest), MODEL.2, ... and remove older "
     "ones (default: add none, remove none)",
     NULL},
    {LB_OPT_PARSE, "rollback", 0, "[=N]", 0, 0, 0, NULL,
     "train nothing: make MODEL.1, or MODEL.N, the present model again; the present one becomes "
     "MODEL.1",
     parse_rollback},
    {LB_OPT_FLAG, "list", 0, NULL, AT(list), 0, 0, NULL,
     "train nothing: show the present model and those before it", NULL},
    {LB_OPT_FLAG, "json", 0, NULL, AT(json), 0, 0, NULL, "with --list: as JSON", NULL},

    {.kind = LB_OPT_SECTION, .help = "Other"},
    {LB_OPT_INT, "threads", 't', "N", AT(threads), 0, 1024, NULL,
     "0 = all processors (default); the result does not depend on it", NULL},
    {LB_OPT_CHOICE, "color", 0, "WHEN", AT(ui.color), 0, 0, "auto|always|never",
     "colour in messages (default auto: on a terminal, unless NO_COLOR is set)", NULL},
    {LB_OPT_CHOICE, "progress", 0, "WHEN", AT(ui.progress), 0, 0, "auto|always|never",
     "progress on standard error (default auto: on a terminal)", NULL},
    {LB_OPT_CHOICE, "log-format", 0, "F", AT(ui.log_format), 0, 0, "text|json",
     "messages on standard error as text or as one JSON object a line", NULL},
    {LB_OPT_COUNT, "verbose", 'v', NULL, AT(ui.verbosity), 0, 0, NULL,
     "say more; twice: still more", NULL},
    {LB_OPT_FLAG, "quiet", 'q', NULL, AT(quiet), 0, 0, NULL, "warnings and errors only", NULL},
    LB_CLI_LAST_OPTIONS(AT(asked))};

static const char intro[] =
    "Learn from files of ratings (user, film, rating) and write a model for lbrec-query. RATINGS "
    "is "
    "a CSV, plain or compressed or zipped, or - for standard input; MovieLens files work as well. "
    "Several files are read as if they were one.";

static const char footer[] =
    "Examples:\n"
    "  lbrec-train ratings_export.csv\n"
    "  lbrec-train --films films.csv --evaluate --report report.html -o model.h5 ratings.csv.gz\n"
    "  lbrec-train -q --if-changed --gate 0.05 --keep 3 --films films.csv ratings.csv   (cron)\n"
    "  lbrec-train --list\n"
    "  lbrec-train --rollback\n"
    "\n"
    "The model appears whole or not at all: an earlier one stays until the new one is complete,\n"
    "and a query that has it open keeps it. One run at a time works on a model: MODEL.lock beside\n"
    "it names the process.\n"
    "\n"
    "Exit codes: 0 done; 3 the new model was refused (--gate), or the solver did not converge; 64\n"
    "wrong command line; 65 bad data; 66 no such file; 71 memory; 73 cannot create a file; 74\n"
    "input or output failed; 75 another run is at work, or the input changes while it is read;\n"
    "130 interrupted.\n";

static const LbCliLibrary libraries[] = {lb_matrix_library, lb_lanczos_library,
                                         lb_model_file_library, NULL};

static const LbCli cli = {.program   = "lbrec-train",
                          .usage     = "[OPTION]... RATINGS...",
                          .intro     = intro,
                          .footer    = footer,
                          .options   = options_table,
                          .libraries = libraries};

const LbCli *lb_train_options_cli(void)
{
    return &cli;
}

void lb_train_options_init(LbTrainOptions *options)
{
    LbTrainSettings train = lb_settings_defaults();
    *options              = (LbTrainOptions){.train            = train,
                                             .ui               = {.program = "lbrec-train"},
                                             .rank             = train.rank,
                                             .seed             = (int64_t)train.svd.seed,
                                             .min_user_ratings = train.ratings.min_user_ratings,
                                             .min_film_ratings = train.ratings.min_film_ratings,
                                             .format           = (int)train.ratings.reader.format,
                                             .method           = (int)train.method,
                                             .keep             = -1};
}

static bool columns_are_given(const LbRatingColumns *columns)
{
    return columns->user[0] != '\0' || columns->film[0] != '\0' || columns->rating[0] != '\0';
}

void lb_train_options_clear(LbTrainOptions *options)
{
    lb_cli_clear_list(&options->inputs);
    lb_cli_clear_list(&options->films);
    lb_cli_clear_list(&options->reports);
}

static void complete(LbTrainOptions *options)
{
    LbTrainSettings *train          = &options->train;
    train->method                   = (LbMethod)options->method;
    train->rank                     = (int32_t)options->rank;
    train->svd.seed                 = (uint64_t)options->seed;
    train->threads                  = (int)options->threads;
    train->ratings.min_user_ratings = (int32_t)options->min_user_ratings;
    train->ratings.min_film_ratings = (int32_t)options->min_film_ratings;
    train->ratings.reader.format    = (LbRatingFormat)options->format;
    train->ratings.reader.skip_bad  = options->on_error == 1;
    train->films_paths              = options->films.items;
    train->n_films_paths            = options->films.n;
    train->reports                  = options->reports.items;
    train->n_reports                = options->reports.n;
    train->keep                     = (int32_t)options->keep;
    train->gate.scale_is_given = train->ratings.reader.scale.lo != train->ratings.reader.scale.hi;
    if (train->gate.scale_is_given) train->ratings.reader.liked = train->ratings.reader.scale.hi;
    train->gate.columns_are_given = columns_are_given(&train->ratings.reader.columns);
    if (train->warm_path != NULL && strcmp(train->warm_path, "auto") == 0) {
        train->warm_path = NULL;
        train->warm_auto = true;
    }
    if (options->quiet) options->ui.verbosity = -1;
}

/* Standard input ends but once. */
static LbStatus take_inputs(LbTrainOptions *options, const char *const *operands, int n,
                            LbError *err)
{
    LbStatus st    = LB_OK;
    int      pipes = 0;
    for (int i = 0; i < n; i++)
        pipes += strcmp(operands[i], "-") == 0;
    if (pipes > 1) LB_FAIL(LB_EUSAGE, 0, "-: standard input can be read but once");
    LB_ALLOC(options->inputs.items, n);
    for (int i = 0; i < n; i++)
        options->inputs.items[i] = operands[i];
    options->inputs.n     = n;
    options->train.inputs = (LbPaths){options->inputs.items, n};
cleanup:
    return st;
}

static LbStatus check_files(const LbTrainOptions *options, LbError *err)
{
    LbStatus st = lb_cli_check_file("--output", options->output, err);
    for (int i = 0; st == LB_OK && i < options->reports.n; i++)
        st = lb_cli_check_file("--report", options->reports.items[i], err);
    for (int i = 0; st == LB_OK && i < options->films.n; i++)
        if (strcmp(options->films.items[i], "-") == 0)
            st = lb_error_set(err, LB_EUSAGE, 0,
                              "--films: expected the name of a file, got '-': standard input is "
                              "for ratings (a file of that name is ./-)");
    return st;
}

static LbStatus check_operands(LbTrainOptions *options, const char *const *operands, int n,
                               LbError *err)
{
    LbStatus st = check_files(options, err);
    if (st != LB_OK) return st;
    if (options->list && options->rollback)
        return lb_error_set(err, LB_EUSAGE, 0, "--list and --rollback exclude each other");
    if (options->json && !options->list)
        return lb_error_set(err, LB_EUSAGE, 0, "--json goes with --list");
    if (options->list || options->rollback) {
        if (n == 0) return LB_OK;
        return lb_error_set(err, LB_EUSAGE, 0, "%s reads no ratings, got '%s'",
                            options->list ? "--list" : "--rollback", operands[0]);
    }
    if (options->train.gate.allow_shrink && options->train.gate.margin < 0)
        return lb_error_set(err, LB_EUSAGE, 0, "--allow-shrink goes with --gate");
    if (options->output != NULL && strcmp(options->output, "-") == 0)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--output: a model is a file, and cannot be written to standard output "
                            "(a file of that name is ./-)");
    if (n == 0) return lb_error_set(err, LB_EUSAGE, 0, "expected a file of ratings, got none");
    return take_inputs(options, operands, n, err);
}

LbStatus lb_train_options_parse(LbTrainOptions *options, int argc, char **argv, LbError *err)
{
    LbStatus     st         = LB_OK;
    const char **operands   = NULL;
    int          n_operands = 0;
    LB_ALLOC(operands, argc > 0 ? argc : 1);
    st = lb_cli_parse(&cli, argc, argv, options, operands, &n_operands, err);
    complete(options);
    if (st != LB_OK || lb_cli_is_asked(&options->asked)) goto cleanup;
    LB_TRY(check_operands(options, operands, n_operands, err));
cleanup:
    free(operands);
    return st;
}
