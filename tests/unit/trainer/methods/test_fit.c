/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/tastes.h"

#include <stdlib.h>

static int32_t user[]  = {0, 0, 1, 2};
static int32_t film[]  = {0, 2, 2, 2};
static float   stars[] = {5, 1, 2, 4};

static const LbTriplets small = {
    .n_users = 3, .n_films = 4, .n = 4, .user = user, .film = film, .stars = stars};

static LbStatus fit_small(LbFit **out, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LB_TRY(lb_fit_new(out, LB_METHOD_ZSCORE, &small, NULL, err));
    LB_TRY(lb_matrix_build(&matrix, &small, NULL, err));
    LB_TRY(lb_fit_count_films(*out, matrix, NULL, err));
cleanup:
    lb_matrix_free(matrix);
    if (st != LB_OK) {
        lb_fit_free(*out);
        *out = NULL;
    }
    return st;
}

static void fit__has_counts_means_and_fame_of_films(void **state)
{
    (void)state;
    LbError err = {0};
    LbFit  *fit = NULL;
    double  sum = 0;
    LB_ASSERT_OK(fit_small(&fit, &err));
    assert_true(fit->film_count[0] == 1 && fit->film_count[1] == 0 && fit->film_count[2] == 3);
    LB_ASSERT_NEAR(fit->mean_stars, 3, 0);
    LB_ASSERT_NEAR(fit->std_stars, sqrt(10.0 / 3), 1e-15);
    LB_ASSERT_NEAR(fit->film_mean[2], 7.0 / 3, 1e-6);
    LB_ASSERT_NEAR(fit->film_mean[3], 3, 1e-6); /* without ratings: the mean of all */
    for (int f = 0; f < 4; f++)
        sum += (double)fit->film_fame[f];
    LB_ASSERT_NEAR(sum, 0, 1e-6);
    LB_ASSERT_NEAR(fit->film_fame[2] - fit->film_fame[1], log(4), 1e-6);
    assert_true(lb_fit_has_spread(fit));
    lb_fit_free(fit);
}

static void fit__is_a_model_of_what_it_holds(void **state)
{
    (void)state;
    LbError err = {0};
    LbFit  *fit = NULL;
    LB_ASSERT_OK(fit_small(&fit, &err));
    LbModel model = lb_fit_model(fit);
    assert_true(model.films.n_films == 4 && model.films.count == fit->film_count);
    assert_true(model.info.n_ratings == 4 && model.info.mean_stars == 3);
    assert_true(model.info.method == LB_METHOD_ZSCORE && model.info.discovery.affinity == 1);
    lb_fit_free(fit);
}

static void fit__refuses_what_says_nothing(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbFit     *fit  = NULL;
    LbTriplets none = lb_triplets_head(&small, 0), one = lb_triplets_head(&small, 1);
    LB_ASSERT_FAILS(lb_fit_new(&fit, LB_METHOD_HYBRID, &none, NULL, &err), LB_EDATA, "no ratings");
    LB_ASSERT_FAILS(lb_fit_new(&fit, LB_METHOD_HYBRID, &one, NULL, &err), LB_EDATA, "single");
    assert_null(fit);
}

static void fit__sees_ratings_that_do_not_differ(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbFit     *fit     = NULL;
    float      equal[] = {3.3F, 3.3F, 3.3F, 3.3F}; /* no exact number: a tiny deviation is left */
    LbTriplets set     = small;
    set.stars          = equal;
    LB_ASSERT_OK(lb_fit_new(&fit, LB_METHOD_HYBRID, &set, NULL, &err));
    assert_false(lb_fit_has_spread(fit));
    lb_fit_free(fit);
}

/* Sums do not depend on how they are grouped, nor on the threads. */
static void fit__counts_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    Ratings *r      = draw(3);
    LbFit   *fit[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        LbError   err    = {0};
        LbPool   *pool   = NULL;
        LbMatrix *matrix = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, 1 + 2 * i, &err));
        LB_ASSERT_OK(lb_fit_new(&fit[i], LB_METHOD_HYBRID, &r->set, pool, &err));
        LB_ASSERT_OK(lb_matrix_build(&matrix, &r->set, pool, &err));
        LB_ASSERT_OK(lb_fit_count_films(fit[i], matrix, NULL, &err));
        lb_matrix_free(matrix);
        lb_pool_free(pool);
    }
    assert_memory_equal(fit[0]->film_mean, fit[1]->film_mean, FILMS * sizeof(float));
    assert_memory_equal(fit[0]->film_count, fit[1]->film_count, FILMS * sizeof(int32_t));
    assert_true(fit[0]->std_stars == fit[1]->std_stars);
    lb_fit_free(fit[0]);
    lb_fit_free(fit[1]);
    free(r);
}

static void fit__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    LbFit  *fit = NULL;
    LB_ASSERT_SURVIVES_NOMEM(fit_small(&fit, &err), lb_fit_free(fit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fit__has_counts_means_and_fame_of_films),
        cmocka_unit_test(fit__is_a_model_of_what_it_holds),
        cmocka_unit_test(fit__refuses_what_says_nothing),
        cmocka_unit_test(fit__sees_ratings_that_do_not_differ),
        cmocka_unit_test(fit__counts_the_same_for_any_number_of_threads),
        cmocka_unit_test(fit__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
