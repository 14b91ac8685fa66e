/* SPDX-License-Identifier: MIT */
#include "trainer/publish/current.h"

#include "common/model/model_file.h"
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/lb_current_XXXXXX";

static int setup(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    (void)unlink(path);
    return 0;
}

static void write_model(const char *settings, const char *evaluation)
{
    LbError    err                 = {0};
    LbFixture *fixture             = lb_fixture_new(7, 3, 2);
    fixture->model.info.settings   = settings;
    fixture->model.info.evaluation = evaluation;
    (void)unlink(path);
    LB_ASSERT_OK(lb_model_file_write(path, &fixture->model, &err));
    lb_fixture_free(fixture);
}

static void count_warnings(void *ctx, LbLevel level, const char *text)
{
    if (level == LB_LEVEL_WARNING && strstr(text, "the present model cannot be read") != NULL)
        ++*(int *)ctx;
}

/* Another number in the place of the first factor. */
static void damage_factors(void)
{
    LbError        err   = {0};
    const float    other = 0.5F;
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    LB_ASSERT_OK(lb_model_file_open(&file, &model, path, false, NULL, &err));
    float  first = model->taste.factors[0];
    FILE  *raw   = fopen(path, "r+b");
    size_t at    = 0;
    float  here;
    assert_non_null(raw);
    while (fread(&here, sizeof here, 1, raw) == 1 && here != first)
        at += sizeof here;
    assert_int_equal(fseek(raw, (long)at, SEEK_SET), 0);
    assert_int_equal(fwrite(&other, sizeof other, 1, raw), 1);
    assert_int_equal(fclose(raw), 0);
    lb_model_file_close(file);
}

static void current__reads_settings_and_measures(void **state)
{
    (void)state;
    LbError        err = {0};
    LbCurrentModel current;
    write_model("{\"user\":\"who\",\"rank\":7}", "{\"ndcg10\":0.25}");
    LB_ASSERT_OK(lb_current_read(&current, path, true, NULL, &err));
    assert_true(current.is_there && current.n_films == 7 && !current.is_damaged);
    assert_true(current.n_titled == 7 && current.n_with_id == 7);
    assert_string_equal(lb_current_setting(&current, "user"), "who");
    assert_string_equal(lb_current_setting(&current, "rank"), ""); /* no text */
    assert_string_equal(lb_current_setting(&current, "film"), "");
    LB_ASSERT_NEAR(lb_current_measure(&current, "ndcg10"), 0.25, 0);
    assert_true(isnan(lb_current_measure(&current, "rmse_stars")));
    assert_null(current.info.settings); /* what the closed file held */
    lb_current_clear(&current);
    assert_false(current.is_there);
}

static void current__knows_nothing_where_there_is_nothing(void **state)
{
    (void)state;
    LbError        err = {0};
    LbCurrentModel current;
    LB_ASSERT_OK(lb_current_read(&current, "/nonexistent/m.h5", true, NULL, &err));
    assert_false(current.is_there);
    assert_string_equal(lb_current_setting(&current, "user"), "");
    assert_true(isnan(lb_current_measure(&current, "ndcg10")));
    lb_current_clear(&current);
    write_model("no JSON", "");
    LB_ASSERT_OK(lb_current_read(&current, path, true, NULL, &err));
    assert_true(current.is_there && current.settings == NULL && current.evaluation == NULL);
    lb_current_clear(&current);
}

/* A damaged model is told and counts as absent: the new one replaces it. */
static void current__warns_of_a_damaged_model(void **state)
{
    (void)state;
    LbError        err      = {0};
    int            warnings = 0;
    LbReporter     reporter = {.message = count_warnings, .ctx = &warnings};
    LbCurrentModel current;
    write_model("", "");
    assert_int_equal(truncate(path, 3000), 0);
    LB_ASSERT_OK(lb_current_read(&current, path, true, &reporter, &err));
    assert_false(current.is_there);
    assert_true(current.is_damaged);
    assert_int_equal(warnings, 1);
    lb_current_clear(&current);
}

/* One that will not stay is not looked at byte by byte. */
static void current__finds_a_damaged_number_when_it_verifies(void **state)
{
    (void)state;
    LbError        err      = {0};
    int            warnings = 0;
    LbReporter     reporter = {.message = count_warnings, .ctx = &warnings};
    LbCurrentModel current;
    write_model("", "");
    damage_factors();
    LB_ASSERT_OK(lb_current_read(&current, path, false, &reporter, &err));
    assert_true(current.is_there && current.n_films == 7 && !current.is_damaged);
    lb_current_clear(&current);
    LB_ASSERT_OK(lb_current_read(&current, path, true, &reporter, &err));
    assert_true(!current.is_there && current.is_damaged);
    assert_int_equal(warnings, 1);
    lb_current_clear(&current);
}

/* What cannot be read now is neither absent nor damaged: nobody may replace it. */
static void current__does_not_take_an_unreadable_model_for_none(void **state)
{
    (void)state;
    LbError        err = {0};
    LbCurrentModel current;
    struct rlimit  before, none;
    write_model("", "");
    LB_ASSERT_FAILS(lb_current_read(&current, "/etc/passwd/m.h5", true, NULL, &err), LB_ENOINPUT,
                    "the present model is not replaced");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none          = before;
    none.rlim_cur = 0; /* no file can be opened */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    LbStatus st = lb_current_read(&current, path, true, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(st, LB_ENOINPUT);
    assert_non_null(strstr(err.message, "the present model is not replaced"));
    assert_false(current.is_damaged);
    if (geteuid() == 0) return; /* whom no mode stops */
    assert_int_equal(chmod(path, 0), 0);
    LB_ASSERT_FAILS(lb_current_read(&current, path, true, NULL, &err), LB_ENOINPUT,
                    "Permission denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(current__reads_settings_and_measures),
        cmocka_unit_test(current__knows_nothing_where_there_is_nothing),
        cmocka_unit_test(current__warns_of_a_damaged_model),
        cmocka_unit_test(current__finds_a_damaged_number_when_it_verifies),
        cmocka_unit_test(current__does_not_take_an_unreadable_model_for_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
