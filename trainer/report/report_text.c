/* SPDX-License-Identifier: MIT */
#include "trainer/report/report_text.h"

#include <math.h>

/* "1,039,665" */
const char *lb_report_text_group(char out[32], int64_t number)
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
            lb_report_text_group(users, evaluation->users),
            lb_report_text_group(ratings, evaluation->ratings));
    fputs("                 RMSE    MAE  NDCG@10  Recall@20  pairwise   lift   films    fame\n",
          out);
    print_measures(out, lb_model_method_name(summary->method), &evaluation->model);
    for (int i = 0; i < evaluation->n_known; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d known", (int)evaluation->known[i].ratings);
        print_measures(out, name, &evaluation->known[i].model);
    }
    if (summary->method != LB_METHOD_ZSCORE) print_measures(out, "zscore", &evaluation->zscore);
    print_measures(out, "biases", &evaluation->biases);
    print_measures(out, "popularity", &evaluation->popularity);
    print_measures(out, "global mean", &evaluation->mean);
    fputs("  RMSE, MAE, lift in stars; films, fame: distinct films in all lists of ten, and their "
          "ratings\n",
          out);
    if (!isnan(evaluation->rmse_z))
        fprintf(out, "  %s in z units: RMSE %.3f, MAE %.3f\n",
                lb_model_method_name(summary->method), evaluation->rmse_z, evaluation->mae_z);
    if (notebook->n == 0) return;
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
    fprintf(out, "%s, rank %d: singular values", lb_model_method_name(summary->method),
            summary->rank);
    for (int32_t i = 0; i < summary->n_values; i++) {
        bool is_shown = i < 4 || i == summary->n_values - 1;
        if (is_shown)
            fprintf(out, " %.6g", summary->singular_values[i]);
        else if (i == 4)
            fputs(" ...", out);
    }
    fprintf(out, "; %d products, residual %.1e\n", summary->svd.products, summary->svd.residual);
}

void lb_report_text_line(char *out, size_t cap, const LbTrainSummary *summary,
                         const char *model_path)
{
    size_t len =
        (size_t)snprintf(out, cap, "%lld ratings by %d users of %d films; %s, rank %d",
                         (long long)summary->ratings, (int)summary->users, (int)summary->films,
                         lb_model_method_name(summary->method), (int)summary->rank);
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
            lb_report_text_group(matched, facts->matched),
            lb_report_text_group(letterboxd, facts->with_id));
    if (facts->with_imdb > 0)
        fprintf(out, ", %s an IMDb id", lb_report_text_group(imdb, facts->with_imdb));
    if (facts->with_tmdb > 0)
        fprintf(out, ", %s a TMDB id", lb_report_text_group(tmdb, facts->with_tmdb));
    fputc('\n', out);
}

/* Decimals that show two digits of a share, none where it has them before the point. */
static int decimals_of(double percent)
{
    int digits = percent > 0 ? (int)floor(log10(percent)) : 0;
    return digits >= 1 ? 0 : 1 - digits;
}

void lb_report_text_print(FILE *out, const LbTrainSummary *summary, const char *model_path)
{
    char   ratings[32], users[32], films[32];
    double share = 100 * (double)summary->ratings / ((double)summary->users * summary->films);
    fprintf(out, "%s ratings by %s users of %s films (%.*f %% of all pairs)\n",
            lb_report_text_group(ratings, summary->ratings),
            lb_report_text_group(users, summary->users),
            lb_report_text_group(films, summary->films), decimals_of(share), share);
    fprintf(out, "scale %g to %g: mean %.6g, standard deviation %.6g\n", summary->scale.lo,
            summary->scale.hi, summary->mean, summary->std);
    if (summary->duplicates > 0)
        fprintf(out, "%s rows replaced by a later one of the same user and film\n",
                lb_report_text_group(ratings, summary->duplicates));
    if (summary->skipped > 0)
        fprintf(out, "%s bad rows skipped\n", lb_report_text_group(ratings, summary->skipped));
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
