/* SPDX-License-Identifier: MIT */
#include "trainer/methods/hybrid.h"

#include "tests/unit/trainer/methods/method_checks.h"

static void hybrid__does_better_than_baselines(void **state)
{
    (void)state;
    LbEvaluation result = evaluate_method(lb_hybrid_fit);
    assert_true(result.model.ndcg10 > result.popularity.ndcg10 + 0.1);
    assert_true(result.model.rmse_stars < result.biases.rmse_stars - 0.02);
    assert_true(result.model.pairwise > result.biases.pairwise + 0.02);
}

/* Each part learnt alone is what it is in the whole. */
static void hybrid__learns_its_parts_alone(void **state)
{
    (void)state;
    LbError       err   = {0};
    Ratings      *r     = draw(2);
    LbFitSettings set   = small_settings();
    LbFit        *whole = NULL, *affinity = NULL, *stars = NULL;
    LB_ASSERT_OK(lb_hybrid_fit(&whole, &r->set, &set, NULL, NULL, &err));
    set.parts = LB_PART_AFFINITY;
    LB_ASSERT_OK(lb_hybrid_fit(&affinity, &r->set, &set, NULL, NULL, &err));
    set.parts = LB_PART_STARS;
    LB_ASSERT_OK(lb_hybrid_fit(&stars, &r->set, &set, NULL, NULL, &err));
    assert_true(affinity->stars.rank == 0 && stars->taste.rank == 0 && stars->near.start == NULL);
    assert_memory_equal(affinity->taste.half, whole->taste.half,
                        FILMS * (size_t)whole->taste.rank * sizeof(uint16_t));
    assert_memory_equal(affinity->near.start, whole->near.start, (FILMS + 1) * sizeof(int64_t));
    assert_memory_equal(stars->stars.half, whole->stars.half,
                        FILMS * (size_t)whole->stars.rank * sizeof(uint16_t));
    lb_fit_free(whole);
    lb_fit_free(affinity);
    lb_fit_free(stars);
    free(r);
}

static void hybrid__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    check_threads(lb_hybrid_fit);
}

static void hybrid__copes_with_ranks_beyond_the_films(void **state)
{
    (void)state;
    check_large_ranks(lb_hybrid_fit);
}

static void hybrid__survives_a_handful_of_ratings(void **state)
{
    (void)state;
    check_handful(lb_hybrid_fit);
}

static void hybrid__stops_when_asked_to(void **state)
{
    (void)state;
    check_interrupt(lb_hybrid_fit);
}

static void hybrid__gives_the_triplets_back(void **state)
{
    (void)state;
    check_release(lb_hybrid_fit);
}

static void hybrid__survives_lack_of_memory(void **state)
{
    (void)state;
    check_nomem(lb_hybrid_fit);
}

static void hybrid__folding_in_a_training_user_gives_their_training_row(void **state)
{
    (void)state;
    check_fold_in(lb_hybrid_fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hybrid__does_better_than_baselines),
        cmocka_unit_test(hybrid__learns_its_parts_alone),
        cmocka_unit_test(hybrid__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(hybrid__copes_with_ranks_beyond_the_films),
        cmocka_unit_test(hybrid__survives_a_handful_of_ratings),
        cmocka_unit_test(hybrid__stops_when_asked_to),
        cmocka_unit_test(hybrid__gives_the_triplets_back),
        cmocka_unit_test(hybrid__survives_lack_of_memory),
        cmocka_unit_test(hybrid__folding_in_a_training_user_gives_their_training_row),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
