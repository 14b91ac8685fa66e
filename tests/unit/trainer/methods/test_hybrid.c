/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/tastes.h"

#include "common/base/mem.h"
#include "common/predict/foldin.h"
#include "common/predict/score.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/methods/eigenrec.h"
#include "trainer/methods/hybrid.h"
#include "trainer/methods/softimpute.h"

static LbFitSettings small_settings(void)
{
    LbFitSettings set          = lb_fit_defaults();
    set.svd.rank               = 6;
    set.taste.rank             = 8;
    set.stars.rank             = 4;
    set.embedding.rank         = 8;
    set.stars.user_prior.ridge = 10;
    set.stars.film_prior.ridge = 10;
    set.near.per_film          = 20;
    set.softimpute.rank        = 6;
    set.softimpute.threshold   = 3;
    return set;
}

static const struct {
    const char *name;
    LbFitFn     fit;
} methods[] = {
    {"eigenrec", lb_eigenrec_fit}, {"softimpute", lb_softimpute_fit}, {"hybrid", lb_hybrid_fit}};

static LbEvaluation evaluate(LbFitFn fit)
{
    LbError            err     = {0};
    Ratings           *r       = draw(5);
    LbFitSettings      set     = small_settings();
    LbEvaluateSettings how     = {fit, &set, 0.25, 0.2, 3, NULL};
    LbTriplets         entries = {.n_users = USERS,
                                  .n_films = FILMS,
                                  .n       = r->set.n,
                                  .user    = r->user,
                                  .film    = r->film,
                                  .stars   = r->stars};
    LbEvaluation       result;
    LB_ASSERT_OK(lb_evaluate(&result, &entries, &how, NULL, NULL, &err));
    free(r);
    return result;
}

static void methods__predict_unseen_people_better_than_baselines(void **state)
{
    (void)state;
    LbEvaluation eigenrec = evaluate(lb_eigenrec_fit);
    LbEvaluation soft     = evaluate(lb_softimpute_fit);
    LbEvaluation hybrid   = evaluate(lb_hybrid_fit);
    assert_true(eigenrec.model.ndcg10 > eigenrec.popularity.ndcg10 + 0.1);
    LB_ASSERT_NEAR(eigenrec.model.rmse_stars, eigenrec.biases.rmse_stars, 0.02);
    assert_true(soft.model.rmse_stars < soft.biases.rmse_stars - 0.02);
    assert_true(hybrid.model.ndcg10 > hybrid.popularity.ndcg10 + 0.1);
    assert_true(hybrid.model.rmse_stars < hybrid.biases.rmse_stars - 0.02);
    assert_true(hybrid.model.pairwise > hybrid.biases.pairwise + 0.02);
}

static void methods__are_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    Ratings      *r   = draw(6);
    LbFitSettings set = small_settings();
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        LbError err  = {0};
        LbPool *pool = NULL;
        LbFit  *one = NULL, *three = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
        LB_ASSERT_OK(methods[m].fit(&one, &r->set, &set, NULL, NULL, &err));
        LB_ASSERT_OK(methods[m].fit(&three, &r->set, &set, pool, NULL, &err));
        assert_int_equal(one->taste.rank, three->taste.rank);
        assert_int_equal(one->stars.rank, three->stars.rank);
        if (one->taste.rank > 0)
            assert_memory_equal(one->taste.factors, three->taste.factors,
                                FILMS * (size_t)one->taste.rank * sizeof(float));
        if (one->stars.rank > 0)
            assert_memory_equal(one->stars.factors, three->stars.factors,
                                FILMS * (size_t)one->stars.rank * sizeof(float));
        assert_memory_equal(one->stars.film_bias, three->stars.film_bias, FILMS * sizeof(float));
        lb_fit_free(one);
        lb_fit_free(three);
        lb_pool_free(pool);
    }
    free(r);
}

/* What training would give the users of `r`, were it to solve them once more: [USERS x (1 + k)]. */
static float *training_rows(const Ratings *r, const LbFit *fit, const LbCsr *by_user,
                            const LbFitSettings *set)
{
    LbError       err = {0};
    size_t        k = (size_t)fit->stars.rank, width = k + 1, m = (size_t)fit->stars.prior.rank;
    float        *films = calloc(FILMS * width, sizeof *films);
    float        *rows  = calloc(USERS * width, sizeof *rows);
    float        *prior = calloc(USERS * width, sizeof *prior);
    LbSide        side = {FILMS, (int32_t)k, films}, users = {USERS, (int32_t)k, rows};
    LbAlsSettings als  = set->stars.users;
    LbEmbedding   seen = {USERS, (int32_t)m, calloc(USERS * (m + 1), sizeof *films)};
    als.mean           = fit->mean_stars;
    for (size_t f = 0; f < FILMS; f++) {
        films[f * width] = fit->stars.film_bias[f];
        memcpy(films + f * width + 1, fit->stars.factors + f * k, k * sizeof *films);
    }
    for (int64_t i = 0; i < r->set.n; i++)
        for (size_t j = 0; j < m; j++)
            seen.row[(size_t)r->user[i] * m + j] +=
                fit->stars.prior.factors[(size_t)r->film[i] * m + j];
    lb_embedding_normalise(&seen);
    for (size_t u = 0; u < USERS; u++) {
        double n   = (double)(by_user->start[u + 1] - by_user->start[u]);
        float  own = (float)(n / (n + fit->stars.prior.shrink));
        for (size_t j = 0; j < m; j++) {
            float centre        = fit->stars.prior.centre[j];
            seen.row[u * m + j] = centre + own * (seen.row[u * m + j] - centre);
        }
    }
    if (m > 0) lb_prior_apply(prior, &seen, fit->stars.prior.map, (int32_t)k);
    LB_ASSERT_OK(lb_als_half_sweep(&users, &side, by_user, m > 0 ? prior : NULL, &als, NULL, &err));
    free(films);
    free(prior);
    free(seen.row);
    return rows;
}

static void check_fold_in(const LbFit *fit, const LbCsr *by_user, const float *rows)
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

static void methods__folding_in_a_training_user_gives_their_training_row(void **state)
{
    (void)state;
    static const LbFitFn fits[] = {lb_softimpute_fit, lb_hybrid_fit};
    Ratings             *r      = draw(7);
    LbFitSettings        set    = small_settings();
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        LbError   err    = {0};
        LbFit    *fit    = NULL;
        LbMatrix *matrix = NULL;
        LbCsr     by_user;
        LB_ASSERT_OK(fits[i](&fit, &r->set, &set, NULL, NULL, &err));
        LB_ASSERT_OK(lb_matrix_build(&matrix, &r->set, NULL, &err));
        LB_ASSERT_OK(lb_matrix_take(&by_user, matrix, &err));
        float *rows = training_rows(r, fit, &by_user, &set);
        check_fold_in(fit, &by_user, rows);
        free(rows);
        lb_csr_clear(&by_user);
        lb_matrix_free(matrix);
        lb_fit_free(fit);
    }
    free(r);
}

static void methods__models_pass_the_model_check(void **state)
{
    (void)state;
    Ratings      *r   = draw(8);
    LbFitSettings set = lb_fit_defaults(); /* larger ranks than these few films allow */
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        LbError err = {0};
        LbFit  *fit = NULL;
        LB_ASSERT_OK(methods[m].fit(&fit, &r->set, &set, NULL, NULL, &err));
        assert_true(fit->taste.rank < FILMS && fit->stars.rank < FILMS);
        for (size_t i = 0; i < FILMS * (size_t)fit->taste.rank; i++)
            assert_true(isfinite(fit->taste.factors[i]));
        for (size_t i = 0; i < FILMS * (size_t)fit->stars.rank; i++)
            assert_true(isfinite(fit->stars.factors[i]));
        if (fit->taste.output_scale != NULL)
            for (int f = 0; f < FILMS; f++)
                assert_true(fit->taste.output_scale[f] >= 1 &&
                            isfinite(fit->taste.output_scale[f]));
        lb_fit_free(fit);
    }
    free(r);
}

static void methods__survive_a_handful_of_ratings(void **state)
{
    (void)state;
    int32_t          user[] = {0, 0, 1, 1, 2}, film[] = {0, 1, 0, 2, 1};
    float            stars[] = {4, 3, 4.5F, 2, 3};
    const LbTriplets set     = {
            .n_users = 3, .n_films = 3, .n = 5, .user = user, .film = film, .stars = stars};
    const LbTriplets single = {
        .n_users = 1, .n_films = 1, .n = 1, .user = user, .film = film, .stars = stars};
    LbFitSettings how = lb_fit_defaults();
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        LbError err = {0};
        LbFit  *fit = NULL;
        LB_ASSERT_OK(methods[m].fit(&fit, &set, &how, NULL, NULL, &err));
        lb_fit_free(fit);
        LB_ASSERT_FAILS(methods[m].fit(&fit, &single, &how, NULL, NULL, &err), LB_EDATA, "single");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods__predict_unseen_people_better_than_baselines),
        cmocka_unit_test(methods__are_the_same_for_any_number_of_threads),
        cmocka_unit_test(methods__folding_in_a_training_user_gives_their_training_row),
        cmocka_unit_test(methods__models_pass_the_model_check),
        cmocka_unit_test(methods__survive_a_handful_of_ratings),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
