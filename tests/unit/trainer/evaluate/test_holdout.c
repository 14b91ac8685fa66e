/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/holdout.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "tests/lb_test.h"
#include "tests/unit/thread_ranks.h"
#include "trainer/matrix/own_rows.h"

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
    assert_int_equal(holdout->train.n + holdout->first[5], n);
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
    LbTriplets train = holdout->train;
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

/* Into another order, as a file might have them. */
static void stir(LbTriplets *triplets, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, 0);
    for (int64_t i = triplets->n - 1; i > 0; i--)
        lb_triplets_swap(triplets, i, (int64_t)lb_rng_below(&rng, (uint64_t)i + 1));
}

static void assert_same_people(const LbHoldout *a, const LbHoldout *b)
{
    assert_int_equal(a->n_people, b->n_people);
    assert_int_equal(a->n_hidden, b->n_hidden);
    size_t n = (size_t)a->first[a->n_people], people = (size_t)a->n_people;
    assert_memory_equal(a->first, b->first, (people + 1) * sizeof *a->first);
    assert_memory_equal(a->n_of, b->n_of, people * sizeof *a->n_of);
    assert_memory_equal(a->film, b->film, n * sizeof *a->film);
    assert_memory_equal(a->stars, b->stars, n * sizeof *a->stars);
}

static void holdout__does_not_depend_on_the_order_of_ratings(void **state)
{
    (void)state;
    LbError    err = {0};
    Ratings    ratings;
    LbHoldout *as_filed = NULL, *stirred = NULL;
    fill(&ratings, USERS, many);
    LB_ASSERT_OK(lb_holdout_users(&as_filed, &ratings.triplets, 0.3, 0.2, 5, &err));
    stir(&ratings.triplets, 8);
    LB_ASSERT_OK(lb_holdout_users(&stirred, &ratings.triplets, 0.3, 0.2, 5, &err));
    assert_nothing_lost(&ratings, ratings.triplets.n);
    assert_same_people(stirred, as_filed);
    assert_int_equal(stirred->train.n, as_filed->train.n);
    lb_holdout_free(as_filed);
    lb_holdout_free(stirred);
}

/* Of all users but a tenth: more than travels at a time. */
enum { TALL = 900, WIDE = 1000 };

typedef struct Member {
    bool       by_film;
    LbTriplets own;
    LbHoldout *holdout;
    bool       is_ok;
} Member;

static LbTriplets full(int32_t n_users, int32_t n_films)
{
    size_t     n   = (size_t)n_users * (size_t)n_films;
    LbTriplets all = {.n_users = n_users,
                      .n_films = n_films,
                      .user    = malloc(n * sizeof(int32_t)),
                      .film    = malloc(n * sizeof(int32_t)),
                      .stars   = malloc(n * sizeof(float))};
    if (all.user == NULL || all.film == NULL || all.stars == NULL) abort();
    for (int32_t u = 0; u < n_users; u++)
        for (int32_t f = 0; f < n_films; f++) {
            all.user[all.n]    = u;
            all.film[all.n]    = f;
            all.stars[all.n++] = (float)(u * WIDE + f);
        }
    return all;
}

/* Each rank has its own rows of the longer side, in an order of its own. */
static void hold_out(void *ctx, LbComm *comm)
{
    Member      *member = ctx;
    LbError      err    = {0};
    LbBlockRange own    = lb_block_sum_share(comm->rank, comm->size, LB_BLOCKS);
    LbTriplets  *t      = &member->own;
    for (int64_t i = 0; i < t->n; i++)
        if (!lb_own_has(own, member->by_film ? t->film[i] : t->user[i])) t->film[i] = -1;
    int64_t n = t->n;
    lb_triplets_compact(t);
    t->elsewhere = n - t->n;
    t->spread    = comm;
    stir(t, (uint64_t)comm->rank);
    member->is_ok = lb_holdout_users(&member->holdout, t, 0.9, 0.2, 3, &err) == LB_OK;
}

static void check_ranks(const LbHoldout *alone, bool by_film, int size)
{
    Member  members[RANKS_MAX];
    void   *ctx[RANKS_MAX];
    int64_t n = 0, all = lb_triplets_count(&alone->train);
    for (int r = 0; r < size; r++) {
        members[r] =
            (Member){.by_film = by_film, .own = by_film ? full(TALL, WIDE) : full(WIDE, TALL)};
        ctx[r] = &members[r];
    }
    run_as_ranks(hold_out, ctx, size);
    for (int r = 0; r < size; r++) {
        const LbTriplets *train = &members[r].holdout->train;
        assert_true(members[r].is_ok);
        assert_same_people(members[r].holdout, alone);
        assert_int_equal(lb_triplets_count(train), all);
        for (int64_t i = 0; i < train->n; i++)
            assert_true(train->stars[i] == (float)(train->user[i] * WIDE + train->film[i]));
        n += train->n;
        lb_holdout_free(members[r].holdout);
        lb_triplets_clear(&members[r].own);
    }
    assert_int_equal(n, all);
}

static void holdout__is_the_same_for_any_ranks(void **state)
{
    (void)state;
    static const int sizes[] = {2, 5, 17};
    for (int by_film = 0; by_film < 2; by_film++) {
        LbError    err   = {0};
        LbHoldout *alone = NULL;
        LbTriplets all   = by_film ? full(TALL, WIDE) : full(WIDE, TALL);
        LB_ASSERT_OK(lb_holdout_users(&alone, &all, 0.9, 0.2, 3, &err));
        assert_true(alone->first[alone->n_people] > 2 * (1 << 18));
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            check_ranks(alone, by_film, sizes[s]);
        lb_holdout_free(alone);
        lb_triplets_clear(&all);
    }
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
        cmocka_unit_test(holdout__does_not_depend_on_the_order_of_ratings),
        cmocka_unit_test(holdout__is_the_same_for_any_ranks),
        cmocka_unit_test(holdout__survives_a_lack_of_memory),
        cmocka_unit_test(holdout__shuffles_what_is_given_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
