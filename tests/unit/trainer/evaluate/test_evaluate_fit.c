/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/evaluate_fit.h"

#include "common/predict/score.h"
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/interrupted.h"
#include "tests/unit/trainer/tastes.h"
#include "trainer/methods/zscore.h"

/* A method learnt without some people, and these. */
typedef struct Trial {
    Ratings   *ratings;
    LbHoldout *holdout;
    LbTriplets train;
    LbFit     *fit;
    LbBiases   biases;
} Trial;

static void setup(Trial *t)
{
    LbError       err = {0};
    LbFitSettings set = lb_fit_defaults();
    *t                = (Trial){.ratings = draw(5)};
    set.svd.rank      = 5;
    LB_ASSERT_OK(lb_holdout_users(&t->holdout, &t->ratings->set, 0.2, 0.2, 3, &err));
    t->train = t->holdout->train;
    LB_ASSERT_OK(lb_zscore_fit(&t->fit, &t->train, &set, NULL, NULL, &err));
    LB_ASSERT_OK(lb_biases_fit(&t->biases, &t->train, t->fit->mean_stars, 5, 10, &err));
}

static void drop(Trial *t)
{
    lb_biases_clear(&t->biases);
    lb_fit_free(t->fit);
    lb_holdout_free(t->holdout);
    free(t->ratings);
}

/* The errors of the baselines, one rating after the other. */
static void evaluate_fit__measures_baselines_as_by_hand(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbFitMeasures measures;
    double        mean_squares = 0, mean_absolute = 0, bias_squares = 0;
    setup(&t);
    LB_ASSERT_OK(lb_evaluate_fit(&measures, t.holdout, t.fit, &t.biases, NULL, NULL, &err));
    for (int32_t p = 0; p < t.holdout->n_people; p++) {
        int64_t first = t.holdout->first[p], given = first + t.holdout->n_of[p];
        double  bias = lb_biases_fold(&t.biases, t.holdout->film + given, t.holdout->stars + given,
                                      (int32_t)(t.holdout->first[p + 1] - given));
        for (int64_t i = first; i < given; i++) {
            double stars  = (double)t.holdout->stars[i];
            double by_all = (double)(float)t.fit->mean_stars - stars;
            double biased = t.fit->mean_stars + bias + t.biases.film[t.holdout->film[i]];
            mean_squares += by_all * by_all;
            mean_absolute += fabs(by_all);
            bias_squares += pow(fmin(5, fmax(0.5, biased)) - stars, 2);
        }
    }
    double n = (double)t.holdout->n_hidden;
    LB_ASSERT_NEAR(measures.mean.rmse_stars, sqrt(mean_squares / n), 1e-6);
    LB_ASSERT_NEAR(measures.mean.mae_stars, mean_absolute / n, 1e-6);
    LB_ASSERT_NEAR(measures.biases.rmse_stars, sqrt(bias_squares / n), 1e-6);
    assert_true(isnan(measures.popularity.rmse_stars) && measures.popularity.ndcg10 > 0);
    drop(&t);
}

/* In z units the score itself is compared: what lb_score_all() gives for the given part. */
/* Who tells less is known less well; who has not so much to tell tells all. */
static void evaluate_fit__tells_of_each_person_only_so_much(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbFitMeasures all, few, many;
    setup(&t);
    LB_ASSERT_OK(lb_evaluate_fit(&all, t.holdout, t.fit, NULL, NULL, NULL, &err));
    t.holdout->known_most = 2;
    LB_ASSERT_OK(lb_evaluate_fit(&few, t.holdout, t.fit, NULL, NULL, NULL, &err));
    t.holdout->known_most = 100000;
    LB_ASSERT_OK(lb_evaluate_fit(&many, t.holdout, t.fit, NULL, NULL, NULL, &err));
    assert_true(few.model.ndcg10 < all.model.ndcg10 && few.model.rmse_stars > all.model.rmse_stars);
    LB_ASSERT_NEAR(many.model.ndcg10, all.model.ndcg10, 0);
    LB_ASSERT_NEAR(many.model.rmse_stars, all.model.rmse_stars, 0);
    drop(&t);
}

static void evaluate_fit__measures_scores_of_z_in_their_own_units(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbFitMeasures measures;
    static float  score[FILMS], stars[FILMS];
    double        squares = 0;
    LbUser       *user    = NULL;
    setup(&t);
    LbModel model = lb_fit_model(t.fit);
    LB_ASSERT_OK(lb_evaluate_fit(&measures, t.holdout, t.fit, NULL, NULL, NULL, &err));
    LB_ASSERT_OK(lb_foldin_new(&user, &model, &err));
    for (int32_t p = 0; p < t.holdout->n_people; p++) {
        int64_t  first = t.holdout->first[p], given = first + t.holdout->n_of[p];
        int32_t  n      = (int32_t)(t.holdout->first[p + 1] - given);
        LbVector vector = {t.holdout->film + given, t.holdout->stars + given, n, n};
        LB_ASSERT_OK(lb_foldin_vector(user, &vector, &err));
        lb_score_all(user, &model.info.discovery, score, stars);
        for (int64_t i = first; i < given; i++)
            squares += pow((double)score[t.holdout->film[i]] -
                               ((double)t.holdout->stars[i] - t.fit->mean_stars) / t.fit->std_stars,
                           2);
    }
    LB_ASSERT_NEAR(measures.rmse_z, sqrt(squares / (double)t.holdout->n_hidden), 1e-9);
    LB_ASSERT_NEAR(measures.mean.rmse_stars, 0, 0); /* no baselines were asked for */
    lb_foldin_free(user);
    drop(&t);
}

static void evaluate_fit__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbPool       *pool = NULL;
    LbFitMeasures one, three;
    setup(&t);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(lb_evaluate_fit(&one, t.holdout, t.fit, &t.biases, NULL, NULL, &err));
    LB_ASSERT_OK(lb_evaluate_fit(&three, t.holdout, t.fit, &t.biases, pool, NULL, &err));
    assert_true(one.model.ndcg10 == three.model.ndcg10 && one.rmse_z == three.rmse_z);
    assert_true(one.biases.pairwise == three.biases.pairwise);
    assert_int_equal(one.popularity.coverage_films, three.popularity.coverage_films);
    lb_pool_free(pool);
    drop(&t);
}

static void evaluate_fit__stops_when_asked_to(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbFitMeasures measures;
    LbPool       *pool = NULL;
    setup(&t);
    LB_ASSERT_OK(lb_pool_new(&pool, 2, &err));
    LB_ASSERT_FAILS(lb_evaluate_fit(&measures, t.holdout, t.fit, NULL, pool, &interrupted, &err),
                    LB_EINTR, "interrupted");
    lb_pool_free(pool);
    drop(&t);
}

static void evaluate_fit__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError       err = {0};
    Trial         t;
    LbFitMeasures measures;
    setup(&t);
    LB_ASSERT_SURVIVES_NOMEM(
        lb_evaluate_fit(&measures, t.holdout, t.fit, &t.biases, NULL, NULL, &err), (void)0);
    drop(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluate_fit__measures_baselines_as_by_hand),
        cmocka_unit_test(evaluate_fit__measures_scores_of_z_in_their_own_units),
        cmocka_unit_test(evaluate_fit__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(evaluate_fit__stops_when_asked_to),
        cmocka_unit_test(evaluate_fit__survives_lack_of_memory),
        cmocka_unit_test(evaluate_fit__tells_of_each_person_only_so_much),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
