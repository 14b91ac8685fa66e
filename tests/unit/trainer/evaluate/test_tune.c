/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/interrupted.h"
#include "tests/unit/trainer/tastes.h"

#include "trainer/evaluate/evaluate.h"
#include "trainer/evaluate/tune.h"
#include "trainer/methods/hybrid.h"
#include "trainer/methods/zscore.h"

static const LbTrial *find(const LbTuning *tuning, const char *name, double value)
{
    for (int i = 0; i < tuning->n_trials; i++)
        if (strcmp(tuning->trials[i].setting, name) == 0 && tuning->trials[i].value == value)
            return &tuning->trials[i];
    return NULL;
}

/* What a part is measured to be before anything is tried. */
static const LbTrial *find_start(const LbTuning *tuning, const char *name)
{
    for (int i = 0; i < tuning->n_trials; i++)
        if (strcmp(tuning->trials[i].setting, name) == 0) return &tuning->trials[i];
    fail_msg("no trial \"%s\"", name);
    return NULL;
}

static void tune__leaves_a_bad_start(void **state)
{
    (void)state;
    LbError        err = {0};
    Ratings       *r   = draw(4);
    LbTriplets     all = r->set;
    LbTuning       tuning;
    LbFitSettings  set = lb_fit_defaults();
    LbTuneSettings how = {
        .method = LB_METHOD_ZSCORE, .fit = lb_zscore_fit, .fraction = 0.2, .seed = 3};
    set.svd.rank = 60; /* far too many for three tastes */
    LB_ASSERT_OK(lb_tune(&tuning, &set, &all, &how, NULL, NULL, &err));
    assert_int_equal(tuning.users, 48);
    assert_int_equal(set.svd.rank, 30);
    assert_true(find(&tuning, "svd.rank", 30)->is_chosen);
    double best = tuning.trials[0].measure;
    for (int i = 0; i < tuning.n_trials; i++)
        if (tuning.trials[i].is_chosen) {
            assert_true(tuning.trials[i].measure > best); /* each choice is better */
            best = tuning.trials[i].measure;
        }
    free(r);
}

static void tune__tries_the_settings_of_the_present_model(void **state)
{
    (void)state;
    LbError        err = {0};
    Ratings       *r   = draw(4);
    LbTriplets     all = r->set;
    LbTuning       tuning;
    LbFitSettings  set = lb_fit_defaults(), current = lb_fit_defaults();
    LbTuneSettings how = {.method   = LB_METHOD_ZSCORE,
                          .fit      = lb_zscore_fit,
                          .fraction = 0.2,
                          .seed     = 3,
                          .current  = &current};
    set.svd.rank       = 60; /* far too many for three tastes */
    current.svd.rank   = 3;
    LB_ASSERT_OK(lb_tune(&tuning, &set, &all, &how, NULL, NULL, &err));
    assert_string_equal(tuning.trials[1].setting, "the present model's");
    assert_true(tuning.trials[1].is_chosen);
    assert_true(set.svd.rank <= 6);
    free(r);
}

static void tune__hybrid_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    LbTuning      tuning[2];
    LbFitSettings set[2];
    for (int i = 0; i < 2; i++) {
        LbError        err  = {0};
        LbPool        *pool = NULL;
        Ratings       *r    = draw(9);
        LbTriplets     all  = r->set;
        LbTuneSettings how  = {
             .method = LB_METHOD_HYBRID, .fit = lb_hybrid_fit, .fraction = 0.2, .seed = 3};
        set[i]                = lb_fit_defaults();
        set[i].taste.rank     = 10;
        set[i].stars.rank     = 6;
        set[i].embedding.rank = 10;
        set[i].near.per_film  = 15;
        LB_ASSERT_OK(lb_pool_new(&pool, i + 1, &err));
        LB_ASSERT_OK(lb_tune(&tuning[i], &set[i], &all, &how, pool, NULL, &err));
        lb_pool_free(pool);
        free(r);
    }
    assert_true(tuning[0].n_trials > 15);
    assert_int_equal(tuning[0].n_trials, tuning[1].n_trials);
    for (int t = 0; t < tuning[0].n_trials; t++)
        assert_true(tuning[0].trials[t].measure == tuning[1].trials[t].measure);
    assert_int_equal(set[0].taste.rank, set[1].taste.rank);
    /* Newcomers come last, measured on few known ratings, which tell of three tastes as much as all
     * do, but not the same. */
    const LbTrial *whole     = find_start(&tuning[0], "ranking as it is");
    const LbTrial *newcomers = find_start(&tuning[0], "newcomers as they are");
    assert_non_null(find(&tuning[0], "newcomers.half_films", 10));
    assert_non_null(find(&tuning[0], "newcomers.half_films", 40));
    assert_true(newcomers->measure != whole->measure && newcomers->measure > 0);
    LB_ASSERT_NEAR(set[0].discovery.novelty, set[1].discovery.novelty, 0);
}

static void tune__is_part_of_an_evaluation_without_its_test_people(void **state)
{
    (void)state;
    LbError        err  = {0};
    Ratings       *r    = draw(4);
    LbTriplets     all  = r->set;
    LbFitSettings  set  = lb_fit_defaults();
    LbTuneSettings tune = {
        .method = LB_METHOD_ZSCORE, .fit = lb_zscore_fit, .fraction = 0.2, .seed = 3};
    LbEvaluateSettings how = {lb_zscore_fit, &set, 0.25, 0.2, 5, &tune, NULL, 0};
    LbEvaluation       result;
    set.svd.rank = 60;
    LB_ASSERT_OK(lb_evaluate(&result, &all, &how, NULL, NULL, &err));
    assert_int_equal(result.users, 60);
    assert_int_equal(result.tuning.users, 48); /* of the 180 others */
    assert_true(result.chosen.svd.rank < 60);
    free(r);
}

static LbStatus tune_small(LbTuning *out, const LbTriplets *set, LbError *err)
{
    LbTriplets     all    = *set;
    LbFitSettings  chosen = lb_fit_defaults();
    LbTuneSettings how    = {
           .method = LB_METHOD_ZSCORE, .fit = lb_zscore_fit, .fraction = 0.2, .seed = 3};
    chosen.svd.rank = 4;
    return lb_tune(out, &chosen, &all, &how, NULL, NULL, err);
}

static void tune__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError  err = {0};
    Ratings *r   = draw_of(4, 25, 10);
    LbTuning tuning;
    LB_ASSERT_SURVIVES_NOMEM(tune_small(&tuning, &r->set, &err), (void)0);
    assert_true(tuning.n_trials > 1);
    free(r);
}

static void tune__fails_with_the_fit(void **state)
{
    (void)state;
    LbError        err = {0};
    Ratings       *r   = draw(4);
    LbFitSettings  set = lb_fit_defaults(), before;
    LbTuneSettings how = {
        .method = LB_METHOD_HYBRID, .fit = lb_hybrid_fit, .fraction = 0.2, .seed = 3};
    LbTuning tuning;
    set.taste.rank = 8;
    before         = set;
    LB_ASSERT_FAILS(lb_tune(&tuning, &set, &r->set, &how, NULL, &interrupted, &err), LB_EINTR,
                    "interrupted");
    assert_memory_equal(&set, &before, sizeof set); /* nothing was chosen */
    r->set.n_users = 1;
    r->set.n       = 3; /* all of the first user */
    LB_ASSERT_FAILS(lb_tune(&tuning, &set, &r->set, &how, NULL, NULL, &err), LB_EDATA,
                    "at least 2 users");
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tune__leaves_a_bad_start),
        cmocka_unit_test(tune__tries_the_settings_of_the_present_model),
        cmocka_unit_test(tune__hybrid_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(tune__is_part_of_an_evaluation_without_its_test_people),
        cmocka_unit_test(tune__survives_lack_of_memory),
        cmocka_unit_test(tune__fails_with_the_fit),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
