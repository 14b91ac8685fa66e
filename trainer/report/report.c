/* SPDX-License-Identifier: MIT */
#include "trainer/report/report.h"

#include "common/base/fsutil.h"
#include "common/base/json.h"
#include "common/base/mem.h"
#include "trainer/methods/fit_settings.h"
#include "trainer/report/report_html.h"

#include <math.h>
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
    lb_json_text(doc, root, "method", lb_method_name(summary->method));
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

LbStatus lb_report_write(const char *path, const LbTrainSummary *summary, const LbModel *model,
                         LbError *err)
{
    bool         is_page = ends_with(path, ".html") || ends_with(path, ".htm");
    char        *text    = NULL;
    LbAtomicFile file    = {.fd = -1};
    LbStatus     st =
        is_page ? lb_report_html(&text, summary, model, err) : lb_report_json(&text, summary, err);
    if (st != LB_OK || text == NULL) return st;
    LB_TRY(lb_atomic_open(&file, path, 0666, err));
    LB_TRY(lb_atomic_write(&file, text, strlen(text), err));
    if (!is_page) LB_TRY(lb_atomic_write(&file, "\n", 1, err));
    LB_TRY(lb_atomic_publish(&file, err));
cleanup:
    lb_atomic_discard(&file);
    free(text);
    return st;
}

/* "1,039,665" */
const char *lb_report_group(char out[32], int64_t number)
{
    char plain[24];
    int  n = snprintf(plain, sizeof plain, "%lld", (long long)number), to = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && plain[i - 1] != '-' && (n - i) % 3 == 0) out[to++] = ',';
        out[to++] = plain[i];
    }
    out[to] = '\0';
    return out;
}

static void print_cell(FILE *out, int width, int digits, double value)
{
    if (isnan(value))
        fprintf(out, "%*s", width, "-");
    else
        fprintf(out, "%*.*f", width, digits, value);
}

static void print_measures(FILE *out, const char *name, const LbMeasures *measures)
{
    fprintf(out, "  %-12s", name);
    print_cell(out, 7, 3, measures->rmse_stars);
    print_cell(out, 7, 3, measures->mae_stars);
    print_cell(out, 9, 3, measures->ndcg10);
    print_cell(out, 11, 3, measures->recall20);
    print_cell(out, 10, 3, measures->pairwise);
    print_cell(out, 7, 2, measures->lift_stars);
    if (isnan(measures->fame_ratings))
        fprintf(out, "%8s", "-");
    else
        fprintf(out, "%8d", measures->coverage_films);
    print_cell(out, 8, 0, measures->fame_ratings);
    fputc('\n', out);
}

static void print_evaluation(FILE *out, const LbTrainSummary *summary)
{
    const LbEvaluation     *evaluation = &summary->evaluation;
    const LbNotebookFigure *notebook   = &evaluation->notebook;
    char                    users[32], ratings[32];
    fprintf(out, "\n%s users kept out of training, %s of their ratings hidden:\n",
            lb_report_group(users, evaluation->users),
            lb_report_group(ratings, evaluation->ratings));
    fputs("                 RMSE    MAE  NDCG@10  Recall@20  pairwise   lift   films    fame\n",
          out);
    print_measures(out, lb_method_name(summary->method), &evaluation->model);
    if (summary->method != LB_METHOD_ZSCORE) print_measures(out, "zscore", &evaluation->zscore);
    print_measures(out, "biases", &evaluation->biases);
    print_measures(out, "popularity", &evaluation->popularity);
    print_measures(out, "global mean", &evaluation->mean);
    fputs("  RMSE, MAE, lift in stars; films, fame: distinct films in all lists of ten, and their "
          "ratings\n",
          out);
    if (!isnan(evaluation->rmse_z))
        fprintf(out, "  %s in z units: RMSE %.3f, MAE %.3f\n", lb_method_name(summary->method),
                evaluation->rmse_z, evaluation->mae_z);
    fprintf(out,
            "  the notebook's own figure (80/20 rows, users in training, films 0..49 only): RMSE "
            "%.3f, MAE %.3f z; over all films %.3f, %.3f\n",
            notebook->rmse_z_first50, notebook->mae_z_first50, notebook->rmse_z, notebook->mae_z);
}

static void print_tuning(FILE *out, const LbTuning *tuning)
{
    fprintf(out, "tuned on %d users kept out for it (%.0f s):", tuning->users, tuning->seconds);
    int n = 0;
    for (int i = 0; i < tuning->n_trials; i++) {
        const LbTrial *trial = &tuning->trials[i];
        if (!trial->is_chosen) continue;
        fprintf(out, "%s %s", n++ > 0 ? "," : "", trial->setting);
        if (!isnan(trial->value)) fprintf(out, " %g", trial->value);
    }
    fputs(n > 0 ? "\n" : " nothing was better than the defaults\n", out);
}

static void print_values(FILE *out, const LbTrainSummary *summary)
{
    fprintf(out, "%s, rank %d: singular values", lb_method_name(summary->method), summary->rank);
    for (int32_t i = 0; i < summary->n_values; i++) {
        bool is_shown = i < 4 || i == summary->n_values - 1;
        if (is_shown)
            fprintf(out, " %.6g", summary->singular_values[i]);
        else if (i == 4)
            fputs(" ...", out);
    }
    fprintf(out, "; %d products, residual %.1e\n", summary->svd.products, summary->svd.residual);
}

void lb_report_line(char *out, size_t cap, const LbTrainSummary *summary, const char *model_path)
{
    size_t len =
        (size_t)snprintf(out, cap, "%lld ratings by %d users of %d films; %s, rank %d",
                         (long long)summary->ratings, (int)summary->users, (int)summary->films,
                         lb_method_name(summary->method), (int)summary->rank);
    if (summary->is_evaluated && len < cap)
        len += (size_t)snprintf(out + len, cap - len, "; NDCG@10 %.4f, RMSE %.4f stars",
                                summary->evaluation.model.ndcg10,
                                summary->evaluation.model.rmse_stars);
    if (len < cap)
        (void)snprintf(out + len, cap - len, "; %.2f s, peak %.0f MB; model: %s",
                       summary->seconds.total, summary->peak_mb, model_path);
}

static void print_facts(FILE *out, const LbFilmFactsCount *facts)
{
    char matched[32], letterboxd[32], imdb[32], tmdb[32];
    fprintf(out, "%s films have facts, %s a Letterboxd id",
            lb_report_group(matched, facts->matched), lb_report_group(letterboxd, facts->with_id));
    if (facts->with_imdb > 0)
        fprintf(out, ", %s an IMDb id", lb_report_group(imdb, facts->with_imdb));
    if (facts->with_tmdb > 0)
        fprintf(out, ", %s a TMDB id", lb_report_group(tmdb, facts->with_tmdb));
    fputc('\n', out);
}

void lb_report_print(FILE *out, const LbTrainSummary *summary, const char *model_path)
{
    char   ratings[32], users[32], films[32];
    double pairs = (double)summary->users * (double)summary->films;
    fprintf(out, "%s ratings by %s users of %s films (%.2g %% of all pairs)\n",
            lb_report_group(ratings, summary->ratings), lb_report_group(users, summary->users),
            lb_report_group(films, summary->films), 100 * (double)summary->ratings / pairs);
    fprintf(out, "scale %g to %g: mean %.6g, standard deviation %.6g\n", summary->scale.lo,
            summary->scale.hi, summary->mean, summary->std);
    if (summary->duplicates > 0)
        fprintf(out, "%s rows replaced by a later one of the same user and film\n",
                lb_report_group(ratings, summary->duplicates));
    if (summary->skipped > 0)
        fprintf(out, "%s bad rows skipped\n", lb_report_group(ratings, summary->skipped));
    if (summary->film_facts.rows > 0) print_facts(out, &summary->film_facts);
    if (summary->tuning.n_trials > 0) print_tuning(out, &summary->tuning);
    print_values(out, summary);
    fprintf(out,
            "%.2f s: read %.2f, evaluate %.2f, fit %.2f (matrix %.2f, svd %.2f), write %.2f; peak "
            "%.0f MB\n",
            summary->seconds.total, summary->seconds.read, summary->seconds.evaluate,
            summary->seconds.fit, summary->seconds.matrix, summary->seconds.svd,
            summary->seconds.write, summary->peak_mb);
    if (summary->is_evaluated) print_evaluation(out, summary);
    fprintf(out, "model: %s\n", model_path);
}
