/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/holdout.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

#include <stdbool.h>

enum { USERS = 50, FILMS = 60, MOST = USERS * FILMS };

/* User u has rated films 0 .. size(u) - 1 with stars that tell user and film. */
typedef struct Ratings {
    int32_t    user[MOST], film[MOST];
    float      stars[MOST];
    LbTriplets triplets;
} Ratings;

static void fill(Ratings *ratings, int32_t n_users, int32_t (*size)(int32_t))
{
    int64_t n = 0;
    for (int32_t u = 0; u < n_users; u++) {
        for (int32_t f = 0; f < size(u); f++) {
            ratings->user[n]    = u;
            ratings->film[n]    = f;
            ratings->stars[n++] = (float)(u * FILMS + f);
        }
    }
    ratings->triplets = (LbTriplets){.n_users = n_users,
                                     .n_films = FILMS,
                                     .n       = n,
                                     .user    = ratings->user,
                                     .film    = ratings->film,
                                     .stars   = ratings->stars};
}

static int32_t many(int32_t user)
{
    return 20 + user % 40;
}
static int32_t mixed(int32_t user)
{
    return user % 2 == 0 ? 25 : 19;
}
static int32_t few(int32_t user)
{
    return 2 + user % 2;
}
static int32_t one(int32_t user)
{
    return user >= 0;
}

/* Every rating is somewhere exactly once, with its own user, film and stars. */
static void assert_nothing_lost(const Ratings *ratings, int64_t n)
{
    uint8_t seen[MOST] = {0};
    assert_int_equal(ratings->triplets.n, n);
    for (int64_t i = 0; i < n; i++) {
        int32_t cell = ratings->user[i] * FILMS + ratings->film[i];
        assert_true(ratings->stars[i] == (float)cell);
        assert_int_equal(seen[cell]++, 0);
    }
}

static void holdout__splits_people_from_the_rest(void **state)
{
    (void)state;
    LbError    err = {0};
    Ratings    ratings;
    LbHoldout *holdout = NULL;
    fill(&ratings, USERS, many);
    int64_t n = ratings.triplets.n;
    LB_ASSERT_OK(lb_holdout_users(&holdout, &ratings.triplets, 0.1, 0.2, 7, &err));
    assert_nothing_lost(&ratings, n);
    assert_int_equal(holdout->n_people, 5);
    assert_int_equal(holdout->min_ratings, 20);
    assert_int_equal(holdout->n_train + holdout->first[5], n);
    bool is_out[USERS] = {0};
    for (int32_t p = 0; p < 5; p++) {
        int64_t first = holdout->first[p], size = holdout->first[p + 1] - first;
        int32_t user = (int32_t)holdout->stars[first] / FILMS;
        assert_false(is_out[user]);
        is_out[user] = true;
        assert_int_equal(size, many(user));
        assert_int_equal(holdout->n_of[p], (int32_t)round(0.2 * (double)size));
        for (int64_t i = first; i < first + size; i++)
            assert_true(holdout->stars[i] == (float)(user * FILMS + holdout->film[i]));
    }
    LbTriplets train = lb_triplets_head(&ratings.triplets, holdout->n_train);
    assert_true(train.n_users == USERS && train.n_films == FILMS);
    for (int64_t i = 0; i < train.n; i++)
        assert_false(is_out[train.user[i]]);
    lb_holdout_free(holdout);
}

static void holdout__depends_on_the_seed_alone(void **state)
{
    (void)state;
    LbError    err        = {0};
    LbHoldout *holdout[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; i++) {
        Ratings ratings;
        fill(&ratings, USERS, many);
        LB_ASSERT_OK(
            lb_holdout_users(&holdout[i], &ratings.triplets, 0.2, 0.2, i < 2 ? 1 : 2, &err));
    }
    size_t n = (size_t)holdout[0]->first[10] * sizeof(float);
    assert_memory_equal(holdout[0]->stars, holdout[1]->stars, n);
    assert_true(holdout[2]->first[10] != holdout[0]->first[10] ||
                memcmp(holdout[0]->stars, holdout[2]->stars, n) != 0);
    for (int i = 0; i < 3; i++)
        lb_holdout_free(holdout[i]);
}

static void holdout__makes_do_with_small_data(void **state)
{
    (void)state;
    LbError    err = {0};
    Ratings    ratings;
    LbHoldout *holdout = NULL;
    fill(&ratings, USERS, mixed); /* half of the users have 20: never the others */
    LB_ASSERT_OK(lb_holdout_users(&holdout, &ratings.triplets, 0.9, 0.2, 1, &err));
    assert_int_equal(holdout->n_people, USERS / 2);
    for (int32_t p = 0; p < holdout->n_people; p++)
        assert_int_equal(holdout->first[p + 1] - holdout->first[p], 25);
    lb_holdout_free(holdout);
    fill(&ratings, 3, few);
    LB_ASSERT_OK(lb_holdout_users(&holdout, &ratings.triplets, 1, 0.9, 1, &err));
    assert_int_equal(holdout->min_ratings, 2);
    assert_int_equal(holdout->n_people, 2); /* somebody must stay */
    for (int32_t p = 0; p < 2; p++)
        assert_true(holdout->n_of[p] >= 1 &&
                    holdout->first[p] + holdout->n_of[p] < holdout->first[p + 1]);
    lb_holdout_free(holdout);
    fill(&ratings, 1, many);
    LB_ASSERT_FAILS(lb_holdout_users(&holdout, &ratings.triplets, 0.1, 0.2, 1, &err), LB_EDATA,
                    "at least 2 users, found 1");
    fill(&ratings, 9, one);
    LB_ASSERT_FAILS(lb_holdout_users(&holdout, &ratings.triplets, 0.1, 0.2, 1, &err), LB_EDATA,
                    "at least 2 ratings");
    assert_null(holdout);
}

static void holdout__splits_rows(void **state)
{
    (void)state;
    Ratings ratings;
    fill(&ratings, USERS, many);
    int64_t n = ratings.triplets.n, n_train = lb_holdout_rows(&ratings.triplets, 0.2, 42);
    assert_nothing_lost(&ratings, n);
    /* 5 standard deviations of a binomial count */
    LB_ASSERT_NEAR((double)n_train, 0.8 * (double)n, 5 * sqrt(0.16 * (double)n));
    assert_int_equal(lb_holdout_rows(&ratings.triplets, 0, 42), n);
}

static void holdout__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError    err = {0};
    Ratings    ratings;
    LbHoldout *holdout = NULL;
    fill(&ratings, USERS, many);
    LB_ASSERT_SURVIVES_NOMEM(lb_holdout_users(&holdout, &ratings.triplets, 0.1, 0.2, 1, &err),
                             lb_holdout_free(holdout));
    lb_holdout_free(NULL);
}

static int compare_stars(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void holdout__shuffles_what_is_given_and_nothing_else(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbHoldout *holdout = NULL, *as_drawn = NULL;
    Ratings   *ratings = malloc(sizeof *ratings);
    int        moved   = 0;
    assert_non_null(ratings);
    fill(ratings, USERS, many);
    LB_ASSERT_OK(lb_holdout_users(&holdout, &ratings->triplets, 0.2, 0.2, 3, &err));
    fill(ratings, USERS, many);
    LB_ASSERT_OK(lb_holdout_users(&as_drawn, &ratings->triplets, 0.2, 0.2, 3, &err));
    lb_holdout_shuffle_given(holdout, 9);
    for (int32_t p = 0; p < holdout->n_people; p++) {
        int64_t first = holdout->first[p], given = first + holdout->n_of[p];
        size_t  n = (size_t)(holdout->first[p + 1] - given);
        assert_memory_equal(holdout->stars + first, as_drawn->stars + first,
                            (size_t)holdout->n_of[p] * sizeof(float));
        moved += memcmp(holdout->stars + given, as_drawn->stars + given, n * sizeof(float)) != 0;
        for (size_t i = 0; i < n; i++) /* stars tell the film */
            assert_int_equal((int)holdout->stars[given + (int64_t)i] % FILMS,
                             holdout->film[given + (int64_t)i]);
        qsort(holdout->stars + given, n, sizeof(float), compare_stars);
        qsort(as_drawn->stars + given, n, sizeof(float), compare_stars);
        assert_memory_equal(holdout->stars + given, as_drawn->stars + given, n * sizeof(float));
    }
    assert_int_equal(moved, holdout->n_people);
    lb_holdout_free(holdout);
    lb_holdout_free(as_drawn);
    free(ratings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holdout__splits_people_from_the_rest),
        cmocka_unit_test(holdout__depends_on_the_seed_alone),
        cmocka_unit_test(holdout__makes_do_with_small_data),
        cmocka_unit_test(holdout__splits_rows),
        cmocka_unit_test(holdout__survives_a_lack_of_memory),
        cmocka_unit_test(holdout__shuffles_what_is_given_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
