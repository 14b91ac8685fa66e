/* SPDX-License-Identifier: MIT */
/** @file method_checks.h
 *  What every method has to stand. */
#ifndef LB_TESTS_UNIT_TRAINER_METHODS_METHOD_CHECKS_H
#define LB_TESTS_UNIT_TRAINER_METHODS_METHOD_CHECKS_H

#include "tests/lb_test.h"

#include "common/predict/factor_rows.h"
#include "common/predict/foldin.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/interrupted.h"
#include "tests/unit/trainer/tastes.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/methods/fit.h"

/* Ranks for the few films of tastes.h. */
static inline LbFitSettings small_settings(void)
{
    LbFitSettings set          = lb_fit_defaults();
    set.svd.rank               = 6;
    set.taste.rank             = 8;
    set.stars.rank             = 4;
    set.embedding.rank         = 8;
    set.stars.user_prior.ridge = 10;
    set.stars.film_prior.ridge = 10;
    set.stars.fold             = set.stars.users; /* new people are solved like those of training */
    set.near.per_film          = 20;
    set.softimpute.rank        = 6;
    set.softimpute.threshold   = 3;
    return set;
}

/* How the method does for people whom it has not seen. */
static inline LbEvaluation evaluate_method(LbFitFn fit)
{
    LbError            err = {0};
    Ratings           *r   = draw(5);
    LbFitSettings      set = small_settings();
    LbEvaluateSettings how = {fit, &set, 0.25, 0.2, 3, NULL, NULL, 0};
    LbEvaluation       result;
    LB_ASSERT_OK(lb_evaluate(&result, &r->set, &how, NULL, NULL, &err));
    free(r);
    return result;
}

static inline void check_same_rows(LbFactorRows a, LbFactorRows b)
{
    for (int32_t f = 0; f < FILMS; f++)
        for (int32_t k = 0; k < a.rank; k++)
            assert_true(lb_factor_rows_entry(&a, f, k) == lb_factor_rows_entry(&b, f, k));
}

static inline void check_finite_rows(LbFactorRows rows)
{
    for (int32_t f = 0; f < FILMS; f++)
        for (int32_t k = 0; k < rows.rank; k++) {
            assert_true(isfinite(lb_factor_rows_entry(&rows, f, k)));
            assert_true(fabsf(lb_factor_rows_entry(&rows, f, k)) < 65536);
        }
}

static inline void check_threads(LbFitFn fit)
{
    LbError       err  = {0};
    Ratings      *r    = draw(6);
    LbFitSettings set  = small_settings();
    LbPool       *pool = NULL;
    LbFit        *one = NULL, *three = NULL;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(fit(&one, &r->set, &set, NULL, NULL, &err));
    LB_ASSERT_OK(fit(&three, &r->set, &set, pool, NULL, &err));
    assert_int_equal(one->taste.rank, three->taste.rank);
    assert_int_equal(one->stars.rank, three->stars.rank);
    if (one->taste.rank > 0)
        check_same_rows(lb_factor_rows_of_taste(&one->taste),
                        lb_factor_rows_of_taste(&three->taste));
    if (one->stars.rank > 0)
        check_same_rows(lb_factor_rows_of_stars(&one->stars),
                        lb_factor_rows_of_stars(&three->stars));
    assert_memory_equal(one->stars.film_bias, three->stars.film_bias, FILMS * sizeof(float));
    assert_memory_equal(one->film_mean, three->film_mean, FILMS * sizeof(float));
    lb_fit_free(one);
    lb_fit_free(three);
    lb_pool_free(pool);
    free(r);
}

/* What training would give the users of `r`, were it to solve them once more: [USERS x (1 + k)]. */
static inline float *training_rows(const Ratings *r, const LbFit *fit, const LbCsr *by_user,
                                   const LbFitSettings *set)
{
    LbError       err = {0};
    size_t        k = (size_t)fit->stars.rank, width = k + 1, m = (size_t)fit->stars.prior.rank;
    float        *films = calloc(FILMS * width, sizeof *films);
    float        *rows  = calloc(USERS * width, sizeof *rows);
    float        *prior = calloc(USERS * width, sizeof *prior);
    LbSide        side = {FILMS, (int32_t)k, films}, users = {USERS, (int32_t)k, rows};
    LbAlsSettings als     = set->stars.users;
    LbFactorRows  factors = lb_factor_rows_of_stars(&fit->stars);
    LbFactorRows  watched = lb_factor_rows_of_prior(&fit->stars.prior);
    LbEmbedding   seen    = {USERS, (int32_t)m, calloc(USERS * (m + 1), sizeof *films)};
    als.mean              = fit->mean_stars;
    for (size_t f = 0; f < FILMS; f++) {
        films[f * width] = fit->stars.film_bias[f];
        for (size_t j = 0; j < k; j++)
            films[f * width + 1 + j] = lb_factor_rows_entry(&factors, (int64_t)f, (int32_t)j);
    }
    for (int64_t i = 0; i < r->set.n; i++)
        for (size_t j = 0; j < m; j++)
            seen.row[(size_t)r->user[i] * m + j] +=
                lb_factor_rows_entry(&watched, r->film[i], (int32_t)j);
    lb_embedding_normalise(&seen);
    for (size_t u = 0; u < USERS; u++) {
        double n   = (double)(by_user->start[u + 1] - by_user->start[u]);
        float  own = (float)(n / (n + fit->stars.prior.shrink));
        for (size_t j = 0; j < m; j++) {
            float centre        = fit->stars.prior.centre[j];
            seen.row[u * m + j] = centre + own * (seen.row[u * m + j] - centre);
        }
    }
    if (m > 0) lb_prior_apply(prior, &seen, fit->stars.prior.map, (int32_t)k, NULL);
    LB_ASSERT_OK(lb_als_half_sweep(&users, &side, by_user, m > 0 ? prior : NULL, &als, NULL, &err));
    free(films);
    free(prior);
    free(seen.row);
    return rows;
}

static inline void check_users(const LbFit *fit, const LbCsr *by_user, const float *rows)
{
    LbError err   = {0};
    LbModel model = lb_fit_model(fit);
    LbUser *user  = NULL;
    size_t  width = (size_t)fit->stars.rank + 1;
    LB_ASSERT_OK(lb_foldin_new(&user, &model, &err));
    for (int32_t u = 0; u < USERS; u++) {
        int64_t  at     = by_user->start[u];
        int32_t  n      = (int32_t)(by_user->start[u + 1] - at);
        LbVector vector = {by_user->col + at, by_user->value + at, n, n};
        LB_ASSERT_OK(lb_foldin_vector(user, &vector, &err));
        for (size_t q = 0; q < width; q++) /* single precision, another order of summation */
            LB_ASSERT_NEAR(user->stars[q], rows[(size_t)u * width + q], 2e-4);
    }
    lb_foldin_free(user);
}

/* Folding in a training user gives what another sweep would. */
static inline void check_fold_in(LbFitFn fit_method)
{
    LbError       err    = {0};
    Ratings      *r      = draw(7);
    LbFitSettings set    = small_settings();
    LbFit        *fit    = NULL;
    LbMatrix     *matrix = NULL;
    LbCsr         by_user;
    LB_ASSERT_OK(fit_method(&fit, &r->set, &set, NULL, NULL, &err));
    fit->stars.prior.n_stages = 0; /* training takes all as well known */
    LB_ASSERT_OK(lb_matrix_build(&matrix, &r->set, NULL, &err));
    LB_ASSERT_OK(lb_matrix_take(&by_user, matrix, &err));
    float *rows = training_rows(r, fit, &by_user, &set);
    check_users(fit, &by_user, rows);
    free(rows);
    lb_csr_clear(&by_user);
    lb_matrix_free(matrix);
    lb_fit_free(fit);
    free(r);
}

/* Larger ranks than these few films allow. */
static inline void check_large_ranks(LbFitFn fit_method)
{
    LbError       err = {0};
    Ratings      *r   = draw(8);
    LbFitSettings set = lb_fit_defaults();
    LbFit        *fit = NULL;
    LB_ASSERT_OK(fit_method(&fit, &r->set, &set, NULL, NULL, &err));
    assert_true(fit->taste.rank < FILMS && fit->stars.rank < FILMS);
    check_finite_rows(lb_factor_rows_of_taste(&fit->taste));
    check_finite_rows(lb_factor_rows_of_stars(&fit->stars));
    for (int f = 0; fit->taste.output_scale != NULL && f < FILMS; f++)
        assert_true(fit->taste.output_scale[f] >= 1 && isfinite(fit->taste.output_scale[f]));
    lb_fit_free(fit);
    free(r);
}

static inline LbTriplets handful(void)
{
    static int32_t user[] = {0, 0, 1, 1, 2}, film[] = {0, 1, 0, 2, 1};
    static float   stars[] = {4, 3, 4.5F, 2, 3};
    return (LbTriplets){
        .n_users = 3, .n_films = 3, .n = 5, .user = user, .film = film, .stars = stars};
}

static inline void check_handful(LbFitFn fit_method)
{
    LbError       err    = {0};
    LbTriplets    set    = handful();
    LbTriplets    single = lb_triplets_head(&set, 1), none = lb_triplets_head(&set, 0);
    LbFitSettings how = lb_fit_defaults();
    LbFit        *fit = NULL;
    LB_ASSERT_OK(fit_method(&fit, &set, &how, NULL, NULL, &err));
    lb_fit_free(fit);
    LB_ASSERT_FAILS(fit_method(&fit, &single, &how, NULL, NULL, &err), LB_EDATA, "single");
    assert_null(fit);
    LB_ASSERT_FAILS(fit_method(&fit, &none, &how, NULL, NULL, &err), LB_EDATA, "no ratings");
}

static inline void check_interrupt(LbFitFn fit_method)
{
    LbError       err = {0};
    Ratings      *r   = draw(4);
    LbFitSettings set = small_settings();
    LbFit        *fit = NULL;
    LB_ASSERT_FAILS(fit_method(&fit, &r->set, &set, NULL, &interrupted, &err), LB_EINTR,
                    "interrupted");
    assert_null(fit);
    free(r);
}

/* From all of them down to none, once. */
static inline void note_release(LbTriplets *left, int64_t n)
{
    assert_true(n <= left->n && left->n > 0);
    left->n = n;
}

/* The triplets are given back, and not looked at again. */
static inline void check_release(LbFitFn fit_method)
{
    LbError       err  = {0};
    LbTriplets    set  = handful();
    LbTriplets    left = {.n = set.n};
    LbFitSettings how  = lb_fit_defaults();
    LbFit        *fit  = NULL;
    set.release        = note_release;
    set.owner          = &left;
    LB_ASSERT_OK(fit_method(&fit, &set, &how, NULL, NULL, &err));
    assert_int_equal(left.n, 0);
    lb_fit_free(fit);
}

static inline void check_nomem(LbFitFn fit_method)
{
    LbError       err = {0};
    Ratings      *r   = draw_of(3, 24, 12);
    LbFitSettings set = small_settings();
    LbFit        *fit = NULL;
    LB_ASSERT_SURVIVES_NOMEM(fit_method(&fit, &r->set, &set, NULL, NULL, &err), lb_fit_free(fit));
    free(r);
}

#endif
