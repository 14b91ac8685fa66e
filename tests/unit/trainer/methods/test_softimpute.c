/* SPDX-License-Identifier: MIT */
#include "trainer/methods/softimpute.h"

#include "tests/unit/trainer/methods/method_checks.h"

static void softimpute__predicts_stars_better_than_biases(void **state)
{
    (void)state;
    LbEvaluation result = evaluate_method(lb_softimpute_fit);
    assert_true(result.model.rmse_stars < result.biases.rmse_stars - 0.02);
}

/* A threshold above all singular values leaves biases, and that is a model too. */
static void softimpute__with_nothing_left_is_biases(void **state)
{
    (void)state;
    LbError       err        = {0};
    Ratings      *r          = draw(2);
    LbFitSettings set        = small_settings();
    LbFit        *fit        = NULL;
    set.softimpute.threshold = 1e6;
    LB_ASSERT_OK(lb_softimpute_fit(&fit, &r->set, &set, NULL, NULL, &err));
    assert_int_equal(fit->stars.rank, 0);
    for (int f = 0; f < FILMS; f++)
        assert_true(fabs((double)fit->stars.film_bias[f]) < 3);
    lb_fit_free(fit);
    free(r);
}

/* More films than users: the solver works on the other side, and the factors come from its left. */
static void softimpute__does_not_mind_which_side_is_longer(void **state)
{
    (void)state;
    LbError       err = {0};
    Ratings      *r   = draw_of(9, 40, 80);
    LbFitSettings set = small_settings();
    LbFit        *fit = NULL;
    double        sum = 0;
    LB_ASSERT_OK(lb_softimpute_fit(&fit, &r->set, &set, NULL, NULL, &err));
    assert_true(fit->stars.rank > 0);
    for (size_t i = 0; i < 80 * (size_t)fit->stars.rank; i++) {
        assert_true(isfinite(fit->stars.factors[i]));
        sum += fabs((double)fit->stars.factors[i]);
    }
    assert_true(sum > 1);
    lb_fit_free(fit);
    free(r);
}

static void softimpute__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    check_threads(lb_softimpute_fit);
}

static void softimpute__copes_with_ranks_beyond_the_films(void **state)
{
    (void)state;
    check_large_ranks(lb_softimpute_fit);
}

static void softimpute__survives_a_handful_of_ratings(void **state)
{
    (void)state;
    check_handful(lb_softimpute_fit);
}

static void softimpute__stops_when_asked_to(void **state)
{
    (void)state;
    check_interrupt(lb_softimpute_fit);
}

static void softimpute__gives_the_triplets_back(void **state)
{
    (void)state;
    check_release(lb_softimpute_fit);
}

static void softimpute__survives_lack_of_memory(void **state)
{
    (void)state;
    check_nomem(lb_softimpute_fit);
}

static void softimpute__folding_in_a_training_user_gives_their_training_row(void **state)
{
    (void)state;
    check_fold_in(lb_softimpute_fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(softimpute__predicts_stars_better_than_biases),
        cmocka_unit_test(softimpute__with_nothing_left_is_biases),
        cmocka_unit_test(softimpute__does_not_mind_which_side_is_longer),
        cmocka_unit_test(softimpute__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(softimpute__copes_with_ranks_beyond_the_films),
        cmocka_unit_test(softimpute__survives_a_handful_of_ratings),
        cmocka_unit_test(softimpute__stops_when_asked_to),
        cmocka_unit_test(softimpute__gives_the_triplets_back),
        cmocka_unit_test(softimpute__survives_lack_of_memory),
        cmocka_unit_test(softimpute__folding_in_a_training_user_gives_their_training_row),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
