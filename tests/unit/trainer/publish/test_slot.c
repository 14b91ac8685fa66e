/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_file.h"
#include "tests/unit/trainer/publish/model_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Films of MODEL + suffix; 0 = cannot be opened. */
static int32_t films_of(const char *suffix)
{
    char           name[80];
    LbError        err   = {0};
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    int32_t        n     = 0;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    if (lb_model_file_open(&file, &model, name, true, NULL, &err) == LB_OK)
        n = model->films.n_films;
    lb_model_file_close(file);
    return n;
}

static LbStatus roll_back(int32_t number, int32_t *taken, LbError *err)
{
    LbModelSlot slot = {.lock = -1};
    LbStatus    st   = lb_slot_take(&slot, path, false, err);
    if (st == LB_OK) st = lb_slot_rollback(&slot, number, taken, NULL, err);
    lb_slot_release(&slot);
    return st;
}

static void publish__keeps_as_many_as_asked(void **state)
{
    (void)state;
    for (int32_t n = 5; n < 9; n++)
        publish(n, 2);
    assert_int_equal(films_of(""), 8);
    assert_int_equal(films_of(".1"), 7);
    assert_int_equal(films_of(".2"), 6);
    assert_int_equal(films_of(".3"), 0);
    publish(9, -1); /* not asked: what is there stays, and nothing is added */
    assert_int_equal(films_of(""), 9);
    assert_int_equal(films_of(".1"), 7);
    assert_int_equal(films_of(".2"), 6);
}

static void publish__rolls_back_and_forth(void **state)
{
    (void)state;
    LbError err   = {0};
    int32_t taken = 0;
    for (int32_t n = 5; n < 8; n++)
        publish(n, 3);
    LB_ASSERT_OK(roll_back(0, &taken, &err));
    assert_int_equal(taken, 1);
    assert_int_equal(films_of(""), 6);
    assert_int_equal(films_of(".1"), 7);
    assert_int_equal(films_of(".2"), 5);
    LB_ASSERT_OK(roll_back(2, &taken, &err));
    assert_int_equal(films_of(""), 5);
    assert_int_equal(films_of(".1"), 6);
    assert_int_equal(films_of(".2"), 7);
    LB_ASSERT_FAILS(roll_back(7, &taken, &err), LB_ENOINPUT, "no generation 7");
    assert_non_null(strstr(err.message, "there are 1, 2"));
}

static void publish__refuses_to_roll_back_to_nothing_or_to_damage(void **state)
{
    (void)state;
    LbError err = {0};
    int32_t taken;
    char    name[80];
    publish(5, 2);
    LB_ASSERT_FAILS(roll_back(0, &taken, &err), LB_ENOINPUT, "train with --keep");
    publish(6, 2);
    snprintf(name, sizeof name, "%s.1", path);
    assert_int_equal(truncate(name, 3000), 0);
    LB_ASSERT_FAILS(roll_back(0, &taken, &err), LB_EDATA, "truncated");
    assert_int_equal(films_of(""), 6);
}

/* What is there is a model, or it stays. */
static void publish__replaces_models_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {"user,film,rating\n1,2,3\n", "x",
                                        "\x89HDF\r\n\x1a\n of somebody else"};
    LbError                  err     = {0};
    LbModelSlot              slot    = {.lock = -1};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        LbFixture *fixture = lb_fixture_new(5, 3, 2);
        FILE      *file    = fopen(path, "wb");
        assert_true(file != NULL && fputs(texts[i], file) >= 0 && fclose(file) == 0);
        LB_ASSERT_OK(lb_slot_take(&slot, path, false, &err));
        LB_ASSERT_FAILS(lb_slot_check(&slot, false, &err), LB_ECREATE, "is no lbrec model");
        LB_ASSERT_FAILS(lb_slot_publish(&slot, &fixture->model, 0, false, NULL, &err), LB_ECREATE,
                        "is no lbrec model");
        lb_slot_release(&slot);
        char found[64] = "";
        file           = fopen(path, "rb");
        assert_true(file != NULL && fread(found, 1, sizeof found, file) == strlen(texts[i]));
        assert_string_equal(found, texts[i]);
        fclose(file);
        lb_fixture_free(fixture);
    }
    assert_int_equal(truncate(path, 0), 0); /* mktemp makes such a file */
    publish(7, 0);
    assert_int_equal(films_of(""), 7);
}

/* Lock, temporary file and earlier models are beside the model, not beside a link to it. */
static void publish__follows_links(void **state)
{
    (void)state;
    LbError     err  = {0};
    LbModelSlot slot = {.lock = -1}, other = {.lock = -1};
    char        real[96], name[128];
    struct stat info;
    snprintf(real, sizeof real, "%s/disk", folder);
    assert_int_equal(mkdir(real, 0700), 0);
    assert_int_equal(symlink("disk/real.h5", path), 0);
    snprintf(real, sizeof real, "%s/disk/real.h5", folder);
    publish(5, 2);
    assert_int_equal(chmod(real, 0600), 0);
    publish(6, 2);
    assert_true(lstat(path, &info) == 0 && S_ISLNK(info.st_mode));
    assert_true(lstat(real, &info) == 0 && S_ISREG(info.st_mode));
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(films_of(""), 6);
    assert_int_equal(films_of(".1"), 0);
    snprintf(name, sizeof name, "%s.1", real);
    assert_int_equal(access(name, F_OK), 0);
    LB_ASSERT_OK(lb_slot_take(&slot, path, false, &err));
    LB_ASSERT_FAILS(lb_slot_take(&other, real, false, &err), LB_ETEMPFAIL, "another run");
    lb_slot_release(&slot);
}

static void publish__one_at_a_time(void **state)
{
    (void)state;
    LbError     err = {0};
    char        pid[32];
    LbModelSlot first = {.lock = -1}, second = {.lock = -1};
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    LB_ASSERT_OK(lb_slot_take(&first, path, false, &err));
    LB_ASSERT_FAILS(lb_slot_take(&second, path, false, &err), LB_ETEMPFAIL, pid);
    lb_slot_release(&second);
    lb_slot_release(&first);
    LB_ASSERT_OK(lb_slot_take(&second, path, false, &err));
    lb_slot_release(&second);
    assert_int_equal(rmdir(folder), 0); /* not even the lock is left */
}

static void publish__needs_a_folder_to_write_in(void **state)
{
    (void)state;
    LbError     err  = {0};
    LbModelSlot slot = {.lock = -1};
    LB_ASSERT_FAILS(lb_slot_take(&slot, "/nonexistent/m.h5", false, &err), LB_ECREATE,
                    "/nonexistent");
    LB_ASSERT_FAILS(lb_slot_take(&slot, folder, false, &err), LB_ECREATE, "folder");
    lb_slot_release(&slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(publish__keeps_as_many_as_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__rolls_back_and_forth, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__refuses_to_roll_back_to_nothing_or_to_damage,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(publish__replaces_models_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__follows_links, setup, teardown),
        cmocka_unit_test_setup(publish__one_at_a_time, setup),
        cmocka_unit_test_setup_teardown(publish__needs_a_folder_to_write_in, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
