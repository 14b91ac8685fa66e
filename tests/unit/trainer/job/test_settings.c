/* SPDX-License-Identifier: MIT */
#include "trainer/job/settings.h"

#include "tests/lb_test.h"

static void settings__have_no_gate_and_keep_nothing_by_default(void **state)
{
    (void)state;
    LbTrainSettings set = lb_settings_defaults();
    assert_true(set.method == LB_METHOD_HYBRID && set.rank == 0 && set.keep == -1);
    assert_true(set.gate.margin < 0 && !set.evaluate && !set.tune && !set.if_changed);
    assert_true(set.ratings.min_user_ratings == 1 && set.ratings.min_film_ratings == 1);
    LB_ASSERT_NEAR(set.evaluate_fraction, 0.1, 0);
}

static void settings__give_the_method_what_was_asked_for(void **state)
{
    (void)state;
    LbTrainSettings set   = lb_settings_defaults();
    LbFitSettings   usual = lb_fit_defaults(), fit;
    fit                   = lb_settings_for_fit(&set);
    assert_int_equal(fit.taste.rank, usual.taste.rank);
    assert_int_equal(fit.softimpute.rank, usual.softimpute.rank);
    set.rank          = 17;
    set.svd.seed      = 99;
    set.svd.tolerance = 1e-7;
    fit               = lb_settings_for_fit(&set);
    assert_true(fit.svd.rank == 17 && fit.taste.rank == 17 && fit.softimpute.rank == 17);
    assert_int_equal(fit.stars.rank, usual.stars.rank); /* not a matter of --rank */
    assert_int_equal(fit.svd.seed, 99);
    LB_ASSERT_NEAR(fit.svd.tolerance, 1e-7, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings__have_no_gate_and_keep_nothing_by_default),
        cmocka_unit_test(settings__give_the_method_what_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
