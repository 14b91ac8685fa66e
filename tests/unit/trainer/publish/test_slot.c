/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_file.h"
#include "tests/lb_fixture.h"
#include "trainer/publish/listing.h"
#include "trainer/publish/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_publish_XXXXXX";
static char path[64];

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/lb_publish_XXXXXX");
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(path, sizeof path, "%s/m.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

static void publish(int32_t n_films, int32_t keep)
{
    LbError     err     = {0};
    LbModelSlot slot    = {.lock = -1};
    LbFixture  *fixture = lb_fixture_new(n_films, 3, 2);
    LB_ASSERT_OK(lb_slot_take(&slot, path, false, &err));
    LB_ASSERT_OK(lb_slot_publish(&slot, &fixture->model, keep, access(path, F_OK) == 0, &err));
    lb_slot_release(&slot);
    lb_fixture_free(fixture);
}

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
    if (st == LB_OK) st = lb_slot_rollback(&slot, number, taken, err);
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

static void read_all(FILE *file, char *text, size_t cap)
{
    rewind(file);
    text[fread(text, 1, cap - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
}

static void publish__lists_what_there_is(void **state)
{
    (void)state;
    LbError err = {0};
    char    text[8192], name[80];
    FILE   *out = tmpfile();
    assert_non_null(out);
    LB_ASSERT_FAILS(lb_listing_print(out, path, false, 0, &err), LB_ENOINPUT, "no model at");
    for (int32_t n = 5; n < 8; n++)
        publish(n, 2);
    snprintf(name, sizeof name, "%s.2", path);
    assert_int_equal(truncate(name, 3000), 0);
    LB_ASSERT_OK(lb_listing_print(out, path, false, 0, &err));
    read_all(out, text, sizeof text);
    assert_non_null(strstr(text, "present "));
    assert_non_null(strstr(text, "\n1 "));
    assert_non_null(strstr(strstr(text, "\n2 "), "truncated"));
    out = tmpfile();
    assert_non_null(out);
    LB_ASSERT_OK(lb_listing_print(out, path, true, 0, &err));
    read_all(out, text, sizeof text);
    assert_non_null(strstr(text, "\"generation\":1,"));
    assert_non_null(strstr(text, "\"films\":7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(publish__keeps_as_many_as_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__rolls_back_and_forth, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__refuses_to_roll_back_to_nothing_or_to_damage,
                                        setup, teardown),
        cmocka_unit_test_setup(publish__one_at_a_time, setup),
        cmocka_unit_test_setup_teardown(publish__needs_a_folder_to_write_in, setup, teardown),
        cmocka_unit_test_setup_teardown(publish__lists_what_there_is, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
