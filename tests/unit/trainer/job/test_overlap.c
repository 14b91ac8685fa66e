/* SPDX-License-Identifier: MIT */
#include "trainer/job/overlap.h"

#include "tests/lb_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_overlap_XXXXXX";

static void touch(const char *name)
{
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
}

/* The current folder of every test: r.csv, f.csv, m.h5, links to them by any kind of name. */
static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) return -1;
    touch("r.csv");
    touch("f.csv");
    touch("m.h5");
    return mkdir("sub", 0700) != 0 || symlink("r.csv", "soft.csv") != 0 ||
           link("r.csv", "hard.csv") != 0 || symlink("../soft.csv", "sub/far.csv") != 0 ||
           symlink("new.json", "to-new") != 0 || symlink("sub", "also") != 0 ||
           mkfifo("pipe", 0600) != 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return chdir("/") != 0 || system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

typedef struct Files {
    const char *ratings, *films, *warm, *model, *report, *second_report;
} Files;

static LbStatus check(const Files *files, LbError *err)
{
    const char     *films[]   = {files->films};
    const char     *reports[] = {files->report, files->second_report};
    LbTrainSettings settings  = lb_settings_defaults();
    settings.inputs           = LB_ONE_PATH(files->ratings);
    settings.films_paths      = films;
    settings.n_films_paths    = files->films != NULL;
    settings.warm_path        = files->warm;
    settings.model_path       = files->model;
    settings.reports          = reports;
    settings.n_reports        = (files->report != NULL) + (files->second_report != NULL);
    return lb_overlap_check(&settings, err);
}

static void overlap__refuses_one_file_under_two_names(void **state)
{
    (void)state;
    static const Files cases[] = {
        {"r.csv", NULL, NULL, "r.csv", NULL, NULL},
        {"r.csv", NULL, NULL, "./sub/../r.csv", NULL, NULL},
        {"r.csv", NULL, NULL, "soft.csv", NULL, NULL},
        {"soft.csv", NULL, NULL, "r.csv", NULL, NULL},
        {"r.csv", NULL, NULL, "hard.csv", NULL, NULL},
        {"hard.csv", NULL, NULL, "also/far.csv", NULL, NULL},
        {"r.csv", "f.csv", NULL, "f.csv", NULL, NULL},
        {"r.csv", NULL, NULL, "m.h5", "r.csv", NULL},
        {"r.csv", NULL, NULL, "m.h5", "hard.csv", NULL},
        {"r.csv", "f.csv", NULL, "m.h5", "f.csv", NULL},
        {"r.csv", NULL, NULL, "m.h5", "m.h5", NULL},
        {"r.csv", NULL, NULL, "new.h5", "new.h5", NULL},
        {"r.csv", NULL, NULL, "sub/new.h5", "also/new.h5", NULL},
        {"r.csv", NULL, "m.h5", "new.h5", "m.h5", NULL},
        {"r.csv", NULL, NULL, "m.h5", "new.json", "to-new"},
        {"r.csv", NULL, NULL, "m.h5", "a.json", "./a.json"},
        {"pipe", NULL, NULL, "m.h5", "pipe", NULL},
        {"r.csv", NULL, NULL, "m.h5", "m.h5.lock", NULL},
        {"r.csv", NULL, NULL, "m.h5", "sub/../m.h5.12", NULL},
        {"r.csv", NULL, NULL, "new.h5", "new.h5.tmp.1", NULL},
        {"r.csv", NULL, NULL, "new.h5", "sub/../New.H5", NULL},
        {"r.csv", NULL, NULL, "new.h5", "NEW.h5.LOCK", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError  err = {0};
        LbStatus st  = check(&cases[i], &err);
        if (st != LB_EUSAGE || err.message[0] == '\0') fail_msg("case %zu passes", i);
    }
}

static void overlap__refuses_to_read_ratings_twice(void **state)
{
    (void)state;
    const char     *inputs[] = {"f.csv", "r.csv", "./soft.csv"};
    LbError         err      = {0};
    LbTrainSettings settings = lb_settings_defaults();
    settings.model_path      = "m.h5";
    settings.inputs          = (LbPaths){inputs, 3};
    LB_ASSERT_FAILS(lb_overlap_check(&settings, &err), LB_EUSAGE, "'./soft.csv' are one file");
    settings.inputs.n = 2;
    LB_ASSERT_OK(lb_overlap_check(&settings, &err));
}

static void overlap__lets_different_files_pass(void **state)
{
    (void)state;
    static const Files cases[] = {
        {"r.csv", "f.csv", "m.h5", "m.h5", "new.json", "new.html"},
        {"r.csv", "r.csv", NULL, "m.h5", NULL, NULL}, /* both are read */
        {"r.csv", NULL, NULL, "sub/r.csv", NULL, NULL},
        {"r.csv", NULL, NULL, "missing/m.h5", "missing/m.json", NULL},
        {"missing.csv", NULL, NULL, "m.h5", "m.h5.json", NULL},
        {"/dev/null", NULL, NULL, "/dev/null", "/dev/null", NULL},
        {"r.csv", NULL, NULL, "m.h5", "m.h5.1x", "m.h5.locked"},
        {"r.csv", NULL, NULL, "m.h5", "M.H5", NULL}, /* the folder tells them apart: one is there */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError  err = {0};
        LbStatus st  = check(&cases[i], &err);
        if (st != LB_OK) fail_msg("case %zu: %s", i, err.message);
    }
}

/* "-" and /dev/stdin are whatever is on the descriptor. */
static void overlap__wants_a_file_for_the_model(void **state)
{
    (void)state;
    LbError     err     = {0};
    const Files to_pipe = {"r.csv", NULL, NULL, "pipe", NULL, NULL};
    const Files reports = {"r.csv", NULL, NULL, "m.h5", "pipe", NULL};
    const Files nowhere = {"r.csv", NULL, NULL, "/dev/null", NULL, NULL};
    LB_ASSERT_FAILS(check(&to_pipe, &err), LB_ECREATE, "'pipe': it is a pipe");
    LB_ASSERT_OK(check(&reports, &err));
    assert_int_equal(symlink("loop", "loop"),
                     0); /* what cannot be looked at is not taken for absent */
    const Files from_loop = {"loop", NULL, NULL, "m.h5", NULL, NULL};
    const Files to_loop   = {"r.csv", NULL, NULL, "m.h5", "loop", NULL};
    LB_ASSERT_FAILS(check(&from_loop, &err), LB_ENOINPUT, "cannot open 'loop'");
    LB_ASSERT_FAILS(check(&to_loop, &err), LB_ECREATE, "cannot create 'loop'");
    LB_ASSERT_OK(check(&nowhere, &err));
}

static void overlap__looks_behind_redirections(void **state)
{
    (void)state;
    static const Files cases[] = {
        {"-", NULL, NULL, "r.csv", NULL, NULL},
        {"-", NULL, NULL, "soft.csv", NULL, NULL},
        {"/dev/stdin", NULL, NULL, "r.csv", NULL, NULL},
        {"/dev/stdin", NULL, NULL, "m.h5", "hard.csv", NULL},
        {"/proc/self/fd/0", NULL, NULL, "hard.csv", NULL, NULL},
    };
    int before = dup(STDIN_FILENO), fd = open("r.csv", O_RDONLY);
    assert_true(fd >= 0 && before >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError err = {0};
        if (check(&cases[i], &err) != LB_EUSAGE) fail_msg("case %zu passes", i);
    }
    LbError     err  = {0};
    const Files fine = {"-", NULL, NULL, "m.h5", NULL, NULL};
    LB_ASSERT_OK(check(&fine, &err));
    assert_true(dup2(before, STDIN_FILENO) == STDIN_FILENO);
    close(before);
    close(fd);
}

static void overlap__survives_the_failure_of_each_allocation(void **state)
{
    (void)state;
    LbError     err  = {0};
    const Files fine = {"r.csv", "f.csv", "m.h5", "m.h5", "new.json", NULL};
    LB_ASSERT_SURVIVES_NOMEM(check(&fine, &err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap__refuses_one_file_under_two_names),
        cmocka_unit_test(overlap__refuses_to_read_ratings_twice),
        cmocka_unit_test(overlap__lets_different_files_pass),
        cmocka_unit_test(overlap__wants_a_file_for_the_model),
        cmocka_unit_test(overlap__looks_behind_redirections),
        cmocka_unit_test(overlap__survives_the_failure_of_each_allocation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
