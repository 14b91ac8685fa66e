/* SPDX-License-Identifier: MIT */
#include "common/model/model_map.h"

#include "tests/lb_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_map_XXXXXX";
static char path[64];

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/m.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void model_map__gives_the_bytes_of_a_file(void **state)
{
    (void)state;
    LbError    err = {0};
    LbModelMap map;
    write_file("0123456789");
    LB_ASSERT_OK(lb_model_map_open(&map, path, &err));
    assert_int_equal(map.size, 10);
    assert_memory_equal(map.bytes, "0123456789", 10);
    LB_ASSERT_OK(lb_model_map_check(&map, &err));
    lb_model_map_close(&map);
    assert_true(map.bytes == NULL && map.fd == -1);
    lb_model_map_close(&map);
    write_file("");
    LB_ASSERT_OK(lb_model_map_open(&map, path, &err));
    assert_true(map.bytes == NULL && map.size == 0);
    lb_model_map_close(&map);
}

static void model_map__notices_a_file_that_is_cut_or_rewritten(void **state)
{
    (void)state;
    LbError    err = {0};
    LbModelMap map;
    write_file("0123456789");
    LB_ASSERT_OK(lb_model_map_open(&map, path, &err));
    assert_int_equal(truncate(path, 5), 0);
    LB_ASSERT_FAILS(lb_model_map_check(&map, &err), LB_ETEMPFAIL, "rewritten in place");
    lb_model_map_close(&map);
    LB_ASSERT_OK(lb_model_map_open(&map, path, &err));
    struct timespec later[2] = {{0, UTIME_OMIT}, {map.changed.tv_sec + 7, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, later, 0), 0);
    LB_ASSERT_FAILS(lb_model_map_check(&map, &err), LB_ETEMPFAIL, "rewritten in place");
    lb_model_map_close(&map);
}

static void model_map__does_not_mind_a_replacement(void **state)
{
    (void)state;
    LbError    err = {0};
    LbModelMap map;
    write_file("0123456789");
    LB_ASSERT_OK(lb_model_map_open(&map, path, &err));
    assert_int_equal(unlink(path), 0);
    write_file("another");
    LB_ASSERT_OK(lb_model_map_check(&map, &err));
    assert_memory_equal(map.bytes, "0123456789", 10);
    lb_model_map_close(&map);
}

static void model_map__refuses_what_is_no_file(void **state)
{
    (void)state;
    LbError    err = {0};
    LbModelMap map;
    LB_ASSERT_FAILS(lb_model_map_open(&map, "/nonexistent/m.h5", &err), LB_ENOINPUT,
                    "no model at '/nonexistent/m.h5'");
    lb_model_map_close(&map);
    LB_ASSERT_FAILS(lb_model_map_open(&map, folder, &err), LB_EDATA, "not a regular file");
    lb_model_map_close(&map);
    LB_ASSERT_FAILS(lb_model_map_open(&map, "/dev/zero", &err), LB_EDATA, "not a regular file");
    lb_model_map_close(&map);
    (void)unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    LB_ASSERT_FAILS(lb_model_map_open(&map, path, &err), LB_EDATA, "not a regular file");
    lb_model_map_close(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_map__gives_the_bytes_of_a_file),
        cmocka_unit_test(model_map__notices_a_file_that_is_cut_or_rewritten),
        cmocka_unit_test(model_map__does_not_mind_a_replacement),
        cmocka_unit_test(model_map__refuses_what_is_no_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
