/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/match.h"
#include "tests/unit/query/small_model.h"

/* Predictions of people with opposite tastes, with what everybody thinks (small_mean) mixed in; and
 * of one whose taste has nothing to do with theirs once each film counts as small_count says. */
static const float likes_first[SMALL_FILMS]  = {5, 4, 4, 4, 3, 3, 3, 2};
static const float likes_second[SMALL_FILMS] = {3, 2, 2, 2, 5, 5, 5, 4};

static int32_t    films[]     = {0, 1, 4, 5, 6, 7};
static float      ann_rated[] = {5, 4.5F, 2, NAN, 4, 3};
static float      bob_rated[] = {4.5F, 4, 4.5F, 1, NAN, 3};
static LbResolved ann(void)
{
    return (LbResolved){.film = films, .stars = ann_rated, .n = 6, .n_rated = 5};
}

static LbResolved bob(void)
{
    return (LbResolved){.film = films, .stars = bob_rated, .n = 6, .n_rated = 5};
}

enum { MATCHES_MAX = 4 };

/* What the tests have asked for, and is freed behind each of them. */
static LbMatch made[MATCHES_MAX];
static int     n_made;

static int free_made(void **state)
{
    (void)state;
    while (n_made > 0)
        lb_match_clear(&made[--n_made]);
    return 0;
}

static LbMatch choose(const LbMatchChoice *choice, const LbResolved *x, const float *x_stars,
                      const LbResolved *y, const float *y_stars)
{
    LbError    err = {0};
    SmallModel small;
    LB_ASSERT_OK(lb_match(&made[n_made], small_model(&small), (LbMatchSide){x, x_stars},
                          (LbMatchSide){y, y_stars}, choice, &err));
    return made[n_made++];
}

static LbMatch match(const LbResolved *x, const float *x_stars, const LbResolved *y,
                     const float *y_stars)
{
    return choose(&(LbMatchChoice){.count = LB_MATCH_FILMS}, x, x_stars, y, y_stars);
}

static void match__is_100_for_the_same_profile(void **state)
{
    (void)state;
    LbResolved a = ann();
    LbMatch    m = match(&a, likes_first, &a, likes_first);
    LB_ASSERT_NEAR(m.percent, 100, 1e-9);
    assert_int_equal(m.common, 5);
    LB_ASSERT_NEAR(m.difference, 0, 0);
    assert_int_equal(m.n_divide, 0);
    /* Also when it says nothing but what everybody thinks. */
    m = match(&a, small_mean, &a, small_mean);
    LB_ASSERT_NEAR(m.percent, 100, 0);
}

static void match__of_opposites_is_low_and_of_strangers_50(void **state)
{
    (void)state;
    LbResolved a = ann(), b = bob();
    LbMatch    m = match(&a, likes_first, &b, likes_second);
    assert_true(m.percent < 30);
    /* Nothing beyond what everybody thinks is known of the second. */
    m = match(&a, likes_first, &b, small_mean);
    LB_ASSERT_NEAR(m.percent, 50, 1e-6);
}

static void match__is_the_same_both_ways(void **state)
{
    (void)state;
    static const float other[SMALL_FILMS] = {4.5F, 2, 3, 4, 3.5F, 5, 1, 2};
    LbResolved         a = ann(), b = bob();
    LbMatch            ab = match(&a, likes_first, &b, other);
    LbMatch            ba = match(&b, other, &a, likes_first);
    assert_true(ab.percent > 0 && ab.percent < 100);
    LB_ASSERT_NEAR(ab.percent, ba.percent, 0);
    LB_ASSERT_NEAR(ab.difference, -ba.difference, 1e-12);
    assert_int_equal(ab.common, ba.common);
    assert_int_equal(ab.n_unite, ba.n_unite);
    assert_int_equal(ab.n_divide, ba.n_divide);
    for (int i = 0; i < ab.n_divide; i++)
        LB_ASSERT_NEAR(ab.divide[i].stars[0], ba.divide[i].stars[1], 0);
}

static void match__trusts_many_ratings_more(void **state)
{
    (void)state;
    static const float other[SMALL_FILMS] = {4.5F, 2, 3, 4, 3.5F, 5, 1, 2};
    LbResolved         a = ann(), b = bob();
    LbMatch            few = match(&a, likes_first, &b, other);
    a.n_rated = b.n_rated = 500;
    LbMatch many          = match(&a, likes_first, &b, other);
    assert_true(fabs(many.percent - 50) > fabs(few.percent - 50));
    b.n_rated   = 5; /* the one with fewer decides */
    LbMatch one = match(&a, likes_first, &b, other);
    /* r' = r n / (n + 20 (1 - s)), with 4 films in common */
    double r = (many.percent - 50) / 50 * (500 + 20 * (1 - 4 / 996.0)) / 500;
    LB_ASSERT_NEAR(few.percent, 50 + 50 * r * 5 / (5 + 20 * (1 - 4 / 6.0)), 1e-9);
    LB_ASSERT_NEAR(one.percent, 50 + 50 * r * 5 / (5 + 20 * (1 - 4 / 501.0)), 1e-9);
}

static void match__lists_what_unites_and_divides(void **state)
{
    (void)state;
    LbResolved a = ann(), b = bob();
    LbMatch    m = match(&a, likes_first, &b, likes_second);
    assert_int_equal(m.common, 4); /* films 0, 1, 4 and 7 */
    LB_ASSERT_NEAR(m.difference, (0.5 + 0.5 - 2.5 + 0) / 4, 1e-12);
    assert_int_equal(m.n_unite, 2);
    assert_int_equal(m.unite[0].film, 0);
    assert_int_equal(m.unite[1].film, 1);
    /* Film 4 by their ratings; then 5, which ann would give 3 stars; 6 is only a star apart. */
    assert_int_equal(m.n_divide, 2);
    assert_int_equal(m.divide[0].film, 4);
    LB_ASSERT_NEAR(m.divide[0].stars[1], 4.5, 0);
    assert_false(m.divide[0].is_predicted[0] || m.divide[0].is_predicted[1]);
    assert_int_equal(m.divide[1].film, 5);
    LB_ASSERT_NEAR(m.divide[1].stars[0], 3, 0);
    assert_true(m.divide[1].is_predicted[0]);
    assert_false(m.divide[1].is_predicted[1]);
}

static void match__keeps_the_most_telling_films(void **state)
{
    (void)state;
    static int32_t all[]    = {0, 1, 2, 3, 4, 5, 6, 7};
    static float   loved[]  = {5, 5, 5, 5, 5, 5, 5, 4};
    static float   mixed[]  = {1, 5, 3, 5, 2, 5, 4, 4};
    LbResolved     a        = {.film = all, .stars = loved, .n = 8, .n_rated = 8};
    LbResolved     b        = {.film = all, .stars = mixed, .n = 8, .n_rated = 8};
    LbMatch        same     = match(&a, likes_first, &a, likes_first);
    LbMatch        apart    = match(&a, likes_first, &b, likes_second);
    const int32_t  unite[]  = {1, 2, 3, 0, 4}; /* 10 stars each: those with a mean of 3 first */
    const int32_t  divide[] = {0, 4, 2};
    assert_int_equal(same.n_unite, LB_MATCH_FILMS);
    for (int i = 0; i < LB_MATCH_FILMS; i++)
        assert_int_equal(same.unite[i].film, unite[i]);
    assert_int_equal(apart.n_divide, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(apart.divide[i].film, divide[i]);
}

static void match__lists_as_many_as_are_asked_for(void **state)
{
    (void)state;
    static int32_t all[]   = {0, 1, 2, 3, 4, 5, 6, 7};
    static float   loved[] = {5, 5, 5, 5, 5, 5, 5, 4};
    LbResolved     a       = {.film = all, .stars = loved, .n = 8, .n_rated = 8};
    LbMatch        two     = choose(&(LbMatchChoice){.count = 2}, &a, likes_first, &a, likes_first);
    LbMatch        any     = choose(&(LbMatchChoice){.count = 0}, &a, likes_first, &a, likes_first);
    assert_int_equal(two.n_unite, 2);
    assert_int_equal(two.unite[1].film, 2);
    assert_int_equal(any.n_unite, 8);
    assert_int_equal(any.unite[7].film, 7); /* of 8 stars, all others of 10 */
}

static void match__filters_the_films_it_lists_alone(void **state)
{
    (void)state;
    LbError          err = {0};
    SmallModel       small;
    LbFilter        *filter   = NULL;
    LbFilterSettings settings = lb_filter_defaults();
    LbResolved       a = ann(), b = bob();
    LbMatch          all = match(&a, likes_first, &b, likes_second);
    settings.year_lo     = 2001; /* film 0 is of 2001, film 1 of 1997, film 4 of 1979 */
    settings.year_hi     = 2001;
    LB_ASSERT_OK(lb_filter_new(&filter, &small_model(&small)->films, &settings, &err));
    LbMatch some = choose(&(LbMatchChoice){.filter = filter}, &a, likes_first, &b, likes_second);
    lb_filter_free(filter);
    assert_int_equal(some.n_unite, 1);
    assert_int_equal(some.unite[0].film, 0);
    assert_int_equal(some.n_divide, 0);
    LB_ASSERT_NEAR(some.percent, all.percent, 0);
    LB_ASSERT_NEAR(some.difference, all.difference, 0);
    assert_int_equal(some.common, all.common);
}

static void match__survives_failing_allocations(void **state)
{
    (void)state;
    LbResolved     a = ann(), b = bob();
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model = small_model(&small);
    LbMatch        out   = {0};
    LB_ASSERT_SURVIVES_NOMEM(lb_match(&out, model, (LbMatchSide){&a, likes_first},
                                      (LbMatchSide){&b, likes_second}, &(LbMatchChoice){0}, &err),
                             lb_match_clear(&out));
}

static void match__says_nothing_of_an_unknown_taste(void **state)
{
    (void)state;
    LbResolved a = ann(), nobody = {0};
    LbMatch    m = match(&a, likes_first, &nobody, NULL);
    assert_true(isnan(m.percent));
    assert_true(isnan(m.difference));
    assert_int_equal(m.common, 0);
    assert_int_equal(m.n_unite, 0);
    assert_int_equal(m.n_divide, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(match__is_100_for_the_same_profile, free_made),
        cmocka_unit_test_teardown(match__of_opposites_is_low_and_of_strangers_50, free_made),
        cmocka_unit_test_teardown(match__is_the_same_both_ways, free_made),
        cmocka_unit_test_teardown(match__trusts_many_ratings_more, free_made),
        cmocka_unit_test_teardown(match__lists_what_unites_and_divides, free_made),
        cmocka_unit_test_teardown(match__keeps_the_most_telling_films, free_made),
        cmocka_unit_test_teardown(match__lists_as_many_as_are_asked_for, free_made),
        cmocka_unit_test_teardown(match__filters_the_films_it_lists_alone, free_made),
        cmocka_unit_test_teardown(match__survives_failing_allocations, free_made),
        cmocka_unit_test_teardown(match__says_nothing_of_an_unknown_taste, free_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
