/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/evaluate_fit.h"

#include "common/base/mem.h"
#include "common/dense/half.h"
#include "common/predict/score.h"

#include <math.h>
#include <string.h>

enum { SUBJECTS = 4, CHUNK = 512 };

/* In the order of `people` below. */
enum { MODEL, MEAN, BIASES, POPULARITY };

/* A person as they are tested. */
typedef struct Seat {
    LbUser  *user;
    float   *score, *stars; /* [n_films] */
    LbVector given, told;   /* what they give, and of that what is told */
    LbHidden hidden;
} Seat;

/* What one thread needs to test one group of people after the other. */
typedef struct Worker {
    Seat     seats[LB_SCORE_GROUP];
    float   *room;     /* of lb_score_group() */
    uint8_t *is_given; /* [n_films] */
    LbTopK   top;
    LbStatus status; /* of the first failure */
    LbError  err;
} Worker;

/* Sums over one person's hidden ratings, in z units. */
typedef struct ZErrors {
    double squared, absolute;
} ZErrors;

/* The factors in full, of a model that has halves: the same numbers, made once and not for every
 * person. Memory: 4 bytes a number. */
typedef struct Whole {
    float *taste, *stars, *prior; /* NULL: the model has them in full */
} Whole;

typedef struct EvaluationRun {
    const LbHoldout  *holdout;
    const LbFit      *fit;
    const LbModel    *model;
    const LbBiases   *biases; /* NULL: the model alone is measured */
    const LbReporter *reporter;
    LbTopK            loved;    /* with biases: all films by bias, best first; n = all */
    LbTopK            famous;   /* and by their number of ratings */
    int32_t           first;    /* person of block 0 */
    int32_t           end;      /* beyond the last */
    Worker           *workers;  /* [threads] */
    LbPersonMeasures *people;   /* [SUBJECTS x n_people] */
    ZErrors          *z_errors; /* [n_people]; NULL when the score is not in z units */
} EvaluationRun;

static void worker_clear(Worker *worker)
{
    for (Seat *seat = worker->seats; seat < worker->seats + LB_SCORE_GROUP; seat++) {
        lb_foldin_free(seat->user);
        free(seat->score);
        free(seat->stars);
    }
    free(worker->room);
    free(worker->is_given);
    lb_topk_clear(&worker->top);
}

static LbStatus worker_init(Worker *worker, const LbModel *model, LbError *err)
{
    LbStatus st = LB_OK;
    for (Seat *seat = worker->seats; seat < worker->seats + LB_SCORE_GROUP; seat++) {
        LB_ALLOC(seat->score, model->films.n_films);
        LB_ALLOC(seat->stars, model->films.n_films);
        LB_TRY(lb_foldin_new(&seat->user, model, err));
    }
    LB_ALLOC(worker->room, lb_score_room(model));
    LB_ALLOC_ZEROED(worker->is_given, model->films.n_films);
    LB_TRY(lb_topk_init(&worker->top, LB_LIST_LONG, err));
cleanup:
    return st;
}

static bool predicts_stars(const LbModel *model)
{
    return model->stars.film_bias != NULL || model->info.method == LB_METHOD_ZSCORE;
}

static void measure_model(const EvaluationRun *run, Worker *worker, int32_t p, const Seat *seat)
{
    LbPersonMeasures *person = &run->people[p];
    const LbHidden   *hidden = &seat->hidden;
    lb_measure_list(person, hidden, seat->score, worker->is_given, run->fit->n_films, &worker->top);
    if (!predicts_stars(run->model)) {
        lb_measure_order(person, hidden, seat->score);
        return;
    }
    lb_measure_stars(person, hidden, seat->stars);
    lb_measure_order(person, hidden, seat->stars);
    for (int32_t i = 0; run->z_errors != NULL && i < hidden->n; i++) {
        double z     = ((double)hidden->stars[i] - run->fit->mean_stars) / run->fit->std_stars;
        double error = (double)seat->score[hidden->film[i]] - z;
        run->z_errors[p].squared += error * error;
        run->z_errors[p].absolute += fabs(error);
    }
}

/* Of the model's scores nothing is wanted any more: those of the hidden films take their place. */
static void measure_baselines(const EvaluationRun *run, Worker *worker, int32_t p, const Seat *seat)
{
    const LbHidden   *hidden = &seat->hidden;
    size_t            step   = (size_t)run->holdout->n_people;
    const LbBiases   *biases = run->biases;
    LbPersonMeasures *mean = &run->people[MEAN * step + (size_t)p], *biased = mean + step,
                     *popular = biased + step;
    double bias = lb_biases_fold(biases, seat->given.film, seat->given.stars, seat->given.n);
    for (int32_t i = 0; i < hidden->n; i++)
        seat->stars[hidden->film[i]] = (float)biases->mean;
    lb_measure_stars(mean, hidden, seat->stars);
    for (int32_t i = 0; i < hidden->n; i++) {
        int32_t f      = hidden->film[i];
        seat->score[f] = (float)(biases->mean + bias + biases->film[f]);
        seat->stars[f] = fminf(5.0F, fmaxf(0.5F, seat->score[f]));
    }
    lb_measure_stars(biased, hidden, seat->stars);
    lb_measure_order(biased, hidden, seat->score);
    lb_measure_ranked(biased, hidden, run->loved.heap, run->loved.n, worker->is_given);
    for (int32_t i = 0; i < hidden->n; i++)
        seat->score[hidden->film[i]] = (float)run->fit->film_count[hidden->film[i]];
    lb_measure_order(popular, hidden, seat->score);
    lb_measure_ranked(popular, hidden, run->famous.heap, run->famous.n, worker->is_given);
}

static void take_person(Seat *seat, const LbHoldout *holdout, int32_t p)
{
    int64_t first = holdout->first[p], n = holdout->first[p + 1] - first;
    double  sum = 0;
    for (int64_t i = first; i < first + n; i++)
        sum += (double)holdout->stars[i];
    seat->hidden = (LbHidden){.film       = holdout->film + first,
                              .stars      = holdout->stars + first,
                              .n          = holdout->n_of[p],
                              .mean_stars = sum / (double)n};
    seat->given  = (LbVector){.film    = seat->hidden.film + seat->hidden.n,
                              .stars   = seat->hidden.stars + seat->hidden.n,
                              .n       = (int32_t)n - seat->hidden.n,
                              .n_rated = (int32_t)n - seat->hidden.n};
    seat->told   = seat->given;
    if (holdout->known_most > 0 && seat->told.n > holdout->known_most)
        seat->told.n = seat->told.n_rated = holdout->known_most;
}

/* Where little is told, the films that were given stay out of the lists all the same. */
static void measure_person(const EvaluationRun *run, Worker *worker, int32_t p, const Seat *seat)
{
    for (int32_t i = 0; i < seat->given.n; i++)
        worker->is_given[seat->given.film[i]] = 1;
    measure_model(run, worker, p, seat);
    if (run->biases != NULL) measure_baselines(run, worker, p, seat);
    for (int32_t i = 0; i < seat->given.n; i++)
        worker->is_given[seat->given.film[i]] = 0;
}

static void measure_group(void *ctx, int64_t block, int thread)
{
    const EvaluationRun *run                   = ctx;
    Worker              *worker                = &run->workers[thread];
    int32_t              p                     = run->first + (int32_t)block * LB_SCORE_GROUP;
    int32_t              left                  = run->end - p;
    int32_t              n                     = left < LB_SCORE_GROUP ? left : LB_SCORE_GROUP;
    float               *score[LB_SCORE_GROUP] = {0}, *stars[LB_SCORE_GROUP] = {0};
    const LbUser        *users[LB_SCORE_GROUP] = {0};
    if (worker->status != LB_OK) return;
    worker->status = lb_reporter_check(run->reporter, &worker->err);
    for (int32_t g = 0; g < n && worker->status == LB_OK; g++) {
        Seat *seat = &worker->seats[g];
        take_person(seat, run->holdout, p + g);
        users[g]       = seat->user;
        score[g]       = seat->score;
        stars[g]       = seat->stars;
        worker->status = lb_foldin_vector(seat->user, &seat->told, &worker->err);
    }
    if (worker->status != LB_OK) return;
    lb_score_group(users, n, &run->model->info.discovery, score, stars, worker->room);
    for (int32_t g = 0; g < n; g++)
        measure_person(run, worker, p + g, &worker->seats[g]);
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
        run->end = end - run->first < CHUNK ? end : run->first + CHUNK;
        lb_reporter_progress(run->reporter, "evaluate", run->first - first, n);
        lb_pool_run(pool, (run->end - run->first + LB_SCORE_GROUP - 1) / LB_SCORE_GROUP,
                    measure_group, run);
        for (int t = 0; t < threads; t++) {
            if (run->workers[t].status == LB_OK) continue;
            if (err != NULL) *err = run->workers[t].err;
            return run->workers[t].status;
        }
    }
    lb_reporter_progress(run->reporter, "evaluate", n, n);
    return LB_OK;
}

static LbStatus expand(float **whole, const float **factors, const uint16_t **half, size_t n,
                       LbError *err)
{
    LbStatus st = LB_OK;
    if (*half == NULL) return LB_OK;
    LB_ALLOC(*whole, n);
    lb_half_expand(*whole, *half, (int64_t)n);
    *factors = *whole;
    *half    = NULL;
cleanup:
    return st;
}

static LbStatus expand_all(Whole *whole, LbModel *model, LbError *err)
{
    LbStatus      st    = LB_OK;
    size_t        n     = (size_t)model->films.n_films;
    LbTaste      *taste = &model->taste;
    LbStarsHead  *stars = &model->stars;
    LbStarsPrior *prior = &stars->prior;
    LB_TRY(expand(&whole->taste, &taste->factors, &taste->half, n * (size_t)taste->rank, err));
    LB_TRY(expand(&whole->stars, &stars->factors, &stars->half, n * (size_t)stars->rank, err));
    LB_TRY(expand(&whole->prior, &prior->factors, &prior->half, n * (size_t)prior->rank, err));
cleanup:
    return st; /* the caller frees */
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

/* What everybody is shown by the baselines. */
static LbStatus rank_films(EvaluationRun *run, LbError *err)
{
    LbStatus st      = LB_OK;
    int32_t  n_films = run->fit->n_films;
    LB_TRY(lb_topk_init(&run->loved, n_films, err));
    LB_TRY(lb_topk_init(&run->famous, n_films, err));
    for (int32_t f = 0; f < n_films; f++) {
        lb_topk_offer(&run->loved, (float)run->biases->film[f], f);
        lb_topk_offer(&run->famous, (float)run->fit->film_count[f], f);
    }
    run->loved.n  = lb_topk_finish(&run->loved);
    run->famous.n = lb_topk_finish(&run->famous);
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
    if (run->biases != NULL) LB_TRY(rank_films(run, err));
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
    lb_topk_clear(&run->loved);
    lb_topk_clear(&run->famous);
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
    Whole         whole   = {0};
    EvaluationRun run     = {
            .holdout = holdout, .fit = fit, .model = &model, .biases = biases, .reporter = reporter};
    *out = (LbFitMeasures){0};
    LB_TRY(expand_all(&whole, &model, err));
    LB_TRY(run_init(&run, threads, err));
    LB_TRY(measure_all(&run, threads, pool, err));
    LB_TRY(average(out, &run, err));
cleanup:
    run_clear(&run, threads);
    free(whole.taste);
    free(whole.stars);
    free(whole.prior);
    return st;
}
