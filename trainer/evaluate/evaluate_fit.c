/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/evaluate_fit.h"

#include "common/base/mem.h"
#include "common/predict/score.h"

#include <math.h>
#include <string.h>

enum { SUBJECTS = 4, CHUNK = 128 };

/* In the order of `people` below. */
enum { MODEL, MEAN, BIASES, POPULARITY };

/* What one thread needs to test one person after the other. */
typedef struct Worker {
    LbUser  *user;
    float   *score, *stars; /* [n_films] */
    uint8_t *is_given;      /* [n_films] */
    LbTopK   top;
    LbStatus status; /* of the first failure */
    LbError  err;
} Worker;

/* Sums over one person's hidden ratings, in z units. */
typedef struct ZErrors {
    double squared, absolute;
} ZErrors;

typedef struct EvaluationRun {
    const LbHoldout  *holdout;
    const LbFit      *fit;
    const LbModel    *model;
    const LbBiases   *biases; /* NULL: the model alone is measured */
    const LbReporter *reporter;
    int32_t           first;    /* person of block 0 */
    Worker           *workers;  /* [threads] */
    LbPersonMeasures *people;   /* [SUBJECTS x n_people] */
    ZErrors          *z_errors; /* [n_people]; NULL when the score is not in z units */
} EvaluationRun;

static void worker_clear(Worker *worker)
{
    lb_foldin_free(worker->user);
    free(worker->score);
    free(worker->stars);
    free(worker->is_given);
    lb_topk_clear(&worker->top);
}

static LbStatus worker_init(Worker *worker, const LbModel *model, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(worker->score, model->films.n_films);
    LB_ALLOC(worker->stars, model->films.n_films);
    LB_ALLOC_ZEROED(worker->is_given, model->films.n_films);
    LB_TRY(lb_topk_init(&worker->top, LB_LIST_LONG, err));
    LB_TRY(lb_foldin_new(&worker->user, model, err));
cleanup:
    return st;
}

static bool predicts_stars(const LbModel *model)
{
    return model->stars.film_bias != NULL || model->info.method == LB_METHOD_ZSCORE;
}

static LbStatus measure_model(const EvaluationRun *run, Worker *worker, int32_t p,
                              const LbVector *given, const LbHidden *hidden)
{
    LbPersonMeasures *person = &run->people[p];
    LbStatus          st     = lb_foldin_vector(worker->user, given, &worker->err);
    if (st != LB_OK) return st;
    lb_score_all(worker->user, &run->model->info.discovery, worker->score, worker->stars);
    lb_measure_list(person, hidden, worker->score, worker->is_given, run->fit->n_films,
                    &worker->top);
    if (!predicts_stars(run->model)) {
        lb_measure_order(person, hidden, worker->score);
        return LB_OK;
    }
    lb_measure_stars(person, hidden, worker->stars);
    lb_measure_order(person, hidden, worker->stars);
    for (int32_t i = 0; run->z_errors != NULL && i < hidden->n; i++) {
        double z     = ((double)hidden->stars[i] - run->fit->mean_stars) / run->fit->std_stars;
        double error = (double)worker->score[hidden->film[i]] - z;
        run->z_errors[p].squared += error * error;
        run->z_errors[p].absolute += fabs(error);
    }
    return LB_OK;
}

static void measure_baselines(const EvaluationRun *run, Worker *worker, int32_t p,
                              const LbVector *given, const LbHidden *hidden)
{
    LbPersonMeasures *people  = run->people + p;
    int32_t           n_films = run->fit->n_films;
    size_t            step    = (size_t)run->holdout->n_people;
    const LbBiases   *biases  = run->biases;
    double            bias    = lb_biases_fold(biases, given->film, given->stars, given->n);
    for (int32_t f = 0; f < n_films; f++)
        worker->stars[f] = (float)biases->mean;
    lb_measure_stars(&people[MEAN * step], hidden, worker->stars);
    for (int32_t f = 0; f < n_films; f++) {
        worker->score[f] = (float)(biases->mean + bias + biases->film[f]);
        worker->stars[f] = fminf(5.0F, fmaxf(0.5F, worker->score[f]));
    }
    lb_measure_stars(&people[BIASES * step], hidden, worker->stars);
    lb_measure_order(&people[BIASES * step], hidden, worker->score);
    lb_measure_list(&people[BIASES * step], hidden, worker->score, worker->is_given, n_films,
                    &worker->top);
    for (int32_t f = 0; f < n_films; f++)
        worker->score[f] = (float)run->fit->film_count[f];
    lb_measure_order(&people[POPULARITY * step], hidden, worker->score);
    lb_measure_list(&people[POPULARITY * step], hidden, worker->score, worker->is_given, n_films,
                    &worker->top);
}

static void measure_person(void *ctx, int64_t block, int thread)
{
    const EvaluationRun *run     = ctx;
    const LbHoldout     *holdout = run->holdout;
    Worker              *worker  = &run->workers[thread];
    int32_t              p       = run->first + (int32_t)block;
    int64_t              first = holdout->first[p], n = holdout->first[p + 1] - first;
    double               sum = 0;
    if (worker->status != LB_OK) return;
    worker->status = lb_reporter_check(run->reporter, &worker->err);
    if (worker->status != LB_OK) return;
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
    /* Where little is told, the films that were given stay out of the lists all the same. */
    LbVector told = given;
    if (holdout->known_most > 0 && told.n > holdout->known_most)
        told.n = told.n_rated = holdout->known_most;
    for (int32_t i = 0; i < given.n; i++)
        worker->is_given[given.film[i]] = 1;
    worker->status = measure_model(run, worker, p, &told, &hidden);
    if (run->biases != NULL) measure_baselines(run, worker, p, &given, &hidden);
    for (int32_t i = 0; i < given.n; i++)
        worker->is_given[given.film[i]] = 0;
}

static LbStatus average(LbFitMeasures *out, const EvaluationRun *run, LbError *err)
{
    LbStatus    st            = LB_OK;
    int32_t     n             = run->holdout->n_people;
    LbMeasures *all[SUBJECTS] = {&out->model, &out->mean, &out->biases, &out->popularity};
    double      squared = 0, absolute = 0;
    for (int r = 0; r < (run->biases != NULL ? SUBJECTS : 1); r++)
        LB_TRY(lb_measure_mean(all[r], run->people + (size_t)r * (size_t)n, n, run->fit->film_count,
                               run->fit->n_films, err));
    out->rmse_z = out->mae_z = (double)NAN;
    for (int32_t p = 0; run->z_errors != NULL && p < n; p++) {
        squared += run->z_errors[p].squared;
        absolute += run->z_errors[p].absolute;
    }
    if (run->z_errors != NULL) {
        out->rmse_z = sqrt(squared / (double)run->holdout->n_hidden);
        out->mae_z  = absolute / (double)run->holdout->n_hidden;
    }
cleanup:
    return st;
}

/* People [first, end), chunk by chunk, so that progress can be shown in between. */
static LbStatus measure_people(EvaluationRun *run, int32_t first, int32_t end, int threads,
                               LbPool *pool, LbError *err)
{
    int32_t n = end - first;
    for (run->first = first; run->first < end; run->first += CHUNK) {
        int32_t left = end - run->first;
        lb_reporter_progress(run->reporter, "evaluate", run->first - first, n);
        lb_pool_run(pool, left < CHUNK ? left : CHUNK, measure_person, run);
        for (int t = 0; t < threads; t++) {
            if (run->workers[t].status == LB_OK) continue;
            if (err != NULL) *err = run->workers[t].err;
            return run->workers[t].status;
        }
    }
    lb_reporter_progress(run->reporter, "evaluate", n, n);
    return LB_OK;
}

/* Each rank measures a part of the people. */
static LbStatus measure_all(EvaluationRun *run, int threads, LbPool *pool, LbError *err)
{
    LbStatus          st   = LB_OK;
    LbComm           *comm = lb_pool_comm(pool);
    size_t            n    = (size_t)run->holdout->n_people;
    LbPersonMeasures *of   = run->people;
    int64_t           first[LB_COMM_MOST + 1];
    lb_comm_split(comm, first, run->holdout->n_people);
    LB_TRY(measure_people(run, (int32_t)first[lb_comm_rank(comm)],
                          (int32_t)first[lb_comm_rank(comm) + 1], threads, pool, err));
    for (size_t s = 0; s < (run->biases != NULL ? SUBJECTS : 1); s++)
        LB_TRY(lb_comm_gather(comm, of + s * n, sizeof *of, first, err));
    if (run->z_errors != NULL)
        LB_TRY(lb_comm_gather(comm, run->z_errors, sizeof *run->z_errors, first, err));
cleanup:
    return st;
}

static LbStatus run_init(EvaluationRun *run, int threads, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)run->holdout->n_people;
    LB_ALLOC_ZEROED(run->workers, threads);
    LB_ALLOC(run->people, SUBJECTS * n);
    for (size_t i = 0; i < SUBJECTS * n; i++)
        run->people[i] = lb_measure_nothing();
    if (run->fit->method == LB_METHOD_ZSCORE) LB_ALLOC_ZEROED(run->z_errors, n);
    for (int t = 0; t < threads; t++)
        LB_TRY(worker_init(&run->workers[t], run->model, err));
cleanup:
    return st;
}

static void run_clear(EvaluationRun *run, int threads)
{
    for (int t = 0; run->workers != NULL && t < threads; t++)
        worker_clear(&run->workers[t]);
    free(run->workers);
    free(run->people);
    free(run->z_errors);
}

LbStatus lb_evaluate_fit(LbFitMeasures *out, const LbHoldout *holdout, const LbFit *fit,
                         const LbBiases *biases, LbPool *pool, const LbReporter *reporter,
                         LbError *err)
{
    LbStatus      st      = LB_OK;
    int           threads = lb_pool_threads(pool);
    LbModel       model   = lb_fit_model(fit);
    EvaluationRun run     = {
            .holdout = holdout, .fit = fit, .model = &model, .biases = biases, .reporter = reporter};
    *out = (LbFitMeasures){0};
    LB_TRY(run_init(&run, threads, err));
    LB_TRY(measure_all(&run, threads, pool, err));
    LB_TRY(average(out, &run, err));
cleanup:
    run_clear(&run, threads);
    return st;
}
