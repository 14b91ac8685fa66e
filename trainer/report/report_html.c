/* SPDX-License-Identifier: MIT */
#include "trainer/report/report_html.h"

#include "common/base/mem.h"
#include "common/predict/factor_rows.h"

#include "common/base/topk.h"
#include "common/text/html.h"
#include "trainer/report/plot.h"
#include "trainer/report/report_html_assets.h"
#include "trainer/report/report_text.h"

#include <stdlib.h>

enum { FACTORS_SHOWN = 8, FILMS_SHOWN = 6 };

static void put_header(FILE *out, const LbTrainSummary *summary, const LbModelInfo *info)
{
    char ratings[32], users[32], films[32];
    lb_html_begin(out, "What lbrec learnt", &report_style, NULL);
    fprintf(out,
            "<header>\n<h1>What lbrec learnt</h1>\n<p class=\"about\">%s ratings by %s users of "
            "%s films; method %s, rank %d; ",
            lb_report_text_group(ratings, summary->ratings),
            lb_report_text_group(users, summary->users),
            lb_report_text_group(films, summary->films), lb_model_method_name(summary->method),
            (int)summary->rank);
    lb_html_string(out, info->trained);
    fputs("</p>\n</header>\n<main>\n", out);
}

static void put_ratings(FILE *out, const LbTrainSummary *summary)
{
    static const char *const labels[LB_STARS_BINS] = {"½", "1",  "1½", "2",  "2½",
                                                      "3", "3½", "4",  "4½", "5"};
    LbBar                    bars[LB_STARS_BINS];
    for (int i = 0; i < LB_STARS_BINS; i++)
        bars[i] = (LbBar){labels[i], (double)summary->stars_count[i], true};
    fputs("<section>\n<h2>Ratings</h2>\n", out);
    lb_plot_columns(out, "Share of the ratings with each number of stars", bars, LB_STARS_BINS);
    fprintf(out,
            "<p>Stars. In the file&#39;s own scale of %g to %g the mean is %.3f, the standard "
            "deviation %.3f.</p>\n</section>\n",
            summary->scale.lo, summary->scale.hi, summary->mean, summary->std);
}

static void put_spectrum(FILE *out, const LbTrainSummary *summary)
{
    if (summary->n_values == 0) return;
    fputs("<section>\n<h2>Singular values</h2>\n", out);
    lb_plot_curve(out, "Singular values, descending", summary->singular_values, summary->n_values);
    fprintf(out,
            "<p>What each factor of the %s explains: %.4g at first, %.4g at the end. Largest "
            "residual %.1e after %d products.</p>\n</section>\n",
            summary->method == LB_METHOD_ZSCORE ? "z-scores" : "weighted ratings",
            summary->singular_values[0], summary->singular_values[summary->n_values - 1],
            summary->svd.residual, (int)summary->svd.products);
}

/* A measure of the model and of the baselines, in the order of `labels`. */
static void put_measure(FILE *out, const LbTrainSummary *summary, const char *name,
                        const char *explanation, const double values[4])
{
    const char *labels[] = {lb_model_method_name(summary->method), "biases", "popularity",
                            "global mean"};
    LbBar       bars[4];
    for (int i = 0; i < 4; i++)
        bars[i] = (LbBar){labels[i], values[i], i == 0};
    fprintf(out, "<section>\n<h2>%s</h2>\n", name);
    lb_plot_bars(out, name, bars, 4, 3);
    fprintf(out, "<p>%s</p>\n</section>\n", explanation);
}

static void put_measures(FILE *out, const LbTrainSummary *summary)
{
    const LbEvaluation *all = &summary->evaluation;
    const LbMeasures   *m = &all->model, *b = &all->biases, *p = &all->popularity, *g = &all->mean;
    put_measure(out, summary, "RMSE", "Error of the predicted stars. Less is better.",
                (double[]){m->rmse_stars, b->rmse_stars, p->rmse_stars, g->rmse_stars});
    put_measure(out, summary, "NDCG@10", "Are liked films at the top of ten? More is better.",
                (double[]){m->ndcg10, b->ndcg10, p->ndcg10, g->ndcg10});
    put_measure(out, summary, "Recall@20",
                "Share of the hidden liked films among twenty. More is better.",
                (double[]){m->recall20, b->recall20, p->recall20, g->recall20});
    put_measure(out, summary, "Pairwise order",
                "Share of pairs of films put in the right order, as for a watchlist. More is "
                "better; 0.5 is chance.",
                (double[]){m->pairwise, b->pairwise, p->pairwise, g->pairwise});
}

static void put_known(FILE *out, const LbEvaluation *evaluation)
{
    if (evaluation->n_known == 0) return;
    fputs("<h2>By known ratings</h2>\n<p class=\"about\">The same, from only so many ratings of "
          "each user.</p>\n<table>\n<tr><th>known</th><th>RMSE</th><th>NDCG@10</th>"
          "<th>Recall@20</th><th>pairwise</th></tr>\n",
          out);
    for (int i = 0; i < evaluation->n_known; i++) {
        const LbMeasures *m = &evaluation->known[i].model;
        fprintf(out, "<tr><td>%d</td><td>%.3f</td><td>%.3f</td><td>%.3f</td><td>%.3f</td></tr>\n",
                (int)evaluation->known[i].ratings, m->rmse_stars, m->ndcg10, m->recall20,
                m->pairwise);
    }
    fputs("</table>\n", out);
}

static void put_accuracy(FILE *out, const LbTrainSummary *summary)
{
    char users[32], ratings[32];
    fputs("<h2>Accuracy</h2>\n", out);
    if (!summary->is_evaluated) {
        fputs("<p class=\"about\">Not measured: --evaluate does.</p>\n", out);
        return;
    }
    fprintf(out,
            "<p class=\"about\">For %s users whom the model had not seen, from a part of their "
            "ratings; %s ratings were hidden.</p>\n<div class=\"plots\">\n",
            lb_report_text_group(users, summary->evaluation.users),
            lb_report_text_group(ratings, summary->evaluation.ratings));
    put_measures(out, summary);
    fputs("</div>\n", out);
    put_known(out, &summary->evaluation);
}

static void put_film(FILE *out, const LbFilms *films, int32_t film)
{
    LbSlice title = lb_model_string(&films->titles, film);
    lb_html_text(out, title.len > 0 ? title : lb_model_string(&films->slugs, film));
    if (films->year != NULL && films->year[film] != LB_NO_YEAR)
        fprintf(out, " <span class=\"year\">%d</span>", films->year[film]);
}

/* The films with the largest entries of a factor, or the smallest when sign is -1; none that are on
 * the other side. `top` is scratch. */
static void put_side(FILE *out, LbTopK *top, const LbModel *model, const LbFactorRows *rows,
                     int32_t k, float sign)
{
    top->n = 0;
    for (int32_t f = 0; f < model->films.n_films; f++) {
        float entry = sign * lb_factor_rows_entry(rows, f, k);
        if (entry > 0) lb_topk_offer(top, entry, f);
    }
    int32_t n = lb_topk_finish(top);
    fprintf(out, "<p>%s</p>\n<ul>\n", sign > 0 ? "On one side" : "On the other");
    for (int32_t i = 0; i < n; i++) {
        fputs("<li>", out);
        put_film(out, &model->films, top->heap[i].film);
        fputs("</li>\n", out);
    }
    fputs(n > 0 ? "</ul>\n" : "<li>no film</li>\n</ul>\n", out);
}

static void put_factors(FILE *out, LbTopK *top, const LbModel *model)
{
    bool         has_taste = model->taste.rank > 0;
    int32_t      rank      = has_taste ? model->taste.rank : model->stars.rank;
    LbFactorRows rows =
        has_taste ? lb_factor_rows_of_taste(&model->taste) : lb_factor_rows_of_stars(&model->stars);
    fputs("<h2>Factors</h2>\n<p class=\"about\">A factor is a difference in taste that explains "
          "many ratings at once. These are the films that tell most of the first ones.</p>\n"
          "<div class=\"factors\">\n",
          out);
    for (int32_t k = 0; k < rank && k < FACTORS_SHOWN; k++) {
        fprintf(out, "<section>\n<h3>Factor %d</h3>\n", (int)k + 1);
        put_side(out, top, model, &rows, k, 1);
        put_side(out, top, model, &rows, k, -1);
        fputs("</section>\n", out);
    }
    fputs("</div>\n", out);
}

static void put_fact(FILE *out, const char *name, const char *value)
{
    fprintf(out, "<dt>%s</dt><dd>", name);
    lb_html_string(out, value);
    fputs("</dd>\n", out);
}

static void put_provenance(FILE *out, const LbTrainSummary *summary, const LbModelInfo *info)
{
    char text[256], rows[32], duplicates[32], skipped[32];
    fputs("<h2>Settings and provenance</h2>\n<dl class=\"facts\">\n", out);
    put_fact(out, "ratings file", info->source);
    put_fact(out, "its hash", info->input_hash);
    snprintf(text, sizeof text, "%s; replaced by later ones: %s; malformed and skipped: %s",
             lb_report_text_group(rows, summary->rows),
             lb_report_text_group(duplicates, summary->duplicates),
             lb_report_text_group(skipped, summary->skipped));
    put_fact(out, "rows", text);
    snprintf(text, sizeof text,
             "%d of %d films, %d with a Letterboxd id, %d with an IMDb id, %d with a TMDB id",
             (int)summary->film_facts.matched, (int)summary->films,
             (int)summary->film_facts.with_id, (int)summary->film_facts.with_imdb,
             (int)summary->film_facts.with_tmdb);
    put_fact(out, "film facts", text);
    put_fact(out, "settings", info->settings);
    snprintf(text, sizeof text,
             "%.2f s: read %.2f, matrix %.2f, svd %.2f, evaluate %.2f, write %.2f; peak %.0f MB",
             summary->seconds.total, summary->seconds.read, summary->seconds.matrix,
             summary->seconds.svd, summary->seconds.evaluate, summary->seconds.write,
             summary->peak_mb);
    put_fact(out, "time and memory", text);
    put_fact(out, "program", info->program);
    put_fact(out, "libraries", info->libraries);
    fputs("</dl>\n</main>\n", out);
    lb_html_end(out);
}

LbStatus lb_report_html(char **out, const LbTrainSummary *summary, const LbModel *model,
                        LbError *err)
{
    LbStatus st   = LB_OK;
    char    *text = NULL;
    size_t   len  = 0;
    LbTopK   top  = {0};
    FILE    *page = NULL;
    *out          = NULL;
    LB_TRY(lb_topk_init(&top, FILMS_SHOWN, err));
    page = open_memstream(&text, &len);
    if (page == NULL) LB_FAIL_NOMEM(0);
    lb_mem_watch_stream();
    put_header(page, summary, &model->info);
    fputs("<div class=\"plots\">\n", page);
    put_ratings(page, summary);
    put_spectrum(page, summary);
    fputs("</div>\n", page);
    put_accuracy(page, summary);
    put_factors(page, &top, model);
    put_provenance(page, summary, &model->info);
    LB_TRY(lb_mem_check_stream(page, err));
    bool is_whole = fclose(page) == 0;
    page          = NULL;
    if (!is_whole) LB_FAIL_NOMEM(0);
    *out = text;
    text = NULL;
cleanup:
    if (page != NULL) fclose(page);
    lb_topk_clear(&top);
    free(text);
    return st;
}
