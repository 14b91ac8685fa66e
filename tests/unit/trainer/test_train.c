/* SPDX-License-Identifier: MIT */
#include "trainer/train.h"

#include "common/base/rng.h"
#include "common/model/model_file.h"
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"
#include "tests/unit/trainer/interrupted.h"
#include "trainer/publish/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_train_XXXXXX";
static char ratings[64], model[64], report[64];

static void write_ratings(int users, uint64_t seed)
{
    FILE *file = fopen(ratings, "w");
    LbRng rng;
    assert_non_null(file);
    lb_rng_init(&rng, seed, 0);
    fputs("user,film,rating\n", file);
    for (int u = 0; u < users; u++)
        for (int f = 0; f < 12; f++)
            if (lb_rng_uniform(&rng) < 0.6)
                fprintf(file, "u%d,f%d,%d\n", u, f, 1 + (int)lb_rng_below(&rng, 10));
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/lb_train_XXXXXX");
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(ratings, sizeof ratings, "%s/r.csv", folder);
    (void)snprintf(model, sizeof model, "%s/m.h5", folder);
    (void)snprintf(report, sizeof report, "%s/r.json", folder);
    write_ratings(40, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    (void)unlink(ratings);
    (void)unlink(model);
    (void)unlink(report);
    return rmdir(folder); /* nothing else is left there */
}

static LbTrainSettings settings_of(LbMethod method)
{
    static const char *const inputs[] = {ratings};

    LbTrainSettings set = lb_settings_defaults();
    set.inputs          = (LbPaths){inputs, 1};
    set.model_path      = model;
    set.method          = method;
    set.rank            = 3;
    set.threads         = 1;
    return set;
}

/* Trains and tells the users of the model that is there afterwards; 0 = none. */
static LbStatus train(const LbTrainSettings *set, LbTrainSummary *summary, int32_t *users,
                      LbError *err)
{
    LbModelFile   *file = NULL;
    const LbModel *made = NULL;
    LbError        why  = {0};
    LbStatus       st   = lb_train(summary, set, NULL, err);
    *users              = 0;
    if (lb_model_file_open(&file, &made, model, true, NULL, &why) == LB_OK)
        *users = (int32_t)made->info.n_users;
    lb_model_file_close(file);
    return st;
}

static void train__makes_a_model_by_each_method(void **state)
{
    (void)state;
    static const LbMethod methods[] = {LB_METHOD_HYBRID, LB_METHOD_ZSCORE, LB_METHOD_EIGENREC,
                                       LB_METHOD_SOFTIMPUTE};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        LbError         err = {0};
        LbTrainSummary  summary;
        LbTrainSettings set = settings_of(methods[i]);
        int32_t         users;
        LB_ASSERT_OK(train(&set, &summary, &users, &err));
        assert_true(users == 40 && summary.users == 40 && summary.films == 12);
        assert_true(summary.rank > 0 || methods[i] == LB_METHOD_SOFTIMPUTE); /* all is noise */
        lb_summary_clear(&summary);
    }
}

static void train__does_nothing_when_nothing_has_changed(void **state)
{
    (void)state;
    LbError         err = {0};
    LbTrainSummary  summary;
    LbTrainSettings set = settings_of(LB_METHOD_ZSCORE);
    int32_t         users;
    set.if_changed = true;
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    assert_false(summary.is_skipped);
    lb_summary_clear(&summary);
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    assert_true(summary.is_skipped && summary.users == 0);
    lb_summary_clear(&summary);
    set.rank = 2; /* other settings, then other ratings */
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    assert_false(summary.is_skipped);
    lb_summary_clear(&summary);
    write_ratings(41, 1);
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    assert_true(!summary.is_skipped && users == 41);
    lb_summary_clear(&summary);
}

static void train__leaves_the_model_after_a_failure(void **state)
{
    (void)state;
    LbError         err = {0};
    LbTrainSummary  summary;
    LbTrainSettings set = settings_of(LB_METHOD_ZSCORE);
    int32_t         users;
    FILE           *file;
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    lb_summary_clear(&summary);
    set.gate.margin = 0.05; /* a quarter of the users is too few */
    write_ratings(10, 1);
    LB_ASSERT_FAILS(train(&set, &summary, &users, &err), LB_EGATE, "--allow-shrink");
    assert_int_equal(users, 40);
    lb_summary_clear(&summary);
    set.gate.margin = -1;
    file            = fopen(ratings, "a");
    assert_non_null(file);
    fputs("u1,f1\n", file);
    fclose(file);
    LB_ASSERT_FAILS(train(&set, &summary, &users, &err), LB_EDATA, "expected 3 fields");
    assert_int_equal(users, 40);
    lb_summary_clear(&summary);
    write_ratings(40, 1);
    LB_ASSERT_FAILS(lb_train(&summary, &set, &interrupted, &err), LB_EINTR, "interrupted");
    lb_summary_clear(&summary);
    LB_ASSERT_FAILS((set.films_paths   = (const char *const[]){"/nonexistent/f.csv"},
                     set.n_films_paths = 1, train(&set, &summary, &users, &err)),
                    LB_ENOINPUT, "/nonexistent/f.csv");
    assert_int_equal(users, 40);
    lb_summary_clear(&summary);
}

static void train__waits_for_nobody(void **state)
{
    (void)state;
    LbError         err = {0};
    LbTrainSummary  summary;
    LbTrainSettings set  = settings_of(LB_METHOD_ZSCORE);
    LbModelSlot     slot = {.lock = -1};
    LB_ASSERT_OK(lb_slot_take(&slot, model, false, &err));
    LB_ASSERT_FAILS(lb_train(&summary, &set, NULL, &err), LB_ETEMPFAIL, "process");
    lb_slot_release(&slot);
    lb_summary_clear(&summary);
}

static void train__writes_reports(void **state)
{
    (void)state;
    LbError           err       = {0};
    const char *const reports[] = {report};
    LbTrainSummary    summary;
    LbTrainSettings   set = settings_of(LB_METHOD_EIGENREC);
    int32_t           users;
    char              text[8192] = {0};
    set.reports                  = reports;
    set.n_reports                = 1;
    set.evaluate                 = true;
    LB_ASSERT_OK(train(&set, &summary, &users, &err));
    assert_true(summary.is_evaluated && summary.evaluation.users == 4);
    lb_summary_clear(&summary);
    FILE *file = fopen(report, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 500);
    fclose(file);
    assert_non_null(strstr(text, "\"method\":\"eigenrec\""));
    assert_non_null(strstr(text, "\"evaluation\":{"));
}

/* The earlier model leads to the same factors, in fewer products. */
static void train__starts_from_the_current_model(void **state)
{
    (void)state;
    LbError         err = {0};
    LbTrainSummary  cold, warm;
    LbTrainSettings set = settings_of(LB_METHOD_ZSCORE);
    int32_t         users;
    LB_ASSERT_OK(train(&set, &cold, &users, &err));
    set.warm_auto = true;
    LB_ASSERT_OK(train(&set, &warm, &users, &err));
    assert_true(warm.svd.products <= cold.svd.products);
    for (int32_t k = 0; k < cold.n_values; k++)
        LB_ASSERT_NEAR(warm.singular_values[k], cold.singular_values[k],
                       1e-4 * cold.singular_values[0]);
    lb_summary_clear(&cold);
    lb_summary_clear(&warm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(train__makes_a_model_by_each_method, setup, teardown),
        cmocka_unit_test_setup_teardown(train__does_nothing_when_nothing_has_changed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(train__leaves_the_model_after_a_failure, setup, teardown),
        cmocka_unit_test_setup_teardown(train__waits_for_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(train__writes_reports, setup, teardown),
        cmocka_unit_test_setup_teardown(train__starts_from_the_current_model, setup, teardown),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas); /* once for all */
}
