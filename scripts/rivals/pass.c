/* SPDX-License-Identifier: MIT */
/* A rival for scripts/bench: the least that an answer over HTTP can cost. One person is folded in
 * once and scored again and again: nothing is read, resolved, filtered, ranked or written.
 * usage: lbrec-pass MODEL RATINGS PASSES     prints milliseconds of a processor for one pass */
#include "common/model/model_file.h"
#include "common/predict/score.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static LbStatus measure(const LbModel *model, int n, int passes, LbError *err)
{
    LbUser  *user  = NULL;
    int32_t *film  = malloc(sizeof *film * (size_t)n);
    float   *rated = malloc(sizeof *rated * (size_t)n);
    float   *score = malloc(sizeof *score * (size_t)model->films.n_films);
    float   *stars = malloc(sizeof *stars * (size_t)model->films.n_films);
    LbStatus st    = lb_foldin_new(&user, model, err);
    if (film == NULL || rated == NULL || score == NULL || stars == NULL) abort();
    for (int i = 0; i < n; i++) {
        film[i]  = i;
        rated[i] = 0.5F + 0.5F * (float)(i % 10);
    }
    if (st == LB_OK) st = lb_foldin_vector(user, &(LbVector){film, rated, n, n}, err);
    double begin = processor_seconds();
    for (int i = 0; i < passes && st == LB_OK; i++)
        lb_score_all(user, &model->info.discovery, score, stars);
    if (st == LB_OK) printf("%.4f\n", 1000 * (processor_seconds() - begin) / passes);
    lb_foldin_free(user);
    free(film);
    free(rated);
    free(score);
    free(stars);
    return st;
}

int main(int argc, char **argv)
{
    LbError        err   = {0};
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    if (argc != 4) return 64;
    int      n = (int)strtol(argv[2], NULL, 10), passes = (int)strtol(argv[3], NULL, 10);
    LbStatus st = lb_model_file_open(&file, &model, argv[1], false, NULL, &err);
    if (st == LB_OK && n > model->films.n_films) n = model->films.n_films;
    if (st == LB_OK && (n < 1 || passes < 1))
        st = lb_error_set(&err, LB_EUSAGE, 0, "expected 1 or more");
    if (st == LB_OK) st = measure(model, n, passes, &err);
    if (st != LB_OK) fprintf(stderr, "lbrec-pass: %s\n", err.message);
    lb_model_file_close(file);
    return lb_error_exit_code(st);
}
