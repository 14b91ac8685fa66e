/* SPDX-License-Identifier: MIT */
#include "trainer/methods/item_gram.h"

#include "tests/unit/thread_ranks.h"
#include "tests/unit/trainer/matrices.h"
#include "trainer/matrix/own_rows.h"

enum { USERS = 150, FILMS = 50 };

/* Users x films as films x users, each of whom has seen the fewer films the later in the list. */
static LbCsr films_of(double *dense)
{
    LbCsr csr   = random_csr(USERS, FILMS, 0.3, 5, dense);
    LbCsr films = transposed_csr(&csr);
    lb_csr_clear(&csr);
    return films;
}

static void check(const LbItemGram *gram, const LbCsr *films, const double *dense)
{
    for (int32_t i = 0; i < gram->n; i++) {
        const float *row = gram->upper + lb_item_gram_offset(gram, i);
        int32_t      a   = gram->film[i];
        assert_int_equal(gram->number[a], i);
        assert_int_equal(gram->count[i], films->start[a + 1] - films->start[a]);
        if (i > 0)
            assert_true(gram->count[i - 1] > gram->count[i] ||
                        (gram->count[i - 1] == gram->count[i] && gram->film[i - 1] < a));
        for (int32_t j = i; j < gram->n; j++) {
            double sum = 0;
            for (int u = 0; u < USERS; u++)
                sum += dense[u * FILMS + a] * dense[u * FILMS + gram->film[j]];
            LB_ASSERT_NEAR(row[j], sum, 1e-3); /* single precision, sums below 1e3 */
        }
    }
}

/* Of a copy, for the matrix is freed on the way. */
static LbStatus build(LbItemGram *out, const LbCsr *films, int32_t films_max, int32_t min_ratings,
                      LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbCsr    copy = {0};
    LbStatus st   = lb_csr_copy(&copy, films, err);
    *out          = (LbItemGram){0};
    if (st == LB_OK)
        st = lb_item_gram_build(out, &copy, films_max, min_ratings, pool, reporter, err);
    lb_csr_clear(&copy);
    return st;
}

/* More than one block of rows, the last of which is not whole. */
static void item_gram__agrees_with_the_dense_product(void **state)
{
    (void)state;
    LbError    err = {0};
    double     dense[USERS * FILMS];
    LbCsr      films = films_of(dense);
    LbItemGram gram;
    for (int32_t most = 1; most <= FILMS; most += 7) {
        LB_ASSERT_OK(build(&gram, &films, most, 1, NULL, NULL, &err));
        assert_true(gram.n == most && gram.n_films == FILMS);
        check(&gram, &films, dense);
        lb_item_gram_clear(&gram);
    }
    lb_csr_clear(&films);
}

static void item_gram__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError    err = {0};
    double     dense[USERS * FILMS];
    LbCsr      films = films_of(dense);
    LbPool    *pool  = NULL;
    LbItemGram one, three;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(build(&one, &films, FILMS, 1, NULL, NULL, &err));
    LB_ASSERT_OK(build(&three, &films, FILMS, 1, pool, NULL, &err));
    assert_memory_equal(one.upper, three.upper, FILMS * (FILMS + 1) / 2 * sizeof *one.upper);
    lb_pool_free(pool);
    lb_item_gram_clear(&one);
    lb_item_gram_clear(&three);
    LB_ASSERT_SURVIVES_NOMEM(build(&one, &films, FILMS, 1, NULL, NULL, &err),
                             lb_item_gram_clear(&one));
    lb_csr_clear(&films);
}

static void item_gram__counts_the_films_that_are_asked_for(void **state)
{
    (void)state;
    LbError    err = {0};
    double     dense[USERS * FILMS];
    LbCsr      films = films_of(dense);
    LbItemGram gram, alone;
    LB_ASSERT_OK(build(&gram, &films, FILMS, 1, NULL, NULL, &err));
    for (int32_t least = 1; least < USERS; least += 5) {
        LB_ASSERT_OK(build(&alone, &films, 20, least, NULL, NULL, &err));
        assert_int_equal(lb_item_gram_first(&gram, 20, least), alone.n);
        assert_memory_equal(gram.film, alone.film, (size_t)alone.n * sizeof *alone.film);
        lb_item_gram_clear(&alone);
    }
    LB_ASSERT_OK(build(&alone, &films, 20, 1, NULL, NULL, &err));
    lb_item_gram_keep_first(&gram, 20);
    assert_int_equal(gram.n, 20);
    assert_memory_equal(gram.upper, alone.upper, 20 * 21 / 2 * sizeof *gram.upper);
    assert_memory_equal(gram.number, alone.number, FILMS * sizeof *gram.number);
    lb_item_gram_clear(&alone);
    lb_item_gram_clear(&gram);
    lb_csr_clear(&films);
}

typedef struct Member {
    const LbCsr *films;
    LbItemGram   gram;
    bool         is_ok;
} Member;

/* What a rank has: its own users, and the number of ratings of all. */
static LbCsr films_of_users(const LbCsr *films, LbBlockRange own)
{
    LbError err = {0};
    LbCsr   csr = {0};
    LB_ASSERT_OK(lb_csr_copy(&csr, films, &err));
    csr.whole = malloc((FILMS + 1) * sizeof *csr.whole);
    memcpy(csr.whole, films->start, (FILMS + 1) * sizeof *csr.whole);
    csr.n = 0;
    for (int32_t f = 0; f < FILMS; f++) {
        for (int64_t e = films->start[f]; e < films->start[f + 1]; e++) {
            if (!lb_own_has(own, films->col[e])) continue;
            csr.col[csr.n]     = films->col[e];
            csr.value[csr.n++] = films->value[e];
        }
        csr.start[f + 1] = csr.n;
    }
    return csr;
}

/* Ranks with as many threads as their number tells. */
static void build_as_rank(void *ctx, LbComm *comm)
{
    Member      *member = ctx;
    LbError      err    = {0};
    LbPool      *pool   = NULL;
    LbBlockRange own    = lb_block_sum_share(comm->rank, comm->size, LB_BLOCKS);
    LbCsr        films  = films_of_users(member->films, own);
    if (lb_pool_new(&pool, 1 + comm->rank % 3, &err) == LB_OK) {
        lb_pool_set_comm(pool, comm);
        member->is_ok =
            lb_item_gram_build(&member->gram, &films, FILMS, 1, pool, NULL, &err) == LB_OK;
    }
    lb_pool_free(pool);
    lb_csr_clear(&films);
}

static void item_gram__is_the_same_for_any_number_of_ranks(void **state)
{
    (void)state;
    static const int sizes[] = {2, 3, 5, 17};
    LbError          err     = {0};
    double           dense[USERS * FILMS];
    LbCsr            films = films_of(dense);
    LbItemGram       alone;
    LB_ASSERT_OK(build(&alone, &films, FILMS, 1, NULL, NULL, &err));
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        Member members[RANKS_MAX];
        void  *ctx[RANKS_MAX];
        for (int r = 0; r < sizes[s]; r++) {
            members[r] = (Member){.films = &films};
            ctx[r]     = &members[r];
        }
        run_as_ranks(build_as_rank, ctx, sizes[s]);
        for (int r = 0; r < sizes[s]; r++) {
            const LbItemGram *gram = &members[r].gram;
            assert_true(members[r].is_ok && gram->n == FILMS);
            assert_memory_equal(gram->film, alone.film, FILMS * sizeof *gram->film);
            assert_memory_equal(gram->upper, alone.upper,
                                FILMS * (FILMS + 1) / 2 * sizeof *gram->upper);
            lb_item_gram_clear(&members[r].gram);
        }
    }
    lb_item_gram_clear(&alone);
    lb_csr_clear(&films);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(item_gram__agrees_with_the_dense_product),
        cmocka_unit_test(item_gram__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(item_gram__counts_the_films_that_are_asked_for),
        cmocka_unit_test(item_gram__is_the_same_for_any_number_of_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
