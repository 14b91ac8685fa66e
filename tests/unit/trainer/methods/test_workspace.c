/* SPDX-License-Identifier: MIT */
#include "trainer/methods/workspace.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/matrices.h"
#include "tests/unit/trainer/tastes.h"

#include <stdlib.h>

static LbStatus load(LbWorkspace *work, const LbTriplets *set, bool needs_films, LbFit **out,
                     LbError *err)
{
    static LbFitSettings settings;
    settings = lb_fit_defaults();
    *work    = (LbWorkspace){.train = set, .settings = &settings};
    return lb_workspace_finish(work, out,
                               lb_workspace_load(work, LB_METHOD_HYBRID, needs_films, err));
}

static void workspace__has_the_ratings_by_user_and_by_film(void **state)
{
    (void)state;
    LbError       err  = {0};
    Ratings      *r    = draw(3);
    LbFitSettings set  = lb_fit_defaults();
    LbWorkspace   work = {.train = &r->set, .settings = &set};
    LbFit        *fit  = NULL;
    LB_ASSERT_OK(lb_workspace_load(&work, LB_METHOD_HYBRID, true, &err));
    assert_true(work.by_user.n_rows == USERS && work.by_user.n_cols == FILMS);
    assert_int_equal(work.by_user.n, r->set.n);
    for (int64_t i = 0; i < r->set.n; i++) { /* drawn in the order of users and films */
        assert_int_equal(work.by_user.col[i], r->film[i]);
        assert_true(work.by_user.value[i] == r->stars[i]);
    }
    LbCsr turned = transposed_csr(&work.by_user);
    assert_memory_equal(turned.start, work.by_film.start, (FILMS + 1) * sizeof *turned.start);
    assert_memory_equal(turned.col, work.by_film.col, (size_t)turned.n * sizeof *turned.col);
    assert_memory_equal(turned.value, work.by_film.value, (size_t)turned.n * sizeof *turned.value);
    lb_csr_clear(&turned);
    LB_ASSERT_OK(lb_workspace_finish(&work, &fit, LB_OK));
    assert_true(fit->n_films == FILMS && fit->film_count[0] > 0);
    assert_null(work.by_user.start);
    lb_fit_free(fit);
    free(r);
}

static void workspace__keeps_the_biases_of_films(void **state)
{
    (void)state;
    LbError       err  = {0};
    Ratings      *r    = draw(3);
    LbFitSettings set  = lb_fit_defaults();
    LbWorkspace   work = {.train = &r->set, .settings = &set};
    LbFit        *fit  = NULL;
    LB_ASSERT_OK(lb_workspace_load(&work, LB_METHOD_EIGENREC, false, &err));
    assert_int_equal(work.by_film.n, 0);
    LB_ASSERT_OK(lb_workspace_keep_biases(&work, &err));
    LB_ASSERT_OK(lb_workspace_new_films(&work, 2, &err));
    for (int f = 0; f < FILMS; f++) {
        LB_ASSERT_NEAR(work.fit->stars.film_bias[f], (float)work.biases.film[f], 0);
        LB_ASSERT_NEAR(work.films.x[3 * f], (float)work.biases.film[f], 0);
        assert_true(work.films.x[3 * f + 1] == 0 && work.films.x[3 * f + 2] == 0);
    }
    LB_ASSERT_OK(lb_workspace_finish(&work, &fit, LB_OK));
    lb_fit_free(fit);
    free(r);
}

static void workspace__gives_no_fit_after_a_failure(void **state)
{
    (void)state;
    LbError     err = {0};
    LbWorkspace work;
    LbTriplets  none = {.n_users = 1, .n_films = 1};
    LbFit      *fit  = (LbFit *)&work; /* anything but NULL */
    LB_ASSERT_FAILS(load(&work, &none, true, &fit, &err), LB_EDATA, "no ratings");
    assert_null(fit);
}

static void count(void *ctx, LbLevel level, const char *text)
{
    assert_true(level == LB_LEVEL_WARNING);
    assert_non_null(strstr(text, "all 4 ratings are equal (3 stars)"));
    ++*(int *)ctx;
}

static void workspace__warns_of_ratings_that_do_not_differ(void **state)
{
    (void)state;
    LbError    err    = {0};
    int32_t    user[] = {0, 0, 1, 1}, film[] = {0, 1, 0, 1};
    float      stars[] = {3, 3, 3, 3};
    LbTriplets equal   = {
          .n_users = 2, .n_films = 2, .n = 4, .user = user, .film = film, .stars = stars};
    int           warnings = 0;
    LbReporter    reporter = {.message = count, .ctx = &warnings};
    LbFitSettings set      = lb_fit_defaults();
    LbWorkspace   work     = {.train = &equal, .settings = &set, .reporter = &reporter};
    LbFit        *fit      = NULL;
    LB_ASSERT_OK(lb_workspace_load(&work, LB_METHOD_HYBRID, false, &err));
    assert_int_equal(warnings, 1);
    LB_ASSERT_OK(lb_workspace_finish(&work, &fit, LB_OK));
    lb_fit_free(fit);
}

static void workspace__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError     err = {0};
    Ratings    *r   = draw_of(3, 12, 8);
    LbWorkspace work;
    LbFit      *fit = NULL;
    LB_ASSERT_SURVIVES_NOMEM(load(&work, &r->set, true, &fit, &err), lb_fit_free(fit));
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workspace__has_the_ratings_by_user_and_by_film),
        cmocka_unit_test(workspace__keeps_the_biases_of_films),
        cmocka_unit_test(workspace__gives_no_fit_after_a_failure),
        cmocka_unit_test(workspace__warns_of_ratings_that_do_not_differ),
        cmocka_unit_test(workspace__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
