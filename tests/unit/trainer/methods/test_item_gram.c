/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

#include "trainer/methods/item_gram.h"

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
    lb_item_gram_clear(&gram);
    lb_csr_clear(&films);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(item_gram__agrees_with_the_dense_product),
        cmocka_unit_test(item_gram__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(item_gram__counts_the_films_that_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
