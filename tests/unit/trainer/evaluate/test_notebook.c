/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/notebook.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/tastes.h"
#include "trainer/methods/zscore.h"

/* What it should be of these ratings, of which the first n_train are trained on: each test rating
 * against the user's training row times V, times the film's row of V. */
static LbNotebookFigure by_hand(const LbTriplets *t, int64_t n_train, const LbFitSettings *set)
{
    LbError          err     = {0};
    LbFit           *fit     = NULL;
    LbTriplets       train   = lb_triplets_head(t, n_train);
    LbNotebookFigure out     = {0};
    double           squares = 0, absolute = 0, squares50 = 0, absolute50 = 0;
    LB_ASSERT_OK(lb_zscore_fit(&fit, &train, set, NULL, NULL, &err));
    int32_t rank = fit->taste.rank;
    for (int64_t i = n_train; i < t->n; i++) {
        double predicted = 0;
        for (int32_t k = 0; k < rank; k++) {
            double latent = 0;
            for (int64_t j = 0; j < n_train; j++)
                if (t->user[j] == t->user[i])
                    latent += ((double)t->stars[j] - fit->mean_stars) / fit->std_stars *
                              (double)fit->taste.factors[t->film[j] * rank + k];
            predicted += latent * (double)fit->taste.factors[t->film[i] * rank + k];
        }
        double error = predicted - ((double)t->stars[i] - fit->mean_stars) / fit->std_stars;
        out.n++;
        squares += error * error;
        absolute += fabs(error);
        if (t->film[i] >= 50) continue;
        out.n_first50++;
        squares50 += error * error;
        absolute50 += fabs(error);
    }
    out.rmse_z         = sqrt(squares / (double)out.n);
    out.mae_z          = absolute / (double)out.n;
    out.rmse_z_first50 = sqrt(squares50 / (double)out.n_first50);
    out.mae_z_first50  = absolute50 / (double)out.n_first50;
    lb_fit_free(fit);
    return out;
}

static void notebook__gives_the_figures_of_its_split(void **state)
{
    (void)state;
    LbError          err = {0};
    Ratings         *r   = draw_of(3, 60, 70);
    LbFitSettings    set = lb_fit_defaults();
    LbNotebookFigure figure;
    set.svd.rank = 4;
    LB_ASSERT_OK(lb_notebook_measure(&figure, &r->set, &set, NULL, NULL, &err));
    LbNotebookFigure expected = by_hand(&r->set, r->set.n - figure.n, &set);
    LB_ASSERT_NEAR((double)figure.n / (double)r->set.n, 0.2, 0.03);
    assert_true(figure.n_first50 > 0 && figure.n_first50 < figure.n);
    assert_true(figure.n == expected.n && figure.n_first50 == expected.n_first50);
    LB_ASSERT_NEAR(figure.rmse_z, expected.rmse_z, 1e-9);
    LB_ASSERT_NEAR(figure.mae_z, expected.mae_z, 1e-9);
    LB_ASSERT_NEAR(figure.rmse_z_first50, expected.rmse_z_first50, 1e-9);
    LB_ASSERT_NEAR(figure.mae_z_first50, expected.mae_z_first50, 1e-9);
    free(r);
}

static void notebook__tests_a_fifth_of_the_pairs(void **state)
{
    (void)state;
    enum { SIDE = 1000 };
    int n = 0, on_both = 0;
    for (int32_t u = 0; u < SIDE; u++) {
        int of_user = 0;
        for (int32_t f = 0; f < SIDE; f++) {
            of_user += lb_notebook_tests(u, f);
            on_both += lb_notebook_tests(u, f) && lb_notebook_tests(f, u);
        }
        /* 5 standard deviations of a binomial count, here and below */
        LB_ASSERT_NEAR((double)of_user, 0.2 * SIDE, 5 * sqrt(0.16 * SIDE));
        n += of_user;
    }
    LB_ASSERT_NEAR((double)n, 0.2 * SIDE * SIDE, 5 * sqrt(0.16 * SIDE * SIDE));
    /* user and film are not the same turned round: pairs count twice, the diagonal once at .2 */
    LB_ASSERT_NEAR((double)on_both, 0.04 * SIDE * SIDE + 0.16 * SIDE,
                   5 * sqrt(2 * 0.04 * SIDE * SIDE));
}

static void notebook__depends_neither_on_order_nor_on_threads(void **state)
{
    (void)state;
    LbNotebookFigure first = {0};
    LbFitSettings    set   = lb_fit_defaults();
    LbRng            rng;
    set.svd.rank = 4;
    lb_rng_init(&rng, 5, 0);
    for (int threads = 1; threads < 4; threads++) {
        LbError          err  = {0};
        LbPool          *pool = NULL;
        Ratings         *r    = draw_of(3, 60, 70);
        LbNotebookFigure figure;
        for (int64_t i = r->set.n - 1; threads > 1 && i > 0; i--)
            lb_triplets_swap(&r->set, i, (int64_t)lb_rng_below(&rng, (uint64_t)i + 1));
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LB_ASSERT_OK(lb_notebook_measure(&figure, &r->set, &set, pool, NULL, &err));
        if (threads == 1) first = figure;
        assert_true(figure.n == first.n && figure.n_first50 == first.n_first50);
        assert_true(figure.rmse_z == first.rmse_z && figure.mae_z == first.mae_z);
        assert_true(figure.rmse_z_first50 == first.rmse_z_first50 &&
                    figure.mae_z_first50 == first.mae_z_first50);
        lb_pool_free(pool);
        free(r);
    }
}

/* Two ratings, neither of which is a test rating: nothing is divided by zero. */
static void notebook__has_no_figures_without_test_ratings(void **state)
{
    (void)state;
    LbError          err    = {0};
    int32_t          user[] = {0, 1}, film[] = {0, 0};
    float            stars[] = {1, 5};
    LbFitSettings    set     = lb_fit_defaults();
    LbNotebookFigure figure;
    for (int i = 0; i < 2; i++)
        while (lb_notebook_tests(user[i], film[i]))
            film[i]++;
    LbTriplets few = {
        .n_users = 2, .n_films = 60, .n = 2, .user = user, .film = film, .stars = stars};
    LB_ASSERT_OK(lb_notebook_measure(&figure, &few, &set, NULL, NULL, &err));
    assert_true(figure.n == 0 && figure.n_first50 == 0);
    assert_true(isnan(figure.rmse_z) && isnan(figure.mae_z) && isnan(figure.rmse_z_first50) &&
                isnan(figure.mae_z_first50));
}

static void notebook__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError          err = {0};
    Ratings         *r   = draw_of(3, 12, 8);
    LbFitSettings    set = lb_fit_defaults();
    LbNotebookFigure figure;
    set.svd.rank = 2;
    LB_ASSERT_SURVIVES_NOMEM(lb_notebook_measure(&figure, &r->set, &set, NULL, NULL, &err),
                             (void)0);
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notebook__gives_the_figures_of_its_split),
        cmocka_unit_test(notebook__tests_a_fifth_of_the_pairs),
        cmocka_unit_test(notebook__depends_neither_on_order_nor_on_threads),
        cmocka_unit_test(notebook__has_no_figures_without_test_ratings),
        cmocka_unit_test(notebook__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
