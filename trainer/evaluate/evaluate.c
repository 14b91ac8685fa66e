/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/evaluate.h"

#include "common/base/mem.h"
#include "common/predict/score.h"
#include "trainer/methods/biases.h"
#include "common/base/clock.h"
#include "trainer/methods/zscore.h"

#include <math.h>
#include <string.h>

enum { BIAS_SWEEPS = 10, RIVALS = 4, CHUNK = 128 };
static const double BIAS_RIDGE = 5;

/* In the order of `people` below. */
enum { MODEL, MEAN, BIASES, POPULARITY };

/* What one thread needs to judge one person after the other. */
typedef struct Judge {
    LbUser  *user;
    float   *score, *stars; /* [n_films] */
    uint8_t *is_given;      /* [n_films] */
    LbTopK   top;
    LbStatus status; /* of the first failure */
    LbError  err;
} Judge;

/* Sums over one person's hidden ratings, in z units. */
typedef struct ZErrors {
    double squared, absolute;
} ZErrors;

typedef struct Contest {
    const LbHoldout  *holdout;
    const LbFit      *fit;
    const LbModel    *model;
    const LbBiases   *biases; /* NULL: the model alone is judged */
    const LbReporter *reporter;
    int32_t           first;    /* person of block 0 */
    Judge            *judges;   /* [threads] */
    LbPersonMeasures *people;   /* [RIVALS x n_people] */
    ZErrors          *z_errors; /* [n_people]; NULL when the score is not in z units */
} Contest;

static void judge_clear(Judge *judge)
{
    lb_user_free(judge->user);
    free(judge->score);
    free(judge->stars);
    free(judge->is_given);
    lb_topk_clear(&judge->top);
}

static LbStatus judge_init(Judge *judge, const LbModel *model, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(judge->score, model->films.n_films);
    LB_ALLOC(judge->stars, model->films.n_films);
    LB_ALLOC_ZEROED(judge->is_given, model->films.n_films);
    LB_TRY(lb_topk_init(&judge->top, LB_LIST_LONG, err));
    LB_TRY(lb_user_new(&judge->user, model, err));
cleanup:
    return st;
}

static bool predicts_stars(const LbModel *model)
{
    return model->stars.film_bias != NULL || model->info.method == LB_METHOD_ZSCORE;
}

static LbStatus judge_model(const Contest *contest, Judge *judge, int32_t p, const LbVector *given,
                            const LbHidden *hidden)
{
    LbPersonMeasures *person = &contest->people[p];
    LbStatus          st     = lb_user_fold(judge->user, given, &judge->err);
    if (st != LB_OK) return st;
    lb_user_score_all(judge->user, &contest->model->info.discovery, judge->score, judge->stars);
    lb_measure_list(person, hidden, judge->score, judge->is_given, contest->fit->n_films,
                    &judge->top);
    if (!predicts_stars(contest->model)) {
        lb_measure_order(person, hidden, judge->score);
        return LB_OK;
    }
    lb_measure_stars(person, hidden, judge->stars);
    lb_measure_order(person, hidden, judge->stars);
    for (int32_t i = 0; contest->z_errors != NULL && i < hidden->n; i++) {
        double z = ((double)hidden->stars[i] - contest->fit->mean_stars) / contest->fit->std_stars;
        double error = (double)judge->score[hidden->film[i]] - z;
        contest->z_errors[p].squared += error * error;
        contest->z_errors[p].absolute += fabs(error);
    }
    return LB_OK;
}

static void judge_baselines(const Contest *contest, Judge *judge, int32_t p, const LbVector *given,
                            const LbHidden *hidden)
{
    LbPersonMeasures *people  = contest->people + p;
    int32_t           n_films = contest->fit->n_films;
    size_t            step    = (size_t)contest->holdout->n_people;
    const LbBiases   *biases  = contest->biases;
    double            bias    = lb_biases_fold(biases, given->film, given->stars, given->n);
    for (int32_t f = 0; f < n_films; f++)
        judge->stars[f] = (float)biases->mean;
    lb_measure_stars(&people[MEAN * step], hidden, judge->stars);
    for (int32_t f = 0; f < n_films; f++) {
        judge->score[f] = (float)(biases->mean + bias + biases->film[f]);
        judge->stars[f] = fminf(5.0F, fmaxf(0.5F, judge->score[f]));
    }
    lb_measure_stars(&people[BIASES * step], hidden, judge->stars);
    lb_measure_order(&people[BIASES * step], hidden, judge->score);
    lb_measure_list(&people[BIASES * step], hidden, judge->score, judge->is_given, n_films,
                    &judge->top);
    for (int32_t f = 0; f < n_films; f++)
        judge->score[f] = (float)contest->fit->film_count[f];
    lb_measure_order(&people[POPULARITY * step], hidden, judge->score);
    lb_measure_list(&people[POPULARITY * step], hidden, judge->score, judge->is_given, n_films,
                    &judge->top);
}

static void judge_person(void *ctx, int64_t block, int thread)
{
    const Contest   *contest = ctx;
    const LbHoldout *holdout = contest->holdout;
    Judge           *judge   = &contest->judges[thread];
    int32_t          p       = contest->first + (int32_t)block;
    int64_t          first = holdout->first[p], n = holdout->first[p + 1] - first;
    double           sum = 0;
    if (judge->status != LB_OK) return;
    judge->status = lb_check_interrupt(contest->reporter, &judge->err);
    if (judge->status != LB_OK) return;
    for (int64_t i = first; i < first + n; i++)
        sum += (double)holdout->stars[i];
    LbHidden hidden = {.film       = holdout->film + first,
                       .stars      = holdout->stars + first,
                       .n          = holdout->n_of[p],
                       .mean_stars = sum / (double)n};
    LbVector given  = {.film    = hidden.film + hidden.n,
                       .stars   = hidden.stars + hidden.n,
                       .n       = (int32_t)n - hidden.n,
                       .n_rated = (int32_t)n - hidden.n};
    for (int32_t i = 0; i < given.n; i++)
        judge->is_given[given.film[i]] = 1;
    judge->status = judge_model(contest, judge, p, &given, &hidden);
    if (contest->biases != NULL) judge_baselines(contest, judge, p, &given, &hidden);
    for (int32_t i = 0; i < given.n; i++)
        judge->is_given[given.film[i]] = 0;
}

static LbStatus average(LbEvaluation *out, const Contest *contest, LbError *err)
{
    LbStatus    st          = LB_OK;
    int32_t     n           = contest->holdout->n_people;
    LbMeasures *all[RIVALS] = {&out->model, &out->mean, &out->biases, &out->popularity};
    double      squared = 0, absolute = 0;
    for (int r = 0; r < (contest->biases != NULL ? RIVALS : 1); r++)
        LB_TRY(lb_measure_mean(all[r], contest->people + (size_t)r * (size_t)n, n,
                               contest->fit->film_count, contest->fit->n_films, err));
    out->rmse_z = out->mae_z = (double)NAN;
    for (int32_t p = 0; contest->z_errors != NULL && p < n; p++) {
        squared += contest->z_errors[p].squared;
        absolute += contest->z_errors[p].absolute;
    }
    if (contest->z_errors != NULL) {
        out->rmse_z = sqrt(squared / (double)out->ratings);
        out->mae_z  = absolute / (double)out->ratings;
    }
cleanup:
    return st;
}

/* Chunk by chunk, so that progress can be shown in between. */
static LbStatus judge_all(Contest *contest, int threads, LbPool *pool, LbError *err)
{
    int32_t n = contest->holdout->n_people;
    for (contest->first = 0; contest->first < n; contest->first += CHUNK) {
        int32_t left = n - contest->first;
        lb_progress(contest->reporter, "evaluate", contest->first, n);
        lb_pool_run(pool, left < CHUNK ? left : CHUNK, judge_person, contest);
        for (int t = 0; t < threads; t++) {
            if (contest->judges[t].status == LB_OK) continue;
            if (err != NULL) *err = contest->judges[t].err;
            return contest->judges[t].status;
        }
    }
    lb_progress(contest->reporter, "evaluate", n, n);
    return LB_OK;
}

static LbStatus contest_init(Contest *contest, int threads, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)contest->holdout->n_people;
    LB_ALLOC_ZEROED(contest->judges, threads);
    LB_ALLOC(contest->people, RIVALS * n);
    for (size_t i = 0; i < RIVALS * n; i++)
        contest->people[i] = lb_measure_nothing();
    if (contest->fit->method == LB_METHOD_ZSCORE) LB_ALLOC_ZEROED(contest->z_errors, n);
    for (int t = 0; t < threads; t++)
        LB_TRY(judge_init(&contest->judges[t], contest->model, err));
cleanup:
    return st;
}

static void contest_clear(Contest *contest, int threads)
{
    for (int t = 0; contest->judges != NULL && t < threads; t++)
        judge_clear(&contest->judges[t]);
    free(contest->judges);
    free(contest->people);
    free(contest->z_errors);
}

static LbStatus hold_contest(LbEvaluation *out, const LbHoldout *holdout, const LbFit *fit,
                             const LbBiases *biases, LbPool *pool, const LbReporter *reporter,
                             LbError *err)
{
    LbStatus st      = LB_OK;
    int      threads = lb_pool_threads(pool);
    LbModel  model   = lb_fit_model(fit);
    Contest  contest = {
         .holdout = holdout, .fit = fit, .model = &model, .biases = biases, .reporter = reporter};
    LB_TRY(contest_init(&contest, threads, err));
    LB_TRY(judge_all(&contest, threads, pool, err));
    LB_TRY(average(out, &contest, err));
cleanup:
    contest_clear(&contest, threads);
    return st;
}

LbStatus lb_evaluate_fit(LbMeasures *out, const LbHoldout *holdout, const LbFit *fit, LbPool *pool,
                         const LbReporter *reporter, LbError *err)
{
    LbEvaluation all = {.ratings = holdout->n_hidden};
    LbStatus     st  = hold_contest(&all, holdout, fit, NULL, pool, reporter, err);
    *out             = all.model;
    return st;
}

/* The plain SVD as a baseline for the other methods. */
static LbStatus measure_zscore(LbEvaluation *out, const LbHoldout *holdout,
                               const LbTrainingSet *train, LbPool *pool, const LbReporter *reporter,
                               LbError *err)
{
    LbStatus      st  = LB_OK;
    LbFit        *fit = NULL;
    LbFitSettings set = lb_fit_defaults();
    set.svd.seed      = out->chosen.svd.seed;
    LB_TRY(lb_zscore_fit(&fit, train, &set, pool, reporter, err));
    LB_TRY(lb_evaluate_fit(&out->zscore, holdout, fit, pool, reporter, err));
cleanup:
    lb_fit_free(fit);
    return st;
}

static LbStatus measure_method(LbEvaluation *out, const LbHoldout *holdout,
                               const LbTrainingSet *train, LbFitFn method, LbPool *pool,
                               const LbReporter *reporter, LbError *err)
{
    LbStatus st     = LB_OK;
    LbFit   *fit    = NULL;
    LbBiases biases = {0};
    LB_TRY(method(&fit, train, &out->chosen, pool, reporter, err));
    LB_TRY(lb_biases_fit(&biases, train, fit->mean_stars, BIAS_RIDGE, BIAS_SWEEPS, err));
    LB_TRY(hold_contest(out, holdout, fit, &biases, pool, reporter, err));
cleanup:
    lb_biases_clear(&biases);
    lb_fit_free(fit);
    return st;
}

LbStatus lb_evaluate(LbEvaluation *out, LbEntries *entries, const LbEvaluateSettings *settings,
                     LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbHoldout *holdout = NULL;
    double     begin   = lb_clock_seconds();
    *out               = (LbEvaluation){.chosen = *settings->fit_settings};
    LB_TRY(lb_holdout_users(&holdout, entries, settings->fraction, settings->hidden, settings->seed,
                            err));
    out->users       = holdout->n_people;
    out->ratings     = holdout->n_hidden;
    out->min_ratings = holdout->min_ratings;
    LbEntries kept   = *entries;
    kept.n           = holdout->n_train;
    if (settings->tune != NULL)
        LB_TRY(lb_tune(&out->tuning, &out->chosen, &kept, settings->tune, pool, reporter, err));
    LbTrainingSet train = lb_entries_head(&kept, kept.n);
    LB_TRY(measure_method(out, holdout, &train, settings->fit, pool, reporter, err));
    out->zscore = out->model;
    if (settings->fit != lb_zscore_fit && out->model.rmse_stars > 0)
        LB_TRY(measure_zscore(out, holdout, &train, pool, reporter, err));
    LB_TRY(lb_notebook_measure(&out->notebook, entries, &out->chosen, pool, reporter, err));
    out->seconds = lb_clock_seconds() - begin;
cleanup:
    lb_holdout_free(holdout);
    return st;
}
