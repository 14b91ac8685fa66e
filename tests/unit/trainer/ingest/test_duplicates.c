/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/duplicates.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "tests/lb_test.h"

#include <stdbool.h>

enum { USERS = 30, FILMS = 12, ROWS = 900 };

static int32_t user[ROWS], film[ROWS];
static float   stars[ROWS];

static LbTriplets draw(bool is_sorted)
{
    LbRng rng;
    lb_rng_init(&rng, 8, 0);
    for (int32_t i = 0; i < ROWS; i++) {
        user[i]  = is_sorted ? i * USERS / ROWS : (int32_t)lb_rng_below(&rng, USERS);
        film[i]  = (int32_t)lb_rng_below(&rng, FILMS);
        stars[i] = (float)i;
    }
    return (LbTriplets){
        .n_users = USERS, .n_films = FILMS, .n = ROWS, .user = user, .film = film, .stars = stars};
}

/* What every row should be: a look at all rows for each. @return how many are void */
static int64_t expect(const LbTriplets *t, int32_t *expected_film, float *expected_stars)
{
    int64_t n_void = 0;
    for (int64_t i = 0; i < t->n; i++) {
        expected_film[i]  = t->film[i];
        expected_stars[i] = t->stars[i];
        for (int64_t j = 0; j < t->n; j++) {
            if (t->user[j] != t->user[i] || t->film[j] != t->film[i]) continue;
            if (j < i) expected_film[i] = -1;
            if (j > i) expected_stars[i] = t->stars[j];
        }
        n_void += expected_film[i] < 0;
    }
    return n_void;
}

static void check(bool is_sorted, int threads)
{
    static int32_t expected_film[ROWS];
    static float   expected_stars[ROWS];
    LbError        err      = {0};
    LbPool        *pool     = NULL;
    LbTriplets     triplets = draw(is_sorted);
    int64_t        n_void = expect(&triplets, expected_film, expected_stars), found = -1;
    LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
    LB_ASSERT_OK(lb_duplicates_mark(&triplets, &found, pool, &err));
    assert_true(found == n_void && n_void > 100);
    for (int i = 0; i < ROWS; i++) {
        assert_int_equal(film[i], expected_film[i]);
        if (film[i] >= 0) LB_ASSERT_NEAR(stars[i], expected_stars[i], 0);
    }
    lb_pool_free(pool);
}

static void duplicates__last_rating_wins_where_the_first_was(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        check(false, threads);
        check(true, threads);
    }
}

static void duplicates__leaves_single_ratings_alone(void **state)
{
    (void)state;
    LbError    err = {0};
    int32_t    u[] = {1, 0, 1}, f[] = {0, 0, 1};
    float      s[]   = {1, 2, 3};
    LbTriplets t     = {.n_users = 2, .n_films = 2, .n = 3, .user = u, .film = f, .stars = s};
    int64_t    found = -1;
    LB_ASSERT_OK(lb_duplicates_mark(&t, &found, NULL, &err));
    assert_int_equal(found, 0);
    assert_true(f[0] == 0 && f[1] == 0 && f[2] == 1 && s[0] == 1 && s[2] == 3);
}

static void duplicates__survive_lack_of_memory(void **state)
{
    (void)state;
    LbError    err      = {0};
    LbTriplets triplets = draw(false);
    int64_t    found;
    LB_ASSERT_SURVIVES_NOMEM(lb_duplicates_mark(&triplets, &found, NULL, &err), (void)found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duplicates__last_rating_wins_where_the_first_was),
        cmocka_unit_test(duplicates__leaves_single_ratings_alone),
        cmocka_unit_test(duplicates__survive_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
