/* SPDX-License-Identifier: MIT */
/* Model files made on purpose: whatever they name, nothing but the file itself is opened. */
#include "common/model/model_file.h"

#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int enter_folder(void **state)
{
    (void)state;
    (void)alarm(60); /* whoever waits for a pipe waits for ever */
    snprintf(folder, sizeof folder, "/tmp/lbrec-read-XXXXXX");
    if (mkdtemp(folder) == NULL || chdir(folder) != 0 || mkfifo("pipe", 0600) != 0) return 1;
    LbFixture *fixture = lb_fixture_new(60, 5, 3);
    LbStatus   st      = lb_model_file_write("m.h5", &fixture->model, NULL);
    if (st == LB_OK) st = lb_model_file_write("other.h5", &fixture->model, NULL);
    lb_fixture_free(fixture);
    return st != LB_OK;
}

static int leave_folder(void **state)
{
    (void)state;
    (void)unlink("m.h5");
    (void)unlink("other.h5");
    (void)unlink("pipe");
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static hid_t open_for_change(void)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    assert_true(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0);
    hid_t file = H5Fopen("m.h5", H5F_ACC_RDWR, access);
    assert_true(file >= 0);
    H5Pclose(access);
    return file;
}

static void assert_refused(const char *part)
{
    LbError        err;
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    for (int verify = 0; verify < 2; verify++) {
        LB_ASSERT_FAILS(lb_model_file_open(&file, &model, "m.h5", verify, NULL, &err), LB_EDATA,
                        part);
        assert_null(file);
    }
}

/* Each link of a model that is read, replaced by one that is not hard. */
static void model_read__follows_no_link_that_leads_out(void **state)
{
    (void)state;
    static const char *const names[]   = {"taste", "films/count", "stars/prior_map", "films"};
    static const char *const targets[] = {"other.h5", "pipe", "m.h5", "/dev/zero", "missing.h5"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
            hid_t file = open_for_change();
            assert_true(H5Ldelete(file, names[i], H5P_DEFAULT) >= 0);
            assert_true(H5Lcreate_external(targets[k], names[i], file, names[i], H5P_DEFAULT,
                                           H5P_DEFAULT) >= 0);
            assert_true(H5Fclose(file) >= 0);
            assert_refused("soft or external link");
            assert_int_equal(leave_folder(state), 0);
            assert_int_equal(enter_folder(state), 0);
        }
}

static void model_read__follows_no_soft_link(void **state)
{
    (void)state;
    static const char *const targets[] = {"/taste", "/elsewhere", "/films", "taste", "/"};
    for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
        hid_t file = open_for_change();
        assert_true(H5Lmove(file, "taste", file, "elsewhere", H5P_DEFAULT, H5P_DEFAULT) >= 0);
        assert_true(H5Lcreate_soft(targets[k], file, "taste", H5P_DEFAULT, H5P_DEFAULT) >= 0);
        assert_true(H5Fclose(file) >= 0);
        assert_refused("'taste' is a soft or external link");
        assert_int_equal(leave_folder(state), 0);
        assert_int_equal(enter_folder(state), 0);
    }
}

static void model_read__refuses_groups_in_a_circle(void **state)
{
    (void)state;
    hid_t file = open_for_change();
    assert_true(H5Ldelete(file, "stars", H5P_DEFAULT) >= 0);
    assert_true(H5Lcreate_hard(file, "/", file, "stars", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    assert_true(H5Fclose(file) >= 0);
    assert_refused("damaged: attribute");
}

/* A group of the name of a dataset, and the other way round. */
static void model_read__refuses_objects_of_another_kind(void **state)
{
    (void)state;
    hid_t file = open_for_change();
    assert_true(H5Ldelete(file, "films/count", H5P_DEFAULT) >= 0);
    assert_true(H5Lcreate_hard(file, "taste", file, "films/count", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    assert_true(H5Fclose(file) >= 0);
    assert_refused("'films/count' is not an array");
    file = open_for_change();
    assert_true(H5Ldelete(file, "taste", H5P_DEFAULT) >= 0);
    assert_true(H5Lcreate_hard(file, "films/year", file, "taste", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    assert_true(H5Fclose(file) >= 0);
    assert_refused("'taste' is not a group");
}

/* films/count anew, by the creation list. */
static void replace_count(hid_t list, hsize_t n)
{
    hid_t file  = open_for_change();
    hid_t space = H5Screate_simple(1, &n, NULL);
    assert_true(H5Ldelete(file, "films/count", H5P_DEFAULT) >= 0);
    hid_t data =
        H5Dcreate2(file, "films/count", H5T_STD_I32LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    assert_true(data >= 0);
    H5Dclose(data);
    H5Sclose(space);
    assert_true(H5Fclose(file) >= 0);
}

static void model_read__refuses_arrays_that_lie_elsewhere(void **state)
{
    (void)state;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(H5Pset_external(list, "pipe", 0, 240) >= 0);
    replace_count(list, 60);
    assert_refused("'films/count' is not contiguous");
    H5Pclose(list);
    list          = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t n     = 60;
    hid_t   space = H5Screate_simple(1, &n, NULL);
    assert_true(H5Pset_virtual(list, space, "pipe", "/films/count", space) >= 0);
    replace_count(list, 60);
    assert_refused("'films/count' is not contiguous");
    H5Sclose(space);
    H5Pclose(list);
}

static void model_read__refuses_arrays_in_pieces(void **state)
{
    (void)state;
    hid_t   list  = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t piece = 20, large = 1 << 28;
    assert_true(H5Pset_chunk(list, 1, &piece) >= 0);
    replace_count(list, 60);
    assert_refused("'films/count' is not contiguous");
    if (H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0) { /* a little that would become much */
        assert_true(H5Pset_chunk(list, 1, &large) >= 0 && H5Pset_deflate(list, 9) >= 0);
        replace_count(list, large);
        assert_refused("'films/count' is not contiguous");
    }
    H5Pclose(list);
    list = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(H5Pset_layout(list, H5D_COMPACT) >= 0);
    replace_count(list, 60);
    assert_refused("'films/count' is not contiguous");
    H5Pclose(list);
}

static void model_read__refuses_arrays_that_were_never_written(void **state)
{
    (void)state;
    static const hsize_t sizes[] = {60, (hsize_t)1 << 40, (hsize_t)1 << 60, 0};
    hid_t                list    = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(H5Pset_alloc_time(list, H5D_ALLOC_TIME_LATE) >= 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        replace_count(list, sizes[i]);
        assert_refused(sizes[i] == 60 ? "'films/count' was never written"
                                      : "long, the model needs");
    }
    H5Pclose(list);
}

static void model_read__refuses_groups_with_filters(void **state)
{
    (void)state;
    if (H5Zfilter_avail(H5Z_FILTER_DEFLATE) <= 0) skip();
    hid_t file = open_for_change();
    hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    assert_true(H5Pset_deflate(list, 9) >= 0);
    assert_true(H5Ldelete(file, "neighbours", H5P_DEFAULT) >= 0);
    hid_t group = H5Gcreate2(file, "neighbours", H5P_DEFAULT, list, H5P_DEFAULT);
    assert_true(group >= 0);
    H5Gclose(group);
    H5Pclose(list);
    assert_true(H5Fclose(file) >= 0);
    assert_refused("the group 'neighbours' has filters");
}

static void replace_attribute(const char *name, hid_t type, hid_t space, const void *value)
{
    hid_t file = open_for_change();
    assert_true(H5Adelete(file, name) >= 0);
    hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(attribute >= 0);
    if (value != NULL) assert_true(H5Awrite(attribute, type, value) >= 0);
    H5Aclose(attribute);
    assert_true(H5Fclose(file) >= 0);
}

static void model_read__refuses_attributes_of_another_kind(void **state)
{
    (void)state;
    const char *text   = "a text that lies in a heap";
    hsize_t     many   = 1000;
    hid_t       scalar = H5Screate(H5S_SCALAR), empty = H5Screate(H5S_NULL);
    hid_t       vector = H5Screate_simple(1, &many, NULL), type = H5Tcopy(H5T_C_S1);
    assert_true(H5Tset_size(type, H5T_VARIABLE) >= 0);
    replace_attribute("n_users", H5T_NATIVE_DOUBLE, scalar, NULL);
    assert_refused("attribute 'n_users' is missing or not a number");
    replace_attribute("n_users", H5T_NATIVE_INT32, vector, NULL);
    assert_refused("attribute 'n_users' is missing or not a number");
    replace_attribute("n_users", H5T_NATIVE_INT32, empty, NULL);
    assert_refused("attribute 'n_users' is missing or not a number");
    replace_attribute("n_users", H5T_NATIVE_INT32, scalar, &(int32_t){3});
    replace_attribute("settings", type, scalar, &text);
    assert_refused("attribute 'settings' is missing or not a text");
    H5Tclose(type);
    H5Sclose(vector);
    H5Sclose(scalar);
    H5Sclose(empty);
}

#if defined(LB_SANITIZED)
/* HDF5 1.10 loses memory where it refuses a damaged file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5";
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(model_read__follows_no_link_that_leads_out),
        TEST(model_read__follows_no_soft_link),
        TEST(model_read__refuses_groups_in_a_circle),
        TEST(model_read__refuses_objects_of_another_kind),
        TEST(model_read__refuses_arrays_that_lie_elsewhere),
        TEST(model_read__refuses_arrays_in_pieces),
        TEST(model_read__refuses_arrays_that_were_never_written),
        TEST(model_read__refuses_groups_with_filters),
        TEST(model_read__refuses_attributes_of_another_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
