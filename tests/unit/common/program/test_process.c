/* SPDX-License-Identifier: MIT */
#include "common/program/process.h"

#include "tests/lb_test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOTHING = 99 };

/* How a child ends that does `what`, and what it says on its standard error. */
static int run(void (*what)(void), char text[200])
{
    int pipes[2], status = 0;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(pipes[1], STDERR_FILENO);
        (void)close(pipes[0]);
        (void)close(pipes[1]);
        what();
        _exit(NOTHING);
    }
    (void)close(pipes[1]);
    /* To the end: a child that cannot say all it has would die of SIGPIPE. */
    size_t  used = 0;
    char    rest[512];
    ssize_t len;
    while ((len = read(pipes[0], rest, sizeof rest)) > 0) {
        size_t taken = (size_t)len < 199 - used ? (size_t)len : 199 - used;
        memcpy(text + used, rest, taken);
        used += taken;
    }
    text[used] = '\0';
    (void)close(pipes[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void end_as_a_library_does(void)
{
    (void)lb_process_begin("prog");
    exit(1);
}

static void end_as_we_do(void)
{
    (void)lb_process_begin("prog");
    exit(lb_process_end(5));
}

static void read_behind_the_end(void)
{
    (void)lb_process_begin("prog");
    (void)raise(SIGBUS);
}

static void start_without_descriptors(void)
{
    char byte;
    (void)close(STDIN_FILENO);
    (void)close(STDOUT_FILENO);
    if (!lb_process_begin("prog")) _exit(1);
    if (fcntl(STDIN_FILENO, F_GETFD) < 0 || fcntl(STDOUT_FILENO, F_GETFD) < 0) _exit(2);
    if (read(STDIN_FILENO, &byte, 1) >= 0 || write(STDOUT_FILENO, "x", 1) >= 0) _exit(3);
    int next = open("/dev/null", O_RDONLY);
    if (next <= STDERR_FILENO) _exit(4);
    _exit(0);
}

static void process__an_exit_of_a_library_is_told(void **state)
{
    (void)state;
    char text[200];
    assert_int_equal(run(end_as_a_library_does, text), 71);
    assert_string_equal(text, "prog: out of memory: a library could not go on\n");
    assert_int_equal(run(end_as_we_do, text), 5);
    assert_string_equal(text, "");
}

static void process__a_file_cut_short_is_told(void **state)
{
    (void)state;
    char text[200];
    assert_int_equal(run(read_behind_the_end, text), 75);
    assert_non_null(strstr(text, "prog: a file was cut short"));
}

static void process__closed_descriptors_stay_of_no_use(void **state)
{
    (void)state;
    char text[200];
    assert_int_equal(run(start_without_descriptors, text), 0);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(process__an_exit_of_a_library_is_told),
        cmocka_unit_test(process__a_file_cut_short_is_told),
        cmocka_unit_test(process__closed_descriptors_stay_of_no_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
