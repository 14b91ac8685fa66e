/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"
#include "tests/unit/trainer/methods/gram_of.h"

#include "common/predict/item_gains.h"
#include "trainer/methods/item_head.h"

enum { USERS = 80, FILMS = 14 };

/* Positive weights, as taste weights are. */
static void make(LbCsr *users, LbCsr *films, double *gram, double density)
{
    double dense[USERS * FILMS];
    LbCsr  csr = random_csr(USERS, FILMS, density, 5, dense);
    for (int64_t i = 0; i < csr.n; i++)
        csr.value[i] = fabsf(csr.value[i]) + 0.1f;
    memset(gram, 0, FILMS * FILMS * sizeof *gram);
    for (int u = 0; u < USERS; u++)
        for (int64_t i = csr.start[u]; i < csr.start[u + 1]; i++)
            for (int64_t j = csr.start[u]; j < csr.start[u + 1]; j++)
                gram[csr.col[i] * FILMS + csr.col[j]] +=
                    (double)csr.value[i] * (double)csr.value[j];
    *users = csr;
    *films = transposed_csr(&csr);
}

static LbStatus fit_head(LbItemHeadFit *out, const LbCsr *films, const LbItemHeadSettings *set,
                         LbPool *pool, LbError *err)
{
    LbItemGram gram;
    LbStatus   st = gram_of_films(&gram, films, pool, err);
    *out          = (LbItemHeadFit){0};
    if (st == LB_OK) st = lb_item_head_fit(out, &gram, set, pool, NULL, err);
    lb_item_gram_clear(&gram);
    return st;
}

static LbItemHead head_of(const LbItemHeadFit *fit)
{
    return (LbItemHead){.n         = fit->n,
                        .film      = fit->film,
                        .place     = fit->place,
                        .code      = fit->code,
                        .row_scale = fit->row_scale,
                        .root      = fit->root};
}

/* The weights b of all other films on film j satisfy the normal equations
 * sum_i (G_ki + [k = i] (l + share G_kk)) b_i = G_kj. One byte a weight: within its rounding. */
static void item_head__satisfies_the_normal_equations(void **state)
{
    (void)state;
    LbError            err = {0};
    double             gram[FILMS * FILMS], mean = 0;
    LbCsr              users, films;
    LbItemHeadFit      fit;
    LbItemHeadSettings set = lb_item_head_defaults();
    set.films              = FILMS;
    set.min_ratings        = 1;
    make(&users, &films, gram, 0.6);
    for (int i = 0; i < FILMS; i++)
        mean += gram[i * FILMS + i] / (double)FILMS;
    LB_ASSERT_OK(fit_head(&fit, &films, &set, NULL, &err));
    LbItemHead head = head_of(&fit);
    assert_int_equal(head.n, FILMS);
    for (int j = 0; j < FILMS; j++)
        for (int k = 0; k < FILMS; k++) {
            LB_ASSERT_NEAR(lb_item_gains_correlation(&head, j, k),
                           lb_item_gains_correlation(&head, k, j), 0.01);
            if (k == j) {
                LB_ASSERT_NEAR(lb_item_gains_weight(&head, j, j), 0, 0);
                continue;
            }
            double diagonal = gram[k * FILMS + k];
            double sum      = (set.ridge * mean + set.ridge_relative * diagonal) *
                         lb_item_gains_weight(&head, k, j);
            for (int i = 0; i < FILMS; i++)
                sum += gram[k * FILMS + i] * lb_item_gains_weight(&head, i, j);
            LB_ASSERT_NEAR(sum, gram[k * FILMS + j], 0.02 * diagonal);
        }
    lb_item_head_clear(&fit);
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

static void item_head__takes_the_most_rated_films(void **state)
{
    (void)state;
    LbError            err = {0};
    double             gram[FILMS * FILMS];
    LbCsr              users, films;
    LbItemHeadFit      fit;
    LbItemHeadSettings set = lb_item_head_defaults();
    set.films              = 5;
    make(&users, &films, gram, 0.4);
    LB_ASSERT_OK(fit_head(&fit, &films, &set, NULL, &err));
    assert_int_equal(fit.n, 5);
    int64_t least = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int32_t film = fit.film[i];
        assert_int_equal(fit.place[film], i);
        if (films.start[film + 1] - films.start[film] < least)
            least = films.start[film + 1] - films.start[film];
    }
    for (int32_t f = 0; f < FILMS; f++)
        if (fit.place[f] < 0) assert_true(films.start[f + 1] - films.start[f] <= least);
    lb_item_head_clear(&fit);
    set.min_ratings = USERS + 1;
    LB_ASSERT_OK(fit_head(&fit, &films, &set, NULL, &err));
    assert_int_equal(fit.n, 0);
    lb_item_head_clear(&fit);
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

static void item_head__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError            err = {0};
    double             gram[FILMS * FILMS];
    LbCsr              users, films;
    LbItemHeadFit      one, three;
    LbPool            *pool = NULL;
    LbItemHeadSettings set  = lb_item_head_defaults();
    set.films               = FILMS;
    make(&users, &films, gram, 0.5);
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(fit_head(&one, &films, &set, NULL, &err));
    LB_ASSERT_OK(fit_head(&three, &films, &set, pool, &err));
    assert_int_equal(one.n, three.n);
    size_t n = (size_t)one.n;
    assert_memory_equal(one.code, three.code, n * n);
    assert_memory_equal(one.root, three.root, n * sizeof *one.root);
    assert_memory_equal(one.row_scale, three.row_scale, n * sizeof *one.row_scale);
    lb_pool_free(pool);
    lb_item_head_clear(&one);
    lb_item_head_clear(&three);
    LB_ASSERT_SURVIVES_NOMEM(fit_head(&one, &films, &set, NULL, &err), lb_item_head_clear(&one));
    lb_csr_clear(&users);
    lb_csr_clear(&films);
}

static void item_head__needs_many_users(void **state)
{
    (void)state;
    assert_int_equal(lb_item_head_films(24999), 0);
    assert_int_equal(lb_item_head_films(25000), 8000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(item_head__needs_many_users),
        cmocka_unit_test(item_head__satisfies_the_normal_equations),
        cmocka_unit_test(item_head__takes_the_most_rated_films),
        cmocka_unit_test(item_head__is_the_same_for_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
