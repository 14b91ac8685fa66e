/* SPDX-License-Identifier: MIT */
#include "trainer/report/report.h"

#include "common/base/atomic_file.h"
#include "common/base/mem.h"
#include "common/text/json.h"
#include "trainer/methods/fit_settings.h"
#include "trainer/report/report_html.h"

#include <string.h>

static void put_measures(LbJson *doc, LbJsonValue *object, const LbMeasures *measures)
{
    lb_json_real(doc, object, "rmse_stars", measures->rmse_stars);
    lb_json_real(doc, object, "mae_stars", measures->mae_stars);
    lb_json_real(doc, object, "ndcg10", measures->ndcg10);
    lb_json_real(doc, object, "recall20", measures->recall20);
    lb_json_real(doc, object, "pairwise", measures->pairwise);
    lb_json_real(doc, object, "lift_stars", measures->lift_stars);
    lb_json_int(doc, object, "coverage_films", measures->coverage_films);
    lb_json_real(doc, object, "fame_ratings", measures->fame_ratings);
}

static void put_known(LbJson *doc, LbJsonValue *array, const LbEvaluation *evaluation)
{
    for (int i = 0; i < evaluation->n_known; i++) {
        LbJsonValue *entry = lb_json_push_object(doc, array);
        lb_json_int(doc, entry, "ratings", evaluation->known[i].ratings);
        put_measures(doc, entry, &evaluation->known[i].model);
    }
}

static void put_notebook(LbJson *doc, LbJsonValue *object, const LbNotebookFigure *figure)
{
    lb_json_text(doc, object, "note",
                 "the reference notebook's own measure: 80/20 split of rows, users in training, "
                 "z units; first50 = test films with an index below 50 only");
    lb_json_int(doc, object, "ratings", figure->n);
    lb_json_real(doc, object, "rmse_z", figure->rmse_z);
    lb_json_real(doc, object, "mae_z", figure->mae_z);
    lb_json_int(doc, object, "ratings_first50", figure->n_first50);
    lb_json_real(doc, object, "rmse_z_first50", figure->rmse_z_first50);
    lb_json_real(doc, object, "mae_z_first50", figure->mae_z_first50);
}

static void put_evaluation(LbJson *doc, LbJsonValue *object, const LbEvaluation *evaluation)
{
    lb_json_int(doc, object, "users", evaluation->users);
    lb_json_int(doc, object, "ratings", evaluation->ratings);
    lb_json_int(doc, object, "min_ratings", evaluation->min_ratings);
    put_measures(doc, object, &evaluation->model);
    lb_json_real(doc, object, "rmse_z", evaluation->rmse_z);
    lb_json_real(doc, object, "mae_z", evaluation->mae_z);
    LbJsonValue *baselines = lb_json_object(doc, object, "baselines");
    put_measures(doc, lb_json_object(doc, baselines, "mean"), &evaluation->mean);
    put_measures(doc, lb_json_object(doc, baselines, "biases"), &evaluation->biases);
    put_measures(doc, lb_json_object(doc, baselines, "popularity"), &evaluation->popularity);
    put_measures(doc, lb_json_object(doc, baselines, "zscore"), &evaluation->zscore);
    if (evaluation->n_known > 0) put_known(doc, lb_json_array(doc, object, "known"), evaluation);
    put_notebook(doc, lb_json_object(doc, object, "notebook"), &evaluation->notebook);
}

static void put_tuning(LbJson *doc, LbJsonValue *object, const LbTuning *tuning)
{
    lb_json_int(doc, object, "users", tuning->users);
    lb_json_real(doc, object, "seconds", tuning->seconds);
    LbJsonValue *trials = lb_json_array(doc, object, "trials");
    for (int i = 0; i < tuning->n_trials; i++) {
        LbJsonValue *trial = lb_json_push_object(doc, trials);
        lb_json_text(doc, trial, "setting", tuning->trials[i].setting);
        lb_json_real(doc, trial, "value", tuning->trials[i].value);
        lb_json_real(doc, trial, "measure", tuning->trials[i].measure);
        lb_json_bool(doc, trial, "chosen", tuning->trials[i].is_chosen);
    }
}

static void put_seconds(LbJson *doc, LbJsonValue *object, const LbTrainSummary *summary)
{
    lb_json_real(doc, object, "read", summary->seconds.read);
    lb_json_real(doc, object, "fit", summary->seconds.fit);
    lb_json_real(doc, object, "matrix", summary->seconds.matrix);
    lb_json_real(doc, object, "svd", summary->seconds.svd);
    lb_json_real(doc, object, "svd_products", summary->svd.operator_seconds);
    lb_json_real(doc, object, "evaluate", summary->seconds.evaluate);
    lb_json_real(doc, object, "write", summary->seconds.write);
    lb_json_real(doc, object, "total", summary->seconds.total);
}

static void put_ranks(LbJson *doc, LbJsonValue *array, const LbTrainSummary *summary)
{
    for (int r = 0; r < summary->n_ranks; r++) {
        const LbRankSummary *rank  = &summary->ranks[r];
        LbJsonValue         *value = lb_json_push_object(doc, array);
        lb_json_real(doc, value, "read", rank->read);
        lb_json_real(doc, value, "evaluate", rank->evaluate);
        lb_json_real(doc, value, "fit", rank->fit);
        lb_json_real(doc, value, "processor", rank->processor);
        lb_json_real(doc, value, "processor_read", rank->processor_read);
        lb_json_real(doc, value, "peak_mb", rank->peak_mb);
        lb_json_real(doc, value, "received_mb", (double)rank->received_bytes / (1 << 20));
        lb_json_int(doc, value, "calls", rank->calls);
    }
}

static void put_summary(LbJson *doc, LbJsonValue *root, const LbTrainSummary *summary)
{
    lb_json_int(doc, root, "schema", 1);
    lb_json_int(doc, root, "rows", summary->rows);
    lb_json_int(doc, root, "ratings", summary->ratings);
    lb_json_int(doc, root, "users", summary->users);
    lb_json_int(doc, root, "films", summary->films);
    lb_json_int(doc, root, "films_with_facts", summary->film_facts.matched);
    lb_json_int(doc, root, "films_with_id", summary->film_facts.with_id);
    lb_json_int(doc, root, "films_with_imdb_id", summary->film_facts.with_imdb);
    lb_json_int(doc, root, "films_with_tmdb_id", summary->film_facts.with_tmdb);
    lb_json_int(doc, root, "duplicates", summary->duplicates);
    lb_json_int(doc, root, "skipped", summary->skipped);
    LbJsonValue *scale = lb_json_array(doc, root, "scale");
    lb_json_push_real(doc, scale, summary->scale.lo);
    lb_json_push_real(doc, scale, summary->scale.hi);
    lb_json_real(doc, root, "mean", summary->mean);
    lb_json_real(doc, root, "std", summary->std);
    lb_json_text(doc, root, "method", lb_model_method_name(summary->method));
    lb_json_int(doc, root, "rank", summary->rank);
    lb_json_real(doc, root, "tolerance", summary->tolerance);
    lb_json_int(doc, root, "products", summary->svd.products);
    lb_json_int(doc, root, "restarts", summary->svd.restarts);
    LbJsonValue *values = lb_json_array(doc, root, "singular_values");
    for (int32_t i = 0; i < summary->n_values; i++)
        lb_json_push_real(doc, values, summary->singular_values[i]);
    lb_json_real(doc, root, "residual", summary->svd.residual);
    put_seconds(doc, lb_json_object(doc, root, "seconds"), summary);
    lb_json_real(doc, root, "peak_mb", summary->peak_mb);
    if (summary->n_ranks > 0) put_ranks(doc, lb_json_array(doc, root, "ranks"), summary);
    lb_fit_settings_put(doc, lb_json_object(doc, root, "settings"), &summary->chosen,
                        summary->method);
    if (summary->tuning.n_trials > 0)
        put_tuning(doc, lb_json_object(doc, root, "tuning"), &summary->tuning);
    if (summary->is_evaluated)
        put_evaluation(doc, lb_json_object(doc, root, "evaluation"), &summary->evaluation);
}

LbStatus lb_report_json(char **out, const LbTrainSummary *summary, LbError *err)
{
    LbJson *doc = lb_json_new();
    *out        = NULL;
    if (doc == NULL) return lb_error_nomem(err, 0);
    put_summary(doc, lb_json_root(doc), summary);
    LbStatus st = lb_json_dump(doc, false, out, err);
    lb_json_free(doc);
    return st;
}

LbStatus lb_report_evaluation(char **out, const LbTrainSummary *summary, LbError *err)
{
    LbStatus st  = LB_OK;
    LbJson  *doc = NULL;
    *out         = NULL;
    if (summary->is_evaluated) {
        doc = lb_json_new();
        if (doc == NULL) return lb_error_nomem(err, 0);
        put_evaluation(doc, lb_json_root(doc), &summary->evaluation);
        LB_TRY(lb_json_dump(doc, false, out, err));
    } else {
        LB_STRDUP(*out, "");
    }
cleanup:
    lb_json_free(doc);
    return st;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t len = strlen(path), tail = strlen(ending);
    return len >= tail && lb_slice_is_nocase((LbSlice){path + len - tail, tail}, ending);
}

LbStatus lb_report_write(const char *path, FILE *out, const LbTrainSummary *summary,
                         const LbModel *model, LbError *err)
{
    bool         is_page = ends_with(path, ".html") || ends_with(path, ".htm");
    char        *text    = NULL;
    LbAtomicFile file    = {.fd = -1};
    LbStatus     st =
        is_page ? lb_report_html(&text, summary, model, err) : lb_report_json(&text, summary, err);
    if (st != LB_OK || text == NULL) return st;
    if (strcmp(path, "-") == 0) {
        fprintf(out, "%s\n", text);
        goto cleanup;
    }
    LB_TRY(lb_atomic_file_open(&file, path, 0666, err));
    LB_TRY(lb_atomic_file_write(&file, text, strlen(text), err));
    if (!is_page) LB_TRY(lb_atomic_file_write(&file, "\n", 1, err));
    LB_TRY(lb_atomic_file_publish(&file, err));
cleanup:
    lb_atomic_file_discard(&file);
    free(text);
    return st;
}
