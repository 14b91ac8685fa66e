/* SPDX-License-Identifier: MIT */
#include "trainer/job/summary.h"

#include "tests/lb_test.h"

#include <stdlib.h>

static void summary__says_what_was_asked_for_from_the_start(void **state)
{
    (void)state;
    LbTrainSettings set    = lb_settings_defaults();
    set.method             = LB_METHOD_ZSCORE;
    set.rank               = 9;
    LbTrainSummary summary = lb_summary_begin(&set);
    assert_true(summary.method == LB_METHOD_ZSCORE && summary.chosen.svd.rank == 9);
    assert_true(!summary.is_skipped && !summary.is_evaluated && summary.singular_values == NULL);
    LB_ASSERT_NEAR(summary.tolerance, set.svd.tolerance, 0);
    lb_summary_end(&summary, 1.5);
    LB_ASSERT_NEAR(summary.seconds.total, 1.5, 0);
    assert_true(summary.peak_mb > 1);
    lb_summary_clear(&summary);
}

static void summary__adds_what_was_read(void **state)
{
    (void)state;
    LbError         err    = {0};
    int32_t         user[] = {0, 0, 1}, film[] = {0, 3, 1};
    float           stars[] = {0.5F, 5, 5};
    LbTrainSettings set     = lb_settings_defaults();
    LbTrainSummary  summary = lb_summary_begin(&set);
    LbRatings       ratings = {
              .triplets =
                  {.n_users = 2, .n_films = 4, .n = 3, .user = user, .film = film, .stars = stars},
              .rows       = 5,
              .duplicates = 2,
              .skipped    = 7,
              .scale      = {1, 10},
              .mean       = 7,
              .std        = 5.2};
    LB_ASSERT_OK(lb_summary_add_ratings(&summary, &ratings, NULL, &err));
    assert_true(summary.rows == 5 && summary.ratings == 3 && summary.duplicates == 2);
    assert_true(summary.skipped == 7 && summary.users == 2 && summary.films == 4);
    assert_true(summary.scale.hi == 10 && summary.mean == 7 && summary.std == 5.2);
    assert_true(summary.stars_count[0] == 1 && summary.stars_count[9] == 2);
    lb_summary_clear(&summary);
}

static LbStatus add_fit(LbTrainSummary *summary, const LbFit *fit, LbError *err)
{
    LbTrainSettings set = lb_settings_defaults();
    *summary            = lb_summary_begin(&set);
    return lb_summary_add_fit(summary, fit, err);
}

static void summary__adds_what_was_learnt(void **state)
{
    (void)state;
    LbError        err      = {0};
    double         values[] = {3, 2};
    LbTrainSummary summary;
    LbFit          fit = {.taste          = {.rank = 2, .singular_values = values},
                          .stars          = {.rank = 5},
                          .svd            = {.products = 12},
                          .matrix_seconds = 0.25};
    LB_ASSERT_OK(add_fit(&summary, &fit, &err));
    assert_true(summary.rank == 2 && summary.n_values == 2 && summary.svd.products == 12);
    values[0] = 0; /* the summary outlives the fit */
    assert_true(summary.singular_values[0] == 3 && summary.singular_values[1] == 2);
    LB_ASSERT_NEAR(summary.seconds.matrix, 0.25, 0);
    lb_summary_clear(&summary);
    assert_null(summary.singular_values);
    fit.taste = (LbTaste){.rank = 0}; /* stars alone: their rank, and no singular values */
    LB_ASSERT_OK(add_fit(&summary, &fit, &err));
    assert_true(summary.rank == 5 && summary.n_values == 0);
    lb_summary_clear(&summary);
}

static void summary__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError        err      = {0};
    double         values[] = {3, 2};
    LbTrainSummary summary;
    LbFit          fit = {.taste = {.rank = 2, .singular_values = values}};
    LB_ASSERT_SURVIVES_NOMEM(add_fit(&summary, &fit, &err), lb_summary_clear(&summary));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary__says_what_was_asked_for_from_the_start),
        cmocka_unit_test(summary__adds_what_was_read),
        cmocka_unit_test(summary__adds_what_was_learnt),
        cmocka_unit_test(summary__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
