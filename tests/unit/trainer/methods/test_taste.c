/* SPDX-License-Identifier: MIT */
#include "trainer/methods/taste.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

#include <math.h>

enum { USERS = 60, FILMS = 24, RANK = 6 };

static LbCsr star_matrix(void)
{
    static double dense[USERS * FILMS];
    LbCsr         csr = random_csr(USERS, FILMS, 0.4, 7, dense);
    for (int64_t i = 0; i < csr.n; i++)
        csr.value[i] = fminf(5, fmaxf(0.5F, 3 + csr.value[i]));
    return csr;
}

static void taste__weighs_by_stars_and_by_how_much_people_rate(void **state)
{
    (void)state;
    LbError err     = {0};
    int64_t start[] = {0, 1, 1, 4}; /* one, none, three: the mean is 4 / 3 */
    int32_t col[]   = {0, 0, 1, 2};
    float   value[] = {5, 1, 1.5F, 4};
    LbCsr by_user = {.n_rows = 3, .n_cols = 3, .n = 4, .start = start, .col = col, .value = value};
    LbCsr none    = {0};
    LbTasteSettings set = lb_taste_defaults();
    set.user_power      = 1;
    LB_ASSERT_OK(lb_taste_weigh(&by_user, &none, &set, &err));
    LB_ASSERT_NEAR(value[0], 3.5 / sqrt(0.75), 1e-6);
    LB_ASSERT_NEAR(value[1], 0.1 / sqrt(2.25), 1e-7); /* below the shift: the floor */
    LB_ASSERT_NEAR(value[2], 0.1 / sqrt(2.25), 1e-7);
    LB_ASSERT_NEAR(value[3], 2.5 / sqrt(2.25), 1e-6);
}

static void taste__weighs_both_orders_alike(void **state)
{
    (void)state;
    LbError         err     = {0};
    LbCsr           by_user = star_matrix(), by_film = transposed_csr(&by_user);
    LbTasteSettings set = lb_taste_defaults();
    LB_ASSERT_OK(lb_taste_weigh(&by_user, &by_film, &set, &err));
    LbCsr expected = transposed_csr(&by_user);
    assert_memory_equal(by_film.value, expected.value, (size_t)expected.n * sizeof(float));
    lb_csr_clear(&by_user);
    lb_csr_clear(&by_film);
    lb_csr_clear(&expected);
}

static void taste__chooses_its_rank_by_the_size(void **state)
{
    (void)state;
    assert_int_equal(lb_taste_rank(100, 50), 50);          /* no less */
    assert_int_equal(lb_taste_rank(1000000, 7000), 100);   /* the cube root */
    assert_int_equal(lb_taste_rank(18000000, 13000), 180); /* no more */
    assert_int_equal(lb_taste_numbers(18000000, 13000, 250), 250);
    assert_int_equal(lb_taste_rank(18000000, 100000), 167); /* 2^24 numbers */
    assert_int_equal(lb_taste_rank(18000000, 1 << 23), 50);
}

static LbStatus learn(LbTasteFit *out, const LbCsr *weighted, double tolerance, LbPool *pool,
                      LbError *err)
{
    LbTasteSettings  set    = lb_taste_defaults();
    LbFactorSettings solver = {.svd = lb_svd_defaults()};
    set.rank                = RANK;
    set.tolerance           = tolerance;
    return lb_taste_fit(out, weighted, &set, &solver, pool, NULL, err);
}

static void taste__scales_films_and_finds_their_factors(void **state)
{
    (void)state;
    static double product[USERS][RANK];
    LbError       err      = {0};
    LbCsr         weighted = star_matrix();
    LbTasteFit    fit;
    double        squares[FILMS] = {0};
    LB_ASSERT_OK(learn(&fit, &weighted, 1e-10, NULL, &err));
    for (int64_t i = 0; i < weighted.n; i++)
        squares[weighted.col[i]] += (double)weighted.value[i] * (double)weighted.value[i];
    for (int f = 0; f < FILMS; f++) /* norm^(d - 1), d = 0.6 */
        LB_ASSERT_NEAR(fit.input_scale[f], pow(squares[f], -0.2), 1e-6);
    for (int u = 0; u < USERS; u++)
        for (int j = 0; j < RANK; j++) {
            product[u][j] = 0;
            for (int64_t i = weighted.start[u]; i < weighted.start[u + 1]; i++)
                product[u][j] += (double)weighted.value[i] *
                                 (double)fit.input_scale[weighted.col[i]] *
                                 (double)fit.factors.factors[weighted.col[i] * RANK + j];
        }
    for (int j = 0; j < RANK; j++) /* A V = U s */
        for (int k = 0; k <= j; k++) {
            double sum = 0, s = fit.factors.values[j];
            for (int u = 0; u < USERS; u++)
                sum += product[u][j] * product[u][k];
            LB_ASSERT_NEAR(sum, j == k ? s * s : 0, 1e-4 * s * s);
        }
    LB_ASSERT_NEAR(fit.soft_value, fit.factors.values[RANK / 2 - 1], 0);
    lb_taste_clear(&fit);
    lb_csr_clear(&weighted);
}

/* 1 / (1 - the film's own weight in V g V'), g = s^2 / (s^2 + soft^2). */
static void taste__makes_up_for_what_films_say_of_themselves(void **state)
{
    (void)state;
    LbError    err      = {0};
    LbCsr      weighted = star_matrix();
    LbTasteFit fit;
    LB_ASSERT_OK(learn(&fit, &weighted, 1e-6, NULL, &err));
    for (int f = 0; f < FILMS; f++) {
        double own = 0;
        for (int j = 0; j < RANK; j++) {
            double s = fit.factors.values[j], v = (double)fit.factors.factors[f * RANK + j];
            own += v * v * s * s / (s * s + fit.soft_value * fit.soft_value);
        }
        LB_ASSERT_NEAR(fit.output_scale[f], 1 / (1 - own), 1e-5);
    }
    lb_taste_clear(&fit);
    lb_csr_clear(&weighted);
}

static void taste__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbError    err      = {0};
    LbCsr      weighted = star_matrix();
    LbPool    *pool     = NULL;
    LbTasteFit one, three;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(learn(&one, &weighted, 1e-2, NULL, &err));
    LB_ASSERT_OK(learn(&three, &weighted, 1e-2, pool, &err));
    assert_memory_equal(one.factors.factors, three.factors.factors, FILMS * RANK * sizeof(float));
    assert_memory_equal(one.output_scale, three.output_scale, FILMS * sizeof(float));
    lb_taste_clear(&one);
    lb_taste_clear(&three);
    lb_csr_clear(&weighted);
    lb_pool_free(pool);
}

static void taste__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError         err     = {0};
    LbCsr           by_user = star_matrix(), none = {0};
    LbTasteSettings set = lb_taste_defaults();
    LbTasteFit      fit;
    LB_ASSERT_SURVIVES_NOMEM(lb_taste_weigh(&by_user, &none, &set, &err), (void)0);
    LB_ASSERT_SURVIVES_NOMEM(learn(&fit, &by_user, 1e-2, NULL, &err), lb_taste_clear(&fit));
    lb_csr_clear(&by_user);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taste__weighs_by_stars_and_by_how_much_people_rate),
        cmocka_unit_test(taste__weighs_both_orders_alike),
        cmocka_unit_test(taste__chooses_its_rank_by_the_size),
        cmocka_unit_test(taste__scales_films_and_finds_their_factors),
        cmocka_unit_test(taste__makes_up_for_what_films_say_of_themselves),
        cmocka_unit_test(taste__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(taste__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
