/* SPDX-License-Identifier: MIT */
#include "trainer/methods/eigenrec.h"

#include "tests/unit/trainer/methods/method_checks.h"

static void eigenrec__ranks_better_than_popularity(void **state)
{
    (void)state;
    LbEvaluation result = evaluate_method(lb_eigenrec_fit);
    assert_true(result.model.ndcg10 > result.popularity.ndcg10 + 0.1);
    LB_ASSERT_NEAR(result.model.rmse_stars, result.biases.rmse_stars,
                   0.02); /* its stars are biases */
}

static void eigenrec__has_affinity_and_biases_alone(void **state)
{
    (void)state;
    LbError       err = {0};
    Ratings      *r   = draw(2);
    LbFitSettings set = small_settings();
    LbFit        *fit = NULL;
    LB_ASSERT_OK(lb_eigenrec_fit(&fit, &r->set, &set, NULL, NULL, &err));
    assert_int_equal(fit->taste.rank, set.taste.rank);
    assert_int_equal(fit->stars.rank, 0);
    assert_non_null(fit->stars.film_bias);
    assert_null(fit->near.start);
    LB_ASSERT_NEAR(fit->list.stars, 1, 0);
    lb_fit_free(fit);
    free(r);
}

static void eigenrec__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    check_threads(lb_eigenrec_fit);
}

static void eigenrec__copes_with_ranks_beyond_the_films(void **state)
{
    (void)state;
    check_large_ranks(lb_eigenrec_fit);
}

static void eigenrec__survives_a_handful_of_ratings(void **state)
{
    (void)state;
    check_handful(lb_eigenrec_fit);
}

static void eigenrec__stops_when_asked_to(void **state)
{
    (void)state;
    check_interrupt(lb_eigenrec_fit);
}

static void eigenrec__gives_the_triplets_back(void **state)
{
    (void)state;
    check_release(lb_eigenrec_fit);
}

static void eigenrec__survives_lack_of_memory(void **state)
{
    (void)state;
    check_nomem(lb_eigenrec_fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eigenrec__ranks_better_than_popularity),
        cmocka_unit_test(eigenrec__has_affinity_and_biases_alone),
        cmocka_unit_test(eigenrec__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(eigenrec__copes_with_ranks_beyond_the_films),
        cmocka_unit_test(eigenrec__survives_a_handful_of_ratings),
        cmocka_unit_test(eigenrec__stops_when_asked_to),
        cmocka_unit_test(eigenrec__gives_the_triplets_back),
        cmocka_unit_test(eigenrec__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
