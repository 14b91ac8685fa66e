/* SPDX-License-Identifier: MIT */
/* What a score is made of is checked in test_score.c; here what the fold-in promises by itself. */
#include "common/predict/score.h"

#include "tests/unit/common/predict/person.h"

enum { FILMS = 1300 };

static LbStatus fold_new(LbUser **out, const LbModel *model, const LbVector *vector, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_foldin_new(out, model, err));
    LB_TRY(lb_foldin_vector(*out, vector, err));
cleanup:
    if (st != LB_OK) {
        lb_foldin_free(*out);
        *out = NULL;
    }
    return st;
}

static void foldin__ignores_the_order_of_films_up_to_rounding(void **state)
{
    (void)state;
    static float score[FILMS], stars[FILMS], other_score[FILMS], other_stars[FILMS];
    Person       person, turned;
    LbFixture   *fixture = fixture_of(FULL, FILMS, 20);
    make_person(&person, 7, FILMS, RATED);
    turned        = person;
    turned.vector = (LbVector){turned.film, turned.stars, RATED, person.vector.n_rated};
    for (int32_t j = 0; j < RATED; j++) {
        turned.film[j]  = person.film[RATED - 1 - j];
        turned.stars[j] = person.stars[RATED - 1 - j];
    }
    LbUser *user = fold(&fixture->model, &person), *other = fold(&fixture->model, &turned);
    lb_score_all(user, &(LbRanking){1, 0.5, 0}, score, stars);
    lb_score_all(other, &(LbRanking){1, 0.5, 0}, other_score, other_stars);
    for (int32_t f = 0; f < FILMS; f++) {
        LB_ASSERT_NEAR(other_score[f], score[f], 1e-4);
        LB_ASSERT_NEAR(other_stars[f], stars[f], 1e-5);
    }
    lb_foldin_free(user);
    lb_foldin_free(other);
    lb_fixture_free(fixture);
}

static void foldin__reused_user_is_as_good_as_new(void **state)
{
    (void)state;
    static float score[FILMS], again[FILMS];
    LbError      err;
    Person       first, second;
    LbFixture   *fixture = fixture_of(FULL, FILMS, 20);
    make_person(&first, 7, FILMS, RATED);
    make_person(&second, 8, FILMS, 10);
    LbUser *user = fold(&fixture->model, &second);
    lb_score_all(user, &(LbRanking){1, 0.5, 0}, score, NULL);
    LB_ASSERT_OK(lb_foldin_vector(user, &first.vector, &err));
    LB_ASSERT_OK(lb_foldin_vector(user, &second.vector, &err));
    lb_score_all(user, &(LbRanking){1, 0.5, 0}, again, NULL);
    assert_memory_equal(score, again, sizeof score);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void foldin__watched_films_count_for_taste_and_prior_alone(void **state)
{
    (void)state;
    LbError    err;
    Person     person;
    LbFixture *fixture = fixture_of(FULL, 100, 8);
    make_person(&person, 1, 100, 5); /* the last is watched, not rated */
    fixture->model.stars.prior      = (LbStarsPrior){0};
    fixture->model.taste.soft_value = 0;                /* which asks for the number of films */
    fixture->model.newcomers        = (LbNewcomers){0}; /* and so does this */
    LbUser *user                    = fold(&fixture->model, &person);
    float   bias = user->stars[0], taste = user->taste[0];
    person.vector.n = 4;
    LB_ASSERT_OK(lb_foldin_vector(user, &person.vector, &err));
    assert_memory_equal(&user->stars[0], &bias, sizeof bias);
    assert_true(user->taste[0] != taste);
    fixture->model.taste.watched_weight = 0;
    taste                               = user->taste[0];
    person.vector.n                     = 5;
    LB_ASSERT_OK(lb_foldin_vector(user, &person.vector, &err));
    assert_memory_equal(&user->taste[0], &taste, sizeof taste);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void foldin__of_few_films_the_rare_ones_weigh_more(void **state)
{
    (void)state;
    LbFixture   *fixture   = fixture_of(FULL, 1000, 8);
    LbNewcomers *newcomers = &fixture->model.newcomers;
    Person       person;
    float       *fame = malloc(1000 * sizeof *fame);
    assert_non_null(fame);
    *newcomers                 = (LbNewcomers){.rarity = 0.5, .seen = 3, .half_films = 20};
    fixture->model.films.fame  = fame;
    fixture->model.taste.floor = 0;
    make_person(&person, 1, 1000, 20); /* new = 1/2 */
    for (int32_t f = 0; f < 1000; f++)
        fame[f] = 0;
    fame[person.film[1]] = 2;
    person.stars[0] = person.stars[1] = 4;
    LbUser *user                      = fold(&fixture->model, &person);
    LB_ASSERT_NEAR(user->weight[0], 4 - fixture->model.taste.shift + 1.5, 1e-6);
    LB_ASSERT_NEAR(user->weight[1], (double)user->weight[0] * exp(-0.5), 1e-6);
    LB_ASSERT_NEAR(user->weight[4], fixture->model.taste.watched_weight + 1.5, 1e-6);
    lb_foldin_free(user);
    newcomers->half_films = 0; /* nobody is new */
    user                  = fold(&fixture->model, &person);
    LB_ASSERT_NEAR(user->weight[1], 4 - fixture->model.taste.shift, 1e-6);
    LB_ASSERT_NEAR(user->weight[0], (double)user->weight[1], 0);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
    free(fame);
}

static void foldin__newness_wears_off(void **state)
{
    (void)state;
    LbNewcomers newcomers = {.half_films = 25};
    LB_ASSERT_NEAR(lb_foldin_newness(&newcomers, 0), 1, 0);
    LB_ASSERT_NEAR(lb_foldin_newness(&newcomers, 25), 0.5, 1e-12);
    LB_ASSERT_NEAR(lb_foldin_newness(&newcomers, 250), 1.0 / 101, 1e-12);
    newcomers.half_films = 0;
    LB_ASSERT_NEAR(lb_foldin_newness(&newcomers, 0), 0, 0);
}

static void foldin__refuses_a_profile_without_ratings(void **state)
{
    (void)state;
    LbError    err;
    LbUser    *user    = NULL;
    LbFixture *fixture = fixture_of(FULL, 100, 8);
    int32_t    film[]  = {4};
    float      stars[] = {NAN};
    LB_ASSERT_OK(lb_foldin_new(&user, &fixture->model, &err));
    LB_ASSERT_FAILS(lb_foldin_vector(user, &(LbVector){0}, &err), LB_ENONE, "no film");
    LB_ASSERT_FAILS(lb_foldin_vector(user, &(LbVector){film, stars, 1, 0}, &err), LB_ENONE,
                    "no film");
    lb_foldin_free(user);
    lb_foldin_free(NULL);
    lb_fixture_free(fixture);
}

static void foldin__without_a_ridge_falls_back_on_the_expectation(void **state)
{
    (void)state;
    LbFixture *fixture = fixture_of(FULL, 100, 8);
    Person     person;
    double     expected[RANK_MOST] = {0};
    make_person(&person, 1, 100, 4); /* four ratings for twelve unknowns */
    fixture->model.stars.bias_ridge = fixture->model.stars.ridge = 0;
    fixture->model.stars.ridge_per_rating                        = 0;
    LbUser *user                                                 = fold(&fixture->model, &person);
    reference_expectation(&fixture->model, &person.vector, expected);
    LB_ASSERT_NEAR(user->stars[0], expected[0] + user->offset, 1e-6);
    for (int32_t i = 0; i < 11; i++)
        LB_ASSERT_NEAR(user->stars[i + 1], expected[i + 1], 1e-6);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void foldin__skips_neighbours_that_cannot_be(void **state)
{
    (void)state;
    static float score[100];
    LbFixture   *fixture = fixture_of(FULL, 100, 8);
    Person       person;
    int64_t      start[101];
    int32_t      near[3]   = {-7, 1 << 30, 5};
    float        weight[3] = {1, 1, 1};
    for (int i = 0; i <= 100; i++)
        start[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? 3 : 1 << 20;
    start[100] = 3;
    fixture->model.near =
        (LbNeighbours){.start = start, .neighbour = near, .weight = weight, .share = 1};
    make_person(&person, 1, 100, 20);
    LbUser *user = fold(&fixture->model, &person);
    lb_score_all(user, &(LbRanking){.affinity = 1}, score, NULL);
    for (int32_t f = 0; f < 100; f++)
        assert_true(isfinite(score[f]));
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void foldin__skips_item_rows_that_cannot_be(void **state)
{
    (void)state;
    static float score[100];
    LbFixture   *fixture = fixture_of(FULL, 100, 8);
    Person       person;
    int32_t      place[100], film[33];
    for (int i = 0; i < 100; i++)
        place[i] = i % 4 == 0 ? 33 : i % 4 == 1 ? -7 : i % 4 == 2 ? 1 << 30 : i % 33;
    for (int i = 0; i < 33; i++)
        film[i] = i % 3 == 0 ? 100 : i % 3 == 1 ? -1 : i;
    fixture->model.items.place = place;
    fixture->model.items.film  = film;
    make_person(&person, 1, 100, 20);
    LbUser *user = fold(&fixture->model, &person);
    lb_score_all(user, &(LbRanking){.affinity = 1}, score, NULL);
    for (int32_t f = 0; f < 100; f++)
        assert_true(isfinite(score[f]));
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void foldin__weighs_leading_factors_more_the_less_is_known(void **state)
{
    (void)state;
    double  values[] = {10, 5, 1};
    LbTaste taste    = {.rank = 3, .singular_values = values, .soft_value = 5, .few_films = 10};
    for (int32_t i = 0; i < 3; i++) {
        double few  = lb_foldin_taste_weight(&taste, i, 1);
        double many = lb_foldin_taste_weight(&taste, i, 1000);
        assert_true(0 < few && few < many && many < 1);
        if (i > 0) {
            double before = lb_foldin_taste_weight(&taste, i - 1, 1);
            assert_true(few / many < before / lb_foldin_taste_weight(&taste, i - 1, 1000));
        }
    }
    LB_ASSERT_NEAR(lb_foldin_taste_weight(&taste, 1, 10), 25.0 / (25 + 50), 1e-15);
    taste.soft_value = 0;
    assert_true(lb_foldin_taste_weight(&taste, 2, 1) == 1);
}

static void foldin__survives_failed_allocations(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbUser    *user    = NULL;
    LbFixture *fixture = fixture_of(FULL, 100, 8);
    Person     person;
    make_person(&person, 1, 100, 20);
    LB_ASSERT_SURVIVES_NOMEM(fold_new(&user, &fixture->model, &person.vector, &err),
                             lb_foldin_free(user));
    lb_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foldin__ignores_the_order_of_films_up_to_rounding),
        cmocka_unit_test(foldin__reused_user_is_as_good_as_new),
        cmocka_unit_test(foldin__watched_films_count_for_taste_and_prior_alone),
        cmocka_unit_test(foldin__of_few_films_the_rare_ones_weigh_more),
        cmocka_unit_test(foldin__newness_wears_off),
        cmocka_unit_test(foldin__refuses_a_profile_without_ratings),
        cmocka_unit_test(foldin__without_a_ridge_falls_back_on_the_expectation),
        cmocka_unit_test(foldin__skips_neighbours_that_cannot_be),
        cmocka_unit_test(foldin__skips_item_rows_that_cannot_be),
        cmocka_unit_test(foldin__weighs_leading_factors_more_the_less_is_known),
        cmocka_unit_test(foldin__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
