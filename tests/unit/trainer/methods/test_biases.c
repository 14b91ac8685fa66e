/* SPDX-License-Identifier: MIT */
#include "trainer/methods/biases.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/tastes.h"

static const double MEAN = 3.1, RIDGE = 5;

/* Half the gradient of the objective by the bias of each user and film. */
static void gradients(const LbBiases *b, const LbTriplets *t, double *user, double *film)
{
    for (int32_t u = 0; u < t->n_users; u++)
        user[u] = b->ridge * b->user[u];
    for (int32_t f = 0; f < t->n_films; f++)
        film[f] = b->ridge * b->film[f];
    for (int64_t i = 0; i < t->n; i++) {
        double residual = (double)t->stars[i] - b->mean - b->user[t->user[i]] - b->film[t->film[i]];
        user[t->user[i]] -= residual;
        film[t->film[i]] -= residual;
    }
}

static void biases__are_at_the_minimum_after_many_sweeps(void **state)
{
    (void)state;
    static double user[USERS], film[FILMS];
    LbError       err = {0};
    LbBiases      b;
    Ratings      *r = draw(3);
    LB_ASSERT_OK(lb_biases_fit(&b, &r->set, MEAN, RIDGE, 200, &err));
    gradients(&b, &r->set, user, film);
    for (int u = 0; u < USERS; u++)
        LB_ASSERT_NEAR(user[u], 0, 1e-9); /* solved last: exact but for rounding */
    for (int f = 0; f < FILMS; f++)
        LB_ASSERT_NEAR(film[f], 0, 1e-9);
    lb_biases_clear(&b);
    free(r);
}

/* Folding in the ratings that a user was trained with gives their bias. */
static void biases__fold_in_what_they_were_fitted_to(void **state)
{
    (void)state;
    static int32_t film[FILMS];
    static float   stars[FILMS];
    LbError        err = {0};
    LbBiases       b;
    Ratings       *r = draw(3);
    LB_ASSERT_OK(lb_biases_fit(&b, &r->set, MEAN, RIDGE, 3, &err));
    for (int32_t u = 0; u < USERS; u++) {
        int32_t n = 0;
        for (int64_t i = 0; i < r->set.n; i++)
            if (r->user[i] == u) {
                film[n]    = r->film[i];
                stars[n++] = r->stars[i];
            }
        /* sums have 36 places */
        LB_ASSERT_NEAR(lb_biases_fold(&b, film, stars, n), b.user[u], 2e-11);
    }
    LB_ASSERT_NEAR(lb_biases_fold(&b, film, stars, 0), 0, 0);
    lb_biases_clear(&b);
    free(r);
}

/* Ratings that are exactly mean + user + film are found again without ridge. */
static void biases__are_recovered(void **state)
{
    (void)state;
    static const double by_user[] = {-0.5, 0, 0.5}, by_film[] = {-1, 0.25, 0.75, 0};
    LbError             err = {0};
    int32_t             user[12], film[12];
    float               stars[12];
    LbBiases            biases;
    for (int i = 0; i < 12; i++) {
        user[i]  = i / 4;
        film[i]  = i % 4;
        stars[i] = (float)(3 + by_user[i / 4] + by_film[i % 4]);
    }
    LbTriplets train = {
        .n_users = 3, .n_films = 4, .n = 12, .user = user, .film = film, .stars = stars};
    LB_ASSERT_OK(lb_biases_fit(&biases, &train, 3, 0, 20, &err));
    for (int i = 0; i < 12; i++)
        LB_ASSERT_NEAR(3 + biases.user[i / 4] + biases.film[i % 4], (double)stars[i], 1e-9);
    /* A new user half a star above the films, folded in with ridge 2 from 4 ratings. */
    float above[4];
    for (int f = 0; f < 4; f++)
        above[f] = (float)(3 + biases.film[f] + 0.5);
    biases.ridge = 2;
    LB_ASSERT_NEAR(lb_biases_fold(&biases, film, above, 4), 4 * 0.5 / (2 + 4), 1e-6);
    assert_true(lb_biases_fold(&biases, film, above, 0) == 0);
    lb_biases_clear(&biases);
    LB_ASSERT_OK(lb_biases_fit(&biases, &train, 3, 5, 20, &err));
    assert_true(fabs(biases.film[0]) < 1); /* drawn towards zero */
    lb_biases_clear(&biases);
}

static void biases__of_the_unrated_are_zero(void **state)
{
    (void)state;
    LbError    err    = {0};
    int32_t    user[] = {1}, film[] = {2};
    float      stars[] = {5};
    LbTriplets set     = {
            .n_users = 3, .n_films = 4, .n = 1, .user = user, .film = film, .stars = stars};
    LbBiases b;
    LB_ASSERT_OK(lb_biases_fit(&b, &set, 3, 0, 1, &err)); /* no ridge: nothing is divided by 0 */
    assert_true(b.user[0] == 0 && b.user[2] == 0 && b.film[0] == 0 && b.film[3] == 0);
    LB_ASSERT_NEAR(b.film[2], 2, 0);
    lb_biases_clear(&b);
}

static void biases__survive_lack_of_memory(void **state)
{
    (void)state;
    LbError  err = {0};
    LbBiases b;
    Ratings *r = draw_of(3, 10, 6);
    LB_ASSERT_SURVIVES_NOMEM(lb_biases_fit(&b, &r->set, MEAN, RIDGE, 1, &err), lb_biases_clear(&b));
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(biases__are_at_the_minimum_after_many_sweeps),
        cmocka_unit_test(biases__fold_in_what_they_were_fitted_to),
        cmocka_unit_test(biases__are_recovered),
        cmocka_unit_test(biases__of_the_unrated_are_zero),
        cmocka_unit_test(biases__survive_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
