/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/methods/eigenrec.h"
#include "trainer/methods/zscore.h"

enum { USERS = 300, FILMS = 80, MOST = USERS * FILMS };

typedef struct Ratings {
    int32_t    user[MOST], film[MOST];
    float      stars[MOST];
    LbTriplets triplets;
} Ratings;

/* Users of two tastes: each watches and likes the films of their own half more. */
static Ratings *draw(uint64_t seed)
{
    Ratings *ratings = malloc(sizeof *ratings);
    LbRng    rng;
    int64_t  n = 0;
    assert_non_null(ratings);
    lb_rng_init(&rng, seed, 0);
    for (int32_t u = 0; u < USERS; u++) {
        for (int32_t f = 0; f < FILMS; f++) {
            bool   is_mine = u % 2 == f % 2;
            double stars   = (is_mine ? 4.2 : 2) + 0.5 * lb_rng_normal(&rng);
            if (lb_rng_uniform(&rng) >= (is_mine ? 0.6 : 0.3)) continue;
            ratings->user[n]    = u;
            ratings->film[n]    = f;
            ratings->stars[n++] = (float)(round(2 * fmin(5, fmax(0.5, stars))) / 2);
        }
    }
    ratings->triplets = (LbTriplets){.n_users = USERS,
                                     .n_films = FILMS,
                                     .n       = n,
                                     .user    = ratings->user,
                                     .film    = ratings->film,
                                     .stars   = ratings->stars};
    return ratings;
}

static void run(LbEvaluation *out, uint64_t seed, LbPool *pool)
{
    LbError            err     = {0};
    Ratings           *ratings = draw(3);
    LbFitSettings      fit     = {.svd = lb_svd_defaults()};
    const int32_t      known[] = {3, 1000};
    LbEvaluateSettings set     = {lb_zscore_fit, &fit, 0.2, 0.2, seed, NULL, known, 2};
    fit.svd.rank               = 4;
    LB_ASSERT_OK(lb_evaluate(out, &ratings->triplets, &set, pool, NULL, &err));
    free(ratings);
}

static void evaluate__tells_taste_from_fame(void **state)
{
    (void)state;
    LbEvaluation result;
    run(&result, 1, NULL);
    assert_int_equal(result.users, 60);
    assert_int_equal(result.min_ratings, 20);
    assert_true(result.ratings > 60 * 4 && result.ratings < 60 * 12);
    /* Taste decides here: what is known of a person beats what is known of the films. */
    assert_true(result.model.ndcg10 > result.popularity.ndcg10 + 0.1);
    assert_true(result.model.ndcg10 > result.biases.ndcg10 + 0.1);
    assert_true(result.model.pairwise > 0.7 && result.model.pairwise <= 1);
    LB_ASSERT_NEAR(result.popularity.pairwise, 0.5, 0.15);
    assert_true(result.model.rmse_stars < result.mean.rmse_stars);
    assert_true(result.model.mae_stars <= result.model.rmse_stars);
    assert_true(result.model.recall20 > 0 && result.model.recall20 <= 1);
    assert_true(result.model.lift_stars > 0.5);
    assert_true(result.model.coverage_films > 40 && result.model.coverage_films <= FILMS);
    assert_true(result.popularity.coverage_films < result.model.coverage_films);
    assert_true(result.popularity.fame_ratings > result.model.fame_ratings);
    assert_true(result.rmse_z > 0.1 && result.rmse_z < 1);
    assert_true(isnan(result.mean.ndcg10) && isnan(result.popularity.rmse_stars));
    assert_true(result.n_known == 2 && result.known[0].ratings == 3);
    assert_true(result.known[0].model.ndcg10 < result.model.ndcg10);
    LB_ASSERT_NEAR(result.known[1].model.ndcg10, result.model.ndcg10, 1e-6); /* all of them */
    assert_true(result.notebook.n > result.notebook.n_first50);
    assert_true(result.notebook.n_first50 > 1000 && result.notebook.rmse_z_first50 < 1);
}

static void assert_same_bits(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof a); /* NAN too */
}

/* Member by member: what is between them is not set. */
static void assert_same_measures(const LbMeasures *a, const LbMeasures *b)
{
    assert_same_bits(a->rmse_stars, b->rmse_stars);
    assert_same_bits(a->mae_stars, b->mae_stars);
    assert_same_bits(a->ndcg10, b->ndcg10);
    assert_same_bits(a->recall20, b->recall20);
    assert_same_bits(a->pairwise, b->pairwise);
    assert_same_bits(a->lift_stars, b->lift_stars);
    assert_int_equal(a->coverage_films, b->coverage_films);
    assert_same_bits(a->fame_ratings, b->fame_ratings);
}

static void evaluate__is_the_same_for_any_threads(void **state)
{
    (void)state;
    LbError      err = {0};
    LbEvaluation result[3];
    for (int i = 0; i < 3; i++) {
        LbPool *pool = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, i + 1, &err));
        run(&result[i], 7, pool);
        lb_pool_free(pool);
        assert_same_measures(&result[i].model, &result[0].model);
        assert_same_measures(&result[i].biases, &result[0].biases);
        assert_true(result[i].notebook.rmse_z == result[0].notebook.rmse_z);
    }
    LbEvaluation other;
    run(&other, 8, NULL);
    assert_true(other.model.rmse_stars != result[0].model.rmse_stars);
}

static void evaluate__compares_with_the_notebook_by_zscores_alone(void **state)
{
    (void)state;
    LbError            err     = {0};
    Ratings           *ratings = draw(3);
    LbFitSettings      fit     = lb_fit_defaults();
    LbEvaluateSettings set     = {lb_eigenrec_fit, &fit, 0.2, 0.2, 1, NULL, NULL, 0};
    LbEvaluation       result, zscore;
    fit.svd.rank = 4;
    LB_ASSERT_OK(lb_evaluate(&result, &ratings->triplets, &set, NULL, NULL, &err));
    assert_true(result.notebook.n == 0 && result.notebook.n_first50 == 0);
    assert_true(isnan(result.notebook.rmse_z) && isnan(result.notebook.mae_z_first50));
    set.fit = lb_zscore_fit;
    LB_ASSERT_OK(lb_evaluate(&zscore, &ratings->triplets, &set, NULL, NULL, &err));
    assert_true(zscore.notebook.n > 0);
    /* A second look, at ratings in another order by now, sees the same people. */
    assert_same_measures(&zscore.popularity, &result.popularity);
    free(ratings);
}

static bool interrupted_in_evaluation(void *ctx)
{
    return *(bool *)ctx;
}

static void note_phase(void *ctx, const char *phase, double done, double total)
{
    (void)done;
    (void)total;
    if (phase != NULL && strcmp(phase, "evaluate") == 0) *(bool *)ctx = true;
}

static void evaluate__can_be_interrupted(void **state)
{
    (void)state;
    LbError    err      = {0};
    bool       is_there = false;
    LbReporter reporter = {
        .progress = note_phase, .interrupted = interrupted_in_evaluation, .ctx = &is_there};
    Ratings           *ratings = draw(3);
    LbFitSettings      fit     = {.svd = lb_svd_defaults()};
    LbEvaluateSettings set     = {lb_zscore_fit, &fit, 0.2, 0.2, 1, NULL, NULL, 0};
    LbEvaluation       result;
    fit.svd.rank = 4;
    LB_ASSERT_FAILS(lb_evaluate(&result, &ratings->triplets, &set, NULL, &reporter, &err), LB_EINTR,
                    "interrupted");
    assert_true(is_there);
    free(ratings);
}

static LbStatus cannot_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                           LbPool *pool, const LbReporter *reporter, LbError *err)
{
    (void)train;
    (void)settings;
    (void)pool;
    (void)reporter;
    *out = NULL;
    return lb_error_set(err, LB_ENOCONV, 1, "no luck");
}

static void evaluate__passes_on_what_the_method_says(void **state)
{
    (void)state;
    LbError            err     = {0};
    Ratings           *ratings = draw(3);
    LbFitSettings      fit     = {.svd = lb_svd_defaults()};
    LbEvaluateSettings set     = {cannot_fit, &fit, 0.2, 0.2, 1, NULL, NULL, 0};
    LbEvaluation       result;
    LB_ASSERT_FAILS(lb_evaluate(&result, &ratings->triplets, &set, NULL, NULL, &err), LB_ENOCONV,
                    "no luck");
    ratings->triplets.n_users = 1;
    ratings->triplets.n       = 3;
    LB_ASSERT_FAILS(lb_evaluate(&result, &ratings->triplets, &set, NULL, NULL, &err), LB_EDATA,
                    "at least 2 users");
    free(ratings);
}

static void evaluate__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError            err     = {0};
    Ratings           *ratings = draw(3);
    LbFitSettings      fit     = {.svd = lb_svd_defaults()};
    LbEvaluateSettings set     = {lb_zscore_fit, &fit, 0.01, 0.2, 1, NULL, NULL, 0};
    LbEvaluation       result;
    fit.svd.rank = 2;
    LB_ASSERT_SURVIVES_NOMEM(lb_evaluate(&result, &ratings->triplets, &set, NULL, NULL, &err),
                             (void)0);
    free(ratings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluate__tells_taste_from_fame),
        cmocka_unit_test(evaluate__is_the_same_for_any_threads),
        cmocka_unit_test(evaluate__compares_with_the_notebook_by_zscores_alone),
        cmocka_unit_test(evaluate__can_be_interrupted),
        cmocka_unit_test(evaluate__survives_a_lack_of_memory),
        cmocka_unit_test(evaluate__passes_on_what_the_method_says),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
