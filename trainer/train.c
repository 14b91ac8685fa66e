/* SPDX-License-Identifier: MIT */
#include "trainer/train.h"

#include "common/base/atomic_file.h"
#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/model/model_file.h"
#include "common/version.h"
#include "trainer/job/overlap.h"
#include "trainer/job/provenance.h"
#include "trainer/matrix/matrix.h"
#include "trainer/methods/eigenrec.h"
#include "trainer/methods/fit_settings.h"
#include "trainer/methods/hybrid.h"
#include "trainer/methods/softimpute.h"
#include "trainer/methods/zscore.h"
#include "trainer/publish/slot.h"
#include "trainer/publish/warm_start.h"
#include "trainer/report/report.h"
#include "trainer/svd/blas.h"
#include "trainer/svd/lanczos.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const LbFitFn methods[] = {[LB_METHOD_HYBRID]     = lb_hybrid_fit,
                                  [LB_METHOD_ZSCORE]     = lb_zscore_fit,
                                  [LB_METHOD_EIGENREC]   = lb_eigenrec_fit,
                                  [LB_METHOD_SOFTIMPUTE] = lb_softimpute_fit};

/* Everything that lives during one training. */
typedef struct Run {
    const LbTrainSettings *settings;
    const LbReporter      *reporter;
    LbTrainSummary        *summary;
    LbModelSlot            slot;
    LbCurrentModel         current;
    bool                   has_current; /* settings that a search may try */
    LbFitSettings          current_settings;
    LbProvenance           provenance;
    char                   input_hash[LB_HASH_TEXT]; /* before reading; "" = not taken */
    LbPool                *pool;
    LbRatings             *ratings;
    LbFilmFacts           *facts;
    LbFit                 *fit;
    LbModel                model; /* of the fit, as it is written */
    LbWarmStart           *warm;
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
    lb_warm_start_close(run->warm);
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
    LbPathKind   kind = LB_PATH_NOTHING;
    if (strcmp(path, "-") == 0) return LB_OK;
    LbStatus st = lb_path_look(&kind, path, err);
    if (st != LB_OK || kind == LB_PATH_SPECIAL) return st;
    st = lb_atomic_file_open(&file, path, 0666, err);
    lb_atomic_file_discard(&file);
    return st;
}

/* Whether the current model is made from the same ratings and settings. */
static LbStatus look_for_changes(Run *run, LbError *err)
{
    LbPaths inputs = run->settings->inputs;
    if (!run->settings->if_changed) return LB_OK;
    for (int i = 0; i < inputs.n; i++)
        if (strcmp(inputs.path[i], "-") == 0) {
            lb_reporter_message(
                run->reporter, LB_LEVEL_WARNING,
                "--if-changed: standard input cannot be looked at beforehand: training");
            return LB_OK;
        }
    LbStatus st = lb_hash_files(run->input_hash, inputs, run->reporter, err);
    if (st != LB_OK) return st;
    run->summary->is_skipped =
        lb_provenance_matches(&run->provenance, &run->current, run->input_hash);
    if (run->summary->is_skipped)
        lb_reporter_message(run->reporter, LB_LEVEL_NOTE,
                            "'%s' was made from these ratings and settings on %s: nothing to do",
                            run->settings->model_path, run->current.info.trained);
    return LB_OK;
}

/* The settings of the model that is there, when it is of the same method. */
static bool knows_current(const Run *run, LbFitSettings *current)
{
    LbJson *settings = run->current.settings;
    *current         = run->summary->chosen;
    return settings != NULL && run->current.info.method == run->settings->method &&
           lb_fit_settings_get(current, lb_json_get(lb_json_root(settings), "fit")) > 0;
}

/* What all ranks must have alike before they begin. */
static LbStatus check_ranks(const Run *run, LbError *err)
{
    LbStatus            st    = LB_OK;
    size_t              n     = 0;
    const LbFitSetting *table = lb_fit_settings_table(&n);
    double             *alike = NULL;
    LB_TRY(lb_comm_compare(run->settings->comm, LB_VERSION, sizeof LB_VERSION, "the version", err));
    LB_ALLOC(alike, n + 1);
    for (size_t i = 0; i < n; i++)
        alike[i] = lb_fit_settings_value(&run->summary->chosen, &table[i]);
    alike[n] = (double)run->settings->svd.seed;
    LB_TRY(
        lb_comm_compare(run->settings->comm, alike, (n + 1) * sizeof *alike, "the options", err));
cleanup:
    free(alike);
    return st;
}

static bool is_first(const Run *run)
{
    return lb_comm_is_first(run->settings->comm);
}

/* Whether the present model may stay, as it is or as an earlier one: else a look at every byte of it is
 * for nothing. */
static bool must_be_whole(const LbTrainSettings *settings)
{
    return settings->if_changed || settings->keep > 0 || settings->gate.margin >= 0;
}

/* What rank 0 alone finds out: only that one looks into the model's folder. */
static LbStatus look_around(Run *run, LbError *err)
{
    LbStatus               st       = LB_OK;
    const LbTrainSettings *settings = run->settings;
    LB_TRY(lb_overlap_check(settings, err));
    LB_TRY(lb_slot_take(&run->slot, settings->model_path, settings->creates_folder, err));
    for (int i = 0; i < settings->n_reports; i++)
        LB_TRY(probe_report(settings->reports[i], err));
    LB_TRY(lb_slot_check(&run->slot, settings->keep > 0, err));
    if (!run->slot.is_special)
        LB_TRY(lb_current_read(&run->current, run->slot.path, must_be_whole(settings),
                               run->reporter, err));
    LB_TRY(lb_provenance_make(&run->provenance, settings, run->reporter, err));
    LB_TRY(look_for_changes(run, err));
    run->has_current = knows_current(run, &run->current_settings);
cleanup:
    return st;
}

static bool is_read_once(const char *path)
{
    LbPathKind kind = LB_PATH_NOTHING;
    return strcmp(path, "-") == 0 ||
           (lb_path_look(&kind, path, NULL) == LB_OK && kind == LB_PATH_SPECIAL);
}

static LbStatus check_inputs_of_ranks(LbPaths inputs, LbError *err)
{
    for (int i = 0; i < inputs.n; i++)
        if (is_read_once(inputs.path[i]))
            return lb_error_set(err, LB_EUSAGE, 0,
                                "%s: every rank reads the ratings, which a pipe or standard input "
                                "gives but once; name a file",
                                inputs.path[i]);
    return LB_OK;
}

/* Everything that can stop or spare the work is found out before it. */
static LbStatus prepare(Run *run, LbError *err)
{
    LbStatus st   = LB_OK;
    LbComm  *comm = run->settings->comm;
    LB_TRY(lb_blas_start(err)); /* before HDF5 too: 1.10 crashes where it has no room */
    if (comm != NULL) LB_TRY(check_ranks(run, err));
    if (comm != NULL) LB_TRY(check_inputs_of_ranks(run->settings->inputs, err));
    if (is_first(run)) LB_TRY(look_around(run, err));
    LB_TRY(
        lb_comm_broadcast(comm, &run->summary->is_skipped, sizeof run->summary->is_skipped, err));
    LB_TRY(lb_comm_broadcast(comm, &run->has_current, sizeof run->has_current, err));
    LB_TRY(lb_comm_broadcast(comm, &run->current_settings, sizeof run->current_settings, err));
cleanup:
    return st;
}

/* Ranks on one machine share its processors. */
static int threads_of(const LbTrainSettings *settings)
{
    int n_here = settings->comm != NULL ? settings->comm->n_here : 1;
    if (settings->threads > 0 || n_here == 1) return settings->threads;
    return lb_pool_processors() / n_here > 0 ? lb_pool_processors() / n_here : 1;
}

static LbStatus start(Run *run, LbError *err)
{
    LbStatus st    = LB_OK;
    LbPool  *probe = NULL;
    LB_TRY(lb_pool_new(&run->pool, threads_of(run->settings), err));
    lb_pool_set_comm(run->pool, run->settings->comm);
    /* OpenMP starts as many for the matrix, and ends the process where it cannot have them. */
    LB_TRY(lb_pool_new(&probe, lb_pool_threads(run->pool), err));
    LB_TRY(lb_matrix_library_start(lb_pool_threads(run->pool), err));
    run->library_runs = true;
cleanup:
    lb_pool_free(probe);
    return st;
}

static LbStatus read_ratings(Run *run, LbError *err)
{
    LbTrainSummary *summary = run->summary;
    double          begin   = lb_clock_seconds();
    LbStatus        st      = LB_OK;
    LB_TRY(lb_ratings_read(&run->ratings, run->settings->inputs, &run->settings->ratings, run->pool,
                           run->reporter, err));
    LB_TRY(lb_summary_add_ratings(summary, run->ratings, run->pool, err));
    summary->seconds.read = lb_clock_seconds() - begin;
cleanup:
    return st;
}

/* What was read is what was looked at, and may replace what was there. */
static LbStatus check_input(Run *run, LbError *err)
{
    LbStatus    st    = lb_comm_compare(run->settings->comm, run->ratings->input_hash,
                                        sizeof run->ratings->input_hash, "the ratings", err);
    LbGateInput input = {.ratings    = run->summary->ratings,
                         .users      = run->summary->users,
                         .films      = run->summary->films,
                         .scale      = run->ratings->scale,
                         .mean_stars = run->ratings->mean_stars,
                         .header     = &run->ratings->header};
    if (st != LB_OK || !is_first(run)) return st;
    if (run->input_hash[0] != '\0' && strcmp(run->input_hash, run->ratings->input_hash) != 0)
        return lb_error_set(err, LB_ETEMPFAIL, 0,
                            "%s%s: it was changed or replaced while it was read; run again when it "
                            "is complete",
                            run->settings->inputs.path[0],
                            run->settings->inputs.n > 1 ? " or another file of ratings" : "");
    return lb_gate_input(&run->current, &input, &run->settings->gate, run->reporter, err);
}

static LbStatus read_facts(Run *run, LbError *err)
{
    double begin = lb_clock_seconds();
    if (run->settings->n_films_paths == 0 || !is_first(run)) return LB_OK;
    LbStatus st =
        lb_filmfacts_read(&run->facts, run->settings->films_paths, run->settings->n_films_paths,
                          run->ratings->films, run->reporter, err);
    if (st == LB_OK) st = lb_provenance_check(&run->provenance, run->reporter, err);
    if (st != LB_OK) return st;
    run->summary->film_facts = lb_filmfacts_count(run->facts);
    run->summary->seconds.read += lb_clock_seconds() - begin;
    return LB_OK;
}

static LbStatus open_warm_start(Run *run, LbError *err)
{
    const char *path    = run->settings->warm_path;
    LbComm     *comm    = run->settings->comm;
    bool        is_warm = false;
    if (run->settings->warm_auto && run->current.is_there) path = run->settings->model_path;
    if (!is_first(run)) path = NULL;
    is_warm     = path != NULL;
    LbStatus st = lb_comm_broadcast(comm, &is_warm, sizeof is_warm, err);
    if (st != LB_OK || !is_warm) return st;
    return lb_warm_start_open(&run->warm, path, path != NULL ? run->ratings->films : NULL,
                              run->summary->films, comm, run->reporter, err);
}

/* The search, when asked for. */
static LbTuneSettings tune_settings(const Run *run)
{
    const LbTrainSettings *settings = run->settings;
    return (LbTuneSettings){.method   = settings->method,
                            .fit      = methods[settings->method],
                            .current  = run->has_current ? &run->current_settings : NULL,
                            .fraction = 0.1,
                            .seed = settings->svd.seed + 1}; /* other people than --evaluate's */
}

static LbStatus tune(Run *run, LbError *err)
{
    LbTuneSettings how = tune_settings(run);
    if (!run->settings->tune || run->settings->evaluate) return LB_OK;
    LbStatus st = lb_tune(&run->summary->tuning, &run->summary->chosen, &run->ratings->triplets,
                          &how, run->pool, run->reporter, err);
    return st == LB_OK ? LB_OK : lb_error_context(err, st, "--tune");
}

static LbStatus evaluate(Run *run, LbError *err)
{
    LbTrainSummary    *summary = run->summary;
    LbTuneSettings     how     = tune_settings(run);
    LbEvaluateSettings set     = {.fit          = methods[run->settings->method],
                                  .fit_settings = &summary->chosen,
                                  .fraction     = run->settings->evaluate_fraction,
                                  .hidden       = 0.2,
                                  .seed         = run->settings->svd.seed,
                                  .tune         = run->settings->tune ? &how : NULL,
                                  .known        = run->settings->known,
                                  .n_known      = run->settings->n_known};
    LbStatus st = lb_evaluate(&summary->evaluation, &run->ratings->triplets, &set, run->pool,
                              run->reporter, err);
    if (st != LB_OK)
        return lb_error_context(err, st, run->settings->gate.margin < 0 ? "--evaluate" : "--gate");
    summary->is_evaluated     = true;
    summary->chosen           = summary->evaluation.chosen;
    summary->tuning           = summary->evaluation.tuning;
    summary->seconds.evaluate = summary->evaluation.seconds;
    if (!is_first(run)) return LB_OK;
    return lb_gate_accuracy(&run->current, &summary->evaluation, set.fraction, &run->settings->gate,
                            run->reporter, err);
}

static uint64_t hash_factors(const float *whole, const uint16_t *half, size_t n)
{
    return half != NULL ? lb_hash_bytes(half, n * sizeof *half)
                        : lb_hash_bytes(whole, n * sizeof *whole);
}

/* Processors or libraries of another kind may round otherwise: a model of halves that do not belong
 * together is not to be written. */
static LbStatus check_fit(const Run *run, LbError *err)
{
    const LbFit *fit     = run->fit;
    size_t       n_films = (size_t)fit->n_films;
    uint64_t     hash[]  = {
             hash_factors(fit->taste.factors, fit->taste.half, n_films * (size_t)fit->taste.rank),
             hash_factors(fit->stars.factors, fit->stars.half, n_films * (size_t)fit->stars.rank),
             lb_hash_bytes(fit->taste.singular_values, (size_t)fit->taste.rank * sizeof(double))};
    return lb_comm_compare(run->settings->comm, hash, sizeof hash, "the computed factors", err);
}

static LbStatus fit(Run *run, LbError *err)
{
    LbStatus   st    = LB_OK;
    double     begin = lb_clock_seconds();
    LbTriplets train = run->ratings->triplets;
    train.release    = lb_triplets_forget;
    train.owner      = &run->ratings->triplets;
    LB_TRY(methods[run->settings->method](&run->fit, &train, &run->summary->chosen, run->pool,
                                          run->reporter, err));
    run->summary->seconds.fit = lb_clock_seconds() - begin;
    LB_TRY(lb_summary_add_fit(run->summary, run->fit, err));
    if (run->settings->comm != NULL) LB_TRY(check_fit(run, err));
    LB_TRY(lb_summary_add_ranks(run->summary, run->settings->comm, err));
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
    lb_reporter_progress(run->reporter, "write", 0, 1);
    LB_TRY(lb_reporter_check(run->reporter, err));
    LB_TRY(lb_provenance_json(&run->settings_json, &run->provenance, &run->summary->chosen,
                              &run->ratings->header, err));
    LB_TRY(lb_report_evaluation(&run->evaluation_json, run->summary, err));
    add_provenance(run, &model->info);
    model->films.slugs.n = model->films.n_films;
    lb_idmap_strings(run->ratings->films, &model->films.slugs.text, &model->films.slugs.start);
    model->films.table_size = lb_model_table_size(model->films.n_films);
    LB_ALLOC(run->slug_table, model->films.table_size);
    LB_TRY(lb_model_hash_slugs(&model->films.slugs, model->films.n_films, run->slug_table,
                               model->films.table_size, err));
    model->films.slug_table = run->slug_table;
    if (run->facts != NULL) lb_filmfacts_lend(run->facts, &model->films);
    LB_TRY(lb_slot_publish(&run->slot, model, run->settings->keep, run->current.is_there,
                           run->reporter, err));
    lb_reporter_progress(run->reporter, "write", 1, 1);
    run->summary->seconds.write = lb_clock_seconds() - begin;
cleanup:
    return st;
}

static LbStatus read_all(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(start(run, err));
    LB_TRY(read_ratings(run, err));
    LB_TRY(check_input(run, err));
    LB_TRY(read_facts(run, err));
    LB_TRY(lb_gate_facts(&run->current, run->summary->film_facts.matched,
                         run->summary->film_facts.with_id, &run->settings->gate, run->reporter,
                         err));
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
    LB_TRY(open_warm_start(run, err));
    LB_TRY(tune(run, err));
    if (run->settings->evaluate) LB_TRY(evaluate(run, err));
    if (run->warm != NULL) /* not before: the old model saw the users kept out */
        run->summary->chosen.warm = lb_warm_start_factors(run->warm);
    LB_TRY(fit(run, err));
    if (is_first(run)) LB_TRY(write_model(run, err));
cleanup:
    return st;
}

/* The model is in place by now, whatever becomes of its reports. */
static LbStatus write_reports(const Run *run, LbError *err)
{
    const LbTrainSettings *settings = run->settings;
    LbStatus               st       = LB_OK;
    for (int i = 0; i < settings->n_reports && st == LB_OK; i++)
        st = lb_report_write(settings->reports[i], settings->out, run->summary, &run->model, err);
    return st == LB_OK ? st : lb_error_context(err, st, "the model is in place, its report is not");
}

LbStatus lb_train(LbTrainSummary *out, const LbTrainSettings *settings, const LbReporter *reporter,
                  LbError *err)
{
    double begin = lb_clock_seconds();
    Run    run = {.settings = settings, .reporter = reporter, .summary = out, .slot = {.lock = -1}};
    *out       = lb_summary_begin(settings);
    LbStatus st = work_through(&run, err);
    lb_summary_end(out, lb_clock_seconds() - begin);
    if (st == LB_OK && !out->is_skipped && is_first(&run)) st = write_reports(&run, err);
    lb_reporter_progress(reporter, NULL, 0, 0);
    run_clear(&run);
    return st;
}
