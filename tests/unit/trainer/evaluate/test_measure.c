/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/evaluate/measure.h"

enum { FILMS = 40 };

/* Hidden: films 0..4; 0, 1 and 2 are relevant. */
static const int32_t hidden_film[]  = {0, 1, 2, 3, 4};
static const float   hidden_stars[] = {5, 4.5F, 4, 3.5F, 1};

static LbHidden hidden(void)
{
    return (LbHidden){hidden_film, hidden_stars, 5, 3};
}

static void measure__scores_a_list(void **state)
{
    (void)state;
    LbError          err             = {0};
    LbPersonMeasures person          = lb_measure_nothing();
    LbHidden         mine            = hidden();
    float            score[FILMS]    = {0};
    uint8_t          is_given[FILMS] = {0};
    LbTopK           top;
    LB_ASSERT_OK(lb_topk_init(&top, LB_LIST_LONG, &err));
    for (int f = 0; f < FILMS; f++)
        score[f] = (float)(FILMS - f); /* film f at rank f ... */
    score[0]     = 25.5F;              /* ... but 0 at rank 15, counted from 1 */
    score[4]     = -1;
    is_given[39] = is_given[5] = 1;
    lb_measure_list(&person, &mine, score, is_given, FILMS, &top);
    /* 1, 2, 3, 6, 7, ...; relevant at ranks 1 and 2 of ten, a third one within twenty. */
    double ideal = 1 + 1 / log2(3) + 1 / log2(4);
    LB_ASSERT_NEAR(person.ndcg10, (1 + 1 / log2(3)) / ideal, 1e-12);
    LB_ASSERT_NEAR(person.recall20, 1, 1e-12);
    LB_ASSERT_NEAR(person.lift, (4.5 + 4 + 3.5) / 3 - 3, 1e-12);
    assert_int_equal(person.n_list, 10);
    static const int32_t expected[] = {1, 2, 3, 6, 7, 8, 9, 10, 11, 12};
    assert_memory_equal(person.list, expected, sizeof expected);
    lb_topk_clear(&top);
}

/* One order for everybody, from which each leaves out what they gave. */
static void measure__passes_over_given_films_of_a_ranking(void **state)
{
    (void)state;
    LbError          err    = {0};
    LbPersonMeasures scored = lb_measure_nothing(), person = lb_measure_nothing();
    LbHidden         mine = hidden();
    LbScored         ranked[FILMS];
    float            score[FILMS];
    uint8_t          is_given[FILMS] = {0};
    LbTopK           top;
    LB_ASSERT_OK(lb_topk_init(&top, LB_LIST_LONG, &err));
    for (int f = 0; f < FILMS; f++) {
        score[f]  = (float)(FILMS - f);
        ranked[f] = (LbScored){score[f], f};
    }
    is_given[0] = is_given[1] = is_given[17] = 1;
    lb_measure_list(&scored, &mine, score, is_given, FILMS, &top);
    lb_measure_ranked(&person, &mine, ranked, FILMS, is_given);
    assert_true(person.ndcg10 == scored.ndcg10 && person.recall20 == scored.recall20);
    assert_true(person.lift == scored.lift && person.n_list == 10 && person.ndcg10 > 0);
    static const int32_t expected[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assert_memory_equal(person.list, expected, sizeof expected);
    memset(is_given, 1, sizeof is_given);
    lb_measure_ranked(&person, &mine, ranked, FILMS, is_given);
    assert_int_equal(person.n_list, 0);
    lb_topk_clear(&top);
}

static void measure__leaves_undefined_what_is(void **state)
{
    (void)state;
    LbError          err    = {0};
    LbPersonMeasures person = lb_measure_nothing();
    float            bad[] = {3, 3}, score[FILMS] = {0};
    uint8_t          is_given[FILMS] = {0};
    LbHidden         mine            = {hidden_film, bad, 2, 3};
    LbTopK           top;
    LB_ASSERT_OK(lb_topk_init(&top, LB_LIST_LONG, &err));
    score[0] = score[1] = -1;
    for (int f = 30; f < FILMS; f++)
        is_given[f] = 1;
    lb_measure_list(&person, &mine, score, is_given, FILMS, &top);
    lb_measure_order(&person, &mine, score);
    assert_true(isnan(person.ndcg10) && isnan(person.recall20) && isnan(person.lift));
    assert_true(isnan(person.pairwise) && isnan(person.squared));
    assert_int_equal(person.list[0], 2); /* ties: the lower index */
    memset(is_given, 1, sizeof is_given);
    is_given[7] = 0;
    lb_measure_list(&person, &mine, score, is_given, FILMS, &top);
    assert_true(person.n_list == 1 && person.list[0] == 7);
    lb_topk_clear(&top);
}

static void measure__counts_pairs_and_errors(void **state)
{
    (void)state;
    LbPersonMeasures person       = lb_measure_nothing();
    LbHidden         mine         = hidden();
    float            score[FILMS] = {5, 4, 4, 4.5F, 0.5F};
    lb_measure_order(&person, &mine, score);
    /* Of ten pairs: (1,2) tied, (1,3) and (2,3) wrong. */
    LB_ASSERT_NEAR(person.pairwise, 7.5 / 10, 1e-12);
    lb_measure_stars(&person, &mine, score);
    assert_int_equal(person.n, 5);
    LB_ASSERT_NEAR(person.squared, 0.25 + 1 + 0.25, 1e-12);
    LB_ASSERT_NEAR(person.absolute, 0.5 + 1 + 0.5, 1e-12);
}

static void measure__averages_over_people(void **state)
{
    (void)state;
    LbError          err               = {0};
    int32_t          film_count[FILMS] = {100, 10, 1};
    LbPersonMeasures people[] = {lb_measure_nothing(), lb_measure_nothing(), lb_measure_nothing()};
    LbMeasures       mean;
    people[0].n       = 3;
    people[0].squared = people[0].absolute = 3;
    people[0].ndcg10                       = 0.5;
    people[0].n_list                       = 2;
    people[0].list[0]                      = 0;
    people[0].list[1]                      = 1;
    people[1].n                            = 1;
    people[1].squared                      = 13;
    people[1].absolute                     = 5;
    people[1].ndcg10                       = 1;
    people[1].n_list                       = 1;
    people[1].list[0]                      = 1;
    LB_ASSERT_OK(lb_measure_mean(&mean, people, 3, film_count, FILMS, &err));
    LB_ASSERT_NEAR(mean.rmse_stars, 2, 1e-12);
    LB_ASSERT_NEAR(mean.mae_stars, 2, 1e-12);
    LB_ASSERT_NEAR(mean.ndcg10, 0.75, 1e-12);
    assert_true(isnan(mean.recall20) && isnan(mean.pairwise) && isnan(mean.lift_stars));
    assert_int_equal(mean.coverage_films, 2);
    LB_ASSERT_NEAR(mean.fame_ratings, 40, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measure__scores_a_list),
        cmocka_unit_test(measure__passes_over_given_films_of_a_ranking),
        cmocka_unit_test(measure__leaves_undefined_what_is),
        cmocka_unit_test(measure__counts_pairs_and_errors),
        cmocka_unit_test(measure__averages_over_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
