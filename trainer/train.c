/* SPDX-License-Identifier: MIT */
#include "trainer/train.h"

#include "common/base/clock.h"
#include "common/base/fsutil.h"
#include "common/base/mem.h"
#include "common/model/model_file.h"
#include "trainer/job/provenance.h"
#include "trainer/methods/fit_settings.h"
#include "trainer/methods/hybrid.h"
#include "trainer/methods/zscore.h"
#include "trainer/publish/slot.h"
#include "trainer/report/report.h"
#include "trainer/svd/lanczos.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static const LbFitFn methods[] = {[LB_METHOD_HYBRID]     = lb_hybrid_fit,
                                  [LB_METHOD_ZSCORE]     = lb_zscore_fit,
                                  [LB_METHOD_EIGENREC]   = lb_eigenrec_fit,
                                  [LB_METHOD_SOFTIMPUTE] = lb_softimpute_fit};

LbTrainSettings lb_train_defaults(void)
{
    return (LbTrainSettings){.ratings           = lb_ratings_defaults(),
                             .method            = LB_METHOD_HYBRID,
                             .svd               = lb_svd_defaults(),
                             .evaluate_fraction = 0.1,
                             .keep              = -1,
                             .gate              = {.margin = -1}};
}

static LbFitSettings choose_settings(const LbTrainSettings *settings)
{
    LbFitSettings set = lb_fit_defaults();
    set.svd           = settings->svd;
    if (settings->rank > 0) set.svd.rank = set.taste.rank = set.softimpute.rank = settings->rank;
    return set;
}

/* Everything that lives during one training. */
typedef struct Run {
    const LbTrainSettings *settings;
    const LbReporter      *reporter;
    LbTrainSummary        *summary;
    LbModelSlot            slot;
    LbCurrentModel         current;
    LbProvenance           provenance;
    char                   input_hash[LB_HASH_TEXT]; /* before reading; "" = not taken */
    LbPool                *pool;
    LbRatings             *ratings;
    LbFilmFacts           *facts;
    LbFit                 *fit;
    LbModel                model; /* of the fit, as it is written */
    double                *warm;
    int32_t               *slug_table;
    char                  *settings_json, *evaluation_json;
    char                   libraries[256];
    bool                   library_runs;
} Run;

static void run_clear(Run *run)
{
    lb_fit_free(run->fit);
    lb_filmfacts_free(run->facts);
    lb_ratings_free(run->ratings);
    free(run->warm);
    free(run->slug_table);
    free(run->settings_json);
    free(run->evaluation_json);
    lb_pool_free(run->pool);
    if (run->library_runs) lb_matrix_library_stop();
    lb_current_clear(&run->current);
    lb_slot_release(&run->slot);
}

/* Find out now, not after minutes of work, whether a report can be written. A device or a pipe is
 * left alone: opening one has effects. */
static LbStatus probe_report(const char *path, LbError *err)
{
    LbAtomicFile file = {.fd = -1};
    if (lb_path_is_special(path)) return LB_OK;
    LbStatus st = lb_atomic_open(&file, path, 0666, err);
    lb_atomic_discard(&file);
    return st;
}

/* Whether the current model is made from the same ratings and settings. */
static LbStatus look_for_changes(Run *run, LbError *err)
{
    const char *path = run->settings->ratings_path;
    if (!run->settings->if_changed) return LB_OK;
    if (strcmp(path, "-") == 0) {
        lb_report(run->reporter, LB_LEVEL_WARNING,
                  "--if-changed: standard input cannot be looked at beforehand: training");
        return LB_OK;
    }
    LbStatus st = lb_hash_file(run->input_hash, path, run->reporter, err);
    if (st != LB_OK) return st;
    run->summary->is_skipped =
        lb_provenance_matches(&run->provenance, &run->current, run->input_hash);
    if (run->summary->is_skipped)
        lb_report(run->reporter, LB_LEVEL_NOTE,
                  "'%s' was made from these ratings and settings on %s: nothing to do",
                  run->settings->model_path, run->current.info.trained);
    return LB_OK;
}

/* Everything that can stop or spare the work is found out before it. */
static LbStatus prepare(Run *run, LbError *err)
{
    LbStatus               st       = LB_OK;
    const LbTrainSettings *settings = run->settings;
    LB_TRY(lb_lanczos_check_memory(err)); /* before HDF5 too: 1.10 crashes where it has no room */
    LB_TRY(lb_slot_take(&run->slot, settings->model_path, settings->creates_folder, err));
    for (int i = 0; i < settings->n_reports; i++)
        LB_TRY(probe_report(settings->reports[i], err));
    if (!run->slot.is_special)
        LB_TRY(lb_current_read(&run->current, settings->model_path, run->reporter, err));
    LB_TRY(lb_provenance_make(&run->provenance, settings, run->reporter, err));
    LB_TRY(look_for_changes(run, err));
cleanup:
    return st;
}

static LbStatus start(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_pool_new(&run->pool, run->settings->threads, err));
    LB_TRY(lb_matrix_library_start(lb_pool_threads(run->pool), err));
    run->library_runs = true;
cleanup:
    return st;
}

static LbStatus read_ratings(Run *run, LbError *err)
{
    LbTrainSummary *summary = run->summary;
    double          begin   = lb_clock_seconds();
    LbStatus        st      = lb_ratings_read(&run->ratings, run->settings->ratings_path,
                                              &run->settings->ratings, run->pool, run->reporter, err);
    if (st != LB_OK) return st;
    const LbRatings *ratings = run->ratings;
    summary->rows            = ratings->rows;
    summary->ratings         = ratings->n;
    summary->duplicates      = ratings->duplicates;
    summary->skipped         = ratings->skipped;
    summary->users           = lb_idmap_count(ratings->users);
    summary->films           = lb_idmap_count(ratings->films);
    summary->scale           = ratings->scale;
    summary->mean            = ratings->mean;
    summary->std             = ratings->std;
    lb_ratings_count_stars(ratings, summary->stars_count, run->pool);
    summary->seconds.read = lb_clock_seconds() - begin;
    return LB_OK;
}

/* What was read is what was looked at, and may take the place of what was there. */
static LbStatus check_input(Run *run, LbError *err)
{
    LbGateInput input = {.ratings    = run->ratings->n,
                         .users      = run->summary->users,
                         .films      = run->summary->films,
                         .scale      = run->ratings->scale,
                         .mean_stars = run->ratings->mean_stars,
                         .header     = &run->ratings->header};
    if (run->input_hash[0] != '\0' && strcmp(run->input_hash, run->ratings->input_hash) != 0)
        return lb_error_set(err, LB_ETEMPFAIL, 0,
                            "%s: it was changed or replaced while it was read; run again when it "
                            "is complete",
                            run->settings->ratings_path);
    return lb_gate_input(&run->current, &input, &run->settings->gate, run->reporter, err);
}

static LbStatus read_facts(Run *run, LbError *err)
{
    double begin = lb_clock_seconds();
    if (run->settings->films_path == NULL) return LB_OK;
    LbStatus st = lb_filmfacts_read(&run->facts, run->settings->films_path, run->ratings->films,
                                    run->reporter, err);
    if (st == LB_OK) st = lb_provenance_check(&run->provenance, run->reporter, err);
    if (st != LB_OK) return st;
    run->summary->film_facts = lb_filmfacts_count(run->facts);
    run->summary->seconds.read += lb_clock_seconds() - begin;
    return LB_OK;
}

/* The sum of an earlier model's factors, in this training's film order: a vector of the space that
 * the solver looks for, if the ratings have not changed much. */
static LbStatus load_warm_start(Run *run, LbError *err)
{
    LbStatus       st    = LB_OK;
    LbModelFile   *file  = NULL;
    const LbModel *old   = NULL;
    int32_t        known = 0, n = run->summary->films;
    const char    *path = run->settings->warm_path;
    if (run->settings->warm_auto && run->current.is_there) path = run->settings->model_path;
    if (path == NULL) return LB_OK;
    LB_TRY(lb_model_file_open(&file, &old, path, false, NULL, err));
    LB_ALLOC_ZEROED(run->warm, (size_t)n * LB_STARTS);
    for (int32_t f = 0; f < n; f++) {
        int32_t known_as = lb_films_find(&old->films, lb_idmap_text(run->ratings->films, f));
        if (known_as < 0) continue;
        const float *factors = old->taste.factors + (size_t)known_as * (size_t)old->taste.rank;
        for (int32_t k = 0; k < old->taste.rank; k++)
            run->warm[f * LB_STARTS + k % LB_STARTS] += (double)factors[k];
        known++;
    }
    lb_report(run->reporter, LB_LEVEL_DETAIL, "starting from '%s': it knows %d of %d films", path,
              known, n);
cleanup:
    lb_model_file_close(file);
    return st;
}

static LbEntries entries_of(const Run *run)
{
    LbRatings *ratings = run->ratings;
    return (LbEntries){.n_users = run->summary->users,
                       .n_films = run->summary->films,
                       .n       = ratings->n,
                       .user    = ratings->user,
                       .film    = ratings->film,
                       .stars   = ratings->stars};
}

/* The search, when asked for: `current` receives the settings of the model that is there. */
static LbTuneSettings tune_settings(const Run *run, LbFitSettings *current)
{
    const LbTrainSettings *settings = run->settings;
    *current                        = run->summary->chosen;
    const LbJsonValue *fit          = run->current.settings == NULL
                                          ? NULL
                                          : lb_json_get(lb_json_root(run->current.settings), "fit");
    bool               is_known =
        run->current.info.method == settings->method && lb_fit_settings_get(current, fit);
    return (LbTuneSettings){.method   = settings->method,
                            .fit      = methods[settings->method],
                            .current  = is_known ? current : NULL,
                            .fraction = 0.1,
                            .seed = settings->svd.seed + 1}; /* other people than --evaluate's */
}

static LbStatus tune(Run *run, LbError *err)
{
    LbFitSettings  current;
    LbEntries      entries = entries_of(run);
    LbTuneSettings how     = tune_settings(run, &current);
    if (!run->settings->tune || run->settings->evaluate) return LB_OK;
    LbStatus st = lb_tune(&run->summary->tuning, &run->summary->chosen, &entries, &how, run->pool,
                          run->reporter, err);
    return st == LB_OK ? LB_OK : lb_error_context(err, st, "--tune");
}

static LbStatus evaluate(Run *run, LbError *err)
{
    LbTrainSummary    *summary = run->summary;
    LbFitSettings      current;
    LbEntries          entries = entries_of(run);
    LbTuneSettings     how     = tune_settings(run, &current);
    LbEvaluateSettings set     = {.fit          = methods[run->settings->method],
                                  .fit_settings = &summary->chosen,
                                  .fraction     = run->settings->evaluate_fraction,
                                  .hidden       = 0.2,
                                  .seed         = run->settings->svd.seed,
                                  .tune         = run->settings->tune ? &how : NULL};
    LbStatus st = lb_evaluate(&summary->evaluation, &entries, &set, run->pool, run->reporter, err);
    if (st != LB_OK)
        return lb_error_context(err, st, run->settings->gate.margin < 0 ? "--evaluate" : "--gate");
    summary->is_evaluated     = true;
    summary->chosen           = summary->evaluation.chosen;
    summary->tuning           = summary->evaluation.tuning;
    summary->seconds.evaluate = summary->evaluation.seconds;
    return lb_gate_accuracy(&run->current, &summary->evaluation, set.fraction, &run->settings->gate,
                            run->reporter, err);
}

static void release_ratings(void *owner)
{
    lb_ratings_release(owner);
}

static LbStatus fit(Run *run, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbTrainSummary  *summary = run->summary;
    const LbRatings *ratings = run->ratings;
    double           begin   = lb_clock_seconds();
    LbTrainingSet    train   = {
             .n_users = summary->users,
             .n_films = summary->films,
             .entries = {ratings->n, ratings->user, ratings->film, ratings->stars, release_ratings,
                         run->ratings},
    };
    LB_TRY(methods[run->settings->method](&run->fit, &train, &summary->chosen, run->pool,
                                          run->reporter, err));
    summary->seconds.fit = lb_clock_seconds() - begin;
    summary->n_values    = run->fit->taste.rank;
    summary->rank        = run->fit->taste.rank > 0 ? run->fit->taste.rank : run->fit->stars.rank;
    summary->svd         = run->fit->svd;
    summary->seconds.matrix = run->fit->matrix_seconds;
    summary->seconds.svd    = run->fit->svd_seconds;
    LB_ALLOC(summary->singular_values, summary->n_values);
    for (int32_t i = 0; i < summary->n_values; i++)
        summary->singular_values[i] = run->fit->taste.singular_values[i];
cleanup:
    return st;
}

static void add_provenance(Run *run, LbModelInfo *info)
{
    lb_provenance_sign(&run->provenance, info);
    snprintf(info->input_hash, sizeof info->input_hash, "%s", run->ratings->input_hash);
    snprintf(run->libraries, sizeof run->libraries, "%s, %s, %s", lb_matrix_library(),
             lb_lanczos_library(), lb_model_file_library());
    info->scale      = run->ratings->scale;
    info->n_users    = run->summary->users;
    info->settings   = run->settings_json;
    info->evaluation = run->evaluation_json;
    info->libraries  = run->libraries;
}

static LbStatus write_model(Run *run, LbError *err)
{
    LbStatus st    = LB_OK;
    double   begin = lb_clock_seconds();
    LbModel *model = &run->model;
    *model         = lb_fit_model(run->fit);
    lb_progress(run->reporter, "write", 0, 1);
    LB_TRY(lb_check_interrupt(run->reporter, err));
    LB_TRY(lb_provenance_json(&run->settings_json, &run->provenance, &run->summary->chosen,
                              &run->ratings->header, err));
    LB_TRY(lb_report_evaluation(&run->evaluation_json, run->summary, err));
    add_provenance(run, &model->info);
    model->films.slugs.n = model->films.n_films;
    lb_idmap_strings(run->ratings->films, &model->films.slugs.text, &model->films.slugs.start);
    model->films.table_size = lb_films_table_size(model->films.n_films);
    LB_ALLOC(run->slug_table, model->films.table_size);
    LB_TRY(lb_films_hash_slugs(&model->films.slugs, model->films.n_films, run->slug_table,
                               model->films.table_size, err));
    model->films.slug_table = run->slug_table;
    if (run->facts != NULL) lb_filmfacts_lend(run->facts, &model->films);
    LB_TRY(lb_slot_publish(&run->slot, model, run->settings->keep, run->current.is_there, err));
    lb_progress(run->reporter, "write", 1, 1);
    run->summary->seconds.write = lb_clock_seconds() - begin;
cleanup:
    return st;
}

static double peak_mb(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / 1024 : 0;
}

static LbStatus read_all(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(start(run, err));
    LB_TRY(read_ratings(run, err));
    LB_TRY(check_input(run, err));
    LB_TRY(read_facts(run, err));
cleanup:
    return st;
}

/* All steps up to the model on disk. */
static LbStatus work_through(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(prepare(run, err));
    if (run->summary->is_skipped) return LB_OK;
    LB_TRY(read_all(run, err));
    LB_TRY(load_warm_start(run, err));
    LB_TRY(tune(run, err));
    if (run->settings->evaluate) LB_TRY(evaluate(run, err));
    run->summary->chosen.warm = run->warm; /* not before: the old model saw the users kept out */
    LB_TRY(fit(run, err));
    LB_TRY(write_model(run, err));
cleanup:
    return st;
}

LbStatus lb_train(LbTrainSummary *out, const LbTrainSettings *settings, const LbReporter *reporter,
                  LbError *err)
{
    double begin = lb_clock_seconds();
    Run    run = {.settings = settings, .reporter = reporter, .summary = out, .slot = {.lock = -1}};
    *out       = (LbTrainSummary){.method    = settings->method,
                                  .tolerance = settings->svd.tolerance,
                                  .chosen    = choose_settings(settings)};
    LbStatus st        = work_through(&run, err);
    out->peak_mb       = peak_mb();
    out->seconds.total = lb_clock_seconds() - begin;
    for (int i = 0; i < settings->n_reports && st == LB_OK && !out->is_skipped; i++)
        st = lb_report_write(settings->reports[i], out, &run.model, err);
    lb_progress(reporter, NULL, 0, 0);
    run_clear(&run);
    return st;
}

void lb_train_summary_clear(LbTrainSummary *summary)
{
    free(summary->singular_values);
    summary->singular_values = NULL;
}
