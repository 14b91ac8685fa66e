/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/assemble.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

static int32_t user[]  = {2, 0, 2, 0};
static int32_t film[]  = {3, 3, 0, 1};
static float   stars[] = {3, 1, 5, 2};

static const LbTriplets small = {
    .n_users = 3, .n_films = 4, .n = 4, .user = user, .film = film, .stars = stars};

static void assemble__sorts_triplets_into_rows(void **state)
{
    (void)state;
    LbError        err;
    LbAssembled    made    = {0};
    const uint64_t start[] = {0, 2, 2, 4}, col[] = {1, 3, 0, 3};
    const float    value[] = {2, 1, 5, 3};
    LB_ASSERT_OK(lb_assemble(&made, &small, NULL, &err));
    assert_memory_equal(made.start, start, sizeof start);
    assert_memory_equal(made.col, col, sizeof col);
    assert_memory_equal(made.value, value, sizeof value);
    lb_assemble_clear(&made);
}

static uint64_t below(uint64_t *seed, uint64_t n)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (*seed >> 33) % n;
}

enum { ROWS = 40, COLS = 300000, MOST = 3000 };

/* Rows of 0 to 2,999 entries in shuffled order, over enough columns for two digits. */
static LbTriplets draw(void)
{
    uint64_t   seed = 7;
    LbTriplets t    = {.n_users = ROWS, .n_films = COLS};
    t.user          = lb_mem_array((size_t)ROWS * MOST, sizeof *t.user);
    t.film          = lb_mem_array((size_t)ROWS * MOST, sizeof *t.film);
    t.stars         = lb_mem_array((size_t)ROWS * MOST, sizeof *t.stars);
    for (int32_t r = 0; r < ROWS; r++) {
        int32_t first = (int32_t)below(&seed, 90);
        int32_t count = r == 5 ? 0 : (int32_t)below(&seed, MOST);
        for (int32_t i = 0; i < count; i++, t.n++) {
            t.user[t.n]  = r;
            t.film[t.n]  = first + i * 97; /* different within the row */
            t.stars[t.n] = (float)t.film[t.n] - (float)r;
        }
    }
    for (int64_t i = t.n - 1; i > 0; i--)
        lb_triplets_swap(&t, i, (int64_t)below(&seed, (uint64_t)i + 1));
    return t;
}

static void check_rows(const LbAssembled *made)
{
    for (int32_t r = 0; r < made->n_rows; r++)
        for (uint64_t i = made->start[r]; i < made->start[r + 1]; i++) {
            if (i > made->start[r]) assert_true(made->col[i] == made->col[i - 1] + 97);
            LB_ASSERT_NEAR(made->value[i], (float)made->col[i] - (float)r, 0);
        }
}

static void assemble__sorts_long_rows_whatever_the_pool(void **state)
{
    (void)state;
    LbError    err;
    LbTriplets triplets = draw();
    for (int threads = 1; threads <= 3; threads++) {
        LbAssembled made = {0};
        LbPool     *pool = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LB_ASSERT_OK(lb_assemble(&made, &triplets, pool, &err));
        assert_int_equal(made.start[ROWS], triplets.n);
        check_rows(&made);
        lb_assemble_clear(&made);
        lb_pool_free(pool);
    }
    lb_triplets_clear(&triplets);
}

/* What was given back holds something else at once. */
static void spoil(LbTriplets *triplets, int64_t n)
{
    assert_true(n < triplets->n);
    for (int64_t i = n; i < triplets->n; i++) {
        triplets->user[i] = triplets->film[i] = 1;
        triplets->stars[i]                    = -1;
    }
    triplets->n = n;
}

static void assemble__gives_the_triplets_back_as_it_goes(void **state)
{
    (void)state;
    LbError err;
    for (int threads = 1; threads <= 3; threads++) {
        LbTriplets  drawn = draw(), triplets = drawn;
        LbAssembled made = {0};
        LbPool     *pool = NULL;
        triplets.release = spoil;
        triplets.owner   = &drawn;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LB_ASSERT_OK(lb_assemble(&made, &triplets, pool, &err));
        assert_int_equal(drawn.n, 0);
        assert_int_equal(made.start[ROWS], triplets.n);
        check_rows(&made);
        lb_assemble_clear(&made);
        lb_pool_free(pool);
        lb_triplets_clear(&drawn);
    }
}

static void assemble__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError     err;
    LbAssembled made = {0};
    LB_ASSERT_SURVIVES_NOMEM(lb_assemble(&made, &small, NULL, &err), lb_assemble_clear(&made));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assemble__sorts_triplets_into_rows),
        cmocka_unit_test(assemble__sorts_long_rows_whatever_the_pool),
        cmocka_unit_test(assemble__gives_the_triplets_back_as_it_goes),
        cmocka_unit_test(assemble__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
