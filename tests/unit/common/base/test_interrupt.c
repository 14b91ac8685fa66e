/* SPDX-License-Identifier: MIT */
#include "common/base/interrupt.h"

#include "tests/lb_test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(long ms)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void nothing(int number)
{
    (void)number;
}

static void note(int number)
{
    (void)number;
    (void)lb_interrupt_note();
}

/* A signal that comes while a child waits; its exit code. */
static int end_of(int (*work)(int fd), int fd, int number)
{
    struct sigaction stop = {.sa_handler = note}, other = {.sa_handler = nothing}, before[2];
    sigaction(SIGTERM, &stop, &before[0]); /* the child has them from its first moment on */
    sigaction(SIGUSR1, &other, &before[1]);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)alarm(60);
        _exit(work(fd));
    }
    sigaction(SIGTERM, &before[0], NULL);
    sigaction(SIGUSR1, &before[1], NULL);
    int status = 0;
    for (int i = 0; i < 3; i++) {
        wait_ms(20);
        (void)kill(child, number);
    }
    if (number != SIGTERM) (void)kill(child, SIGTERM);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int read_until_stopped(int fd)
{
    char byte;
    if (lb_interrupt_read(fd, &byte, 1) != -1 || errno != EINTR) return 1;
    return lb_interrupt_is_pending() ? 0 : 2;
}

/* Other signals do not end the wait: only the SIGTERM behind them does. */
static void interrupt__ends_a_wait_for_a_pipe(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(end_of(read_until_stopped, ends[0], SIGTERM), 0);
    assert_int_equal(end_of(read_until_stopped, ends[0], SIGUSR1), 0);
    close(ends[0]);
    close(ends[1]);
}

static int open_and_read(int fd)
{
    (void)fd;
    int pipe = lb_interrupt_open("pipe", 0);
    if (pipe < 0) return 3;
    return read_until_stopped(pipe);
}

static void interrupt__ends_a_wait_for_somebody_who_writes(void **state)
{
    (void)state;
    char name[] = "/tmp/lbrec-interrupt-XXXXXX";
    assert_non_null(mkdtemp(name));
    assert_int_equal(chdir(name), 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(end_of(open_and_read, -1, SIGTERM), 0);
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(name), 0);
}

static void interrupt__reads_what_comes_late(void **state)
{
    (void)state;
    int  ends[2];
    char text[8] = "";
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        wait_ms(250);
        _exit(write(ends[1], "late", 4) == 4 ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(lb_interrupt_read(ends[0], text, sizeof text), 4);
    assert_string_equal(text, "late");
    assert_int_equal(lb_interrupt_read(ends[0], text, sizeof text), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ends[0]);
}

static void interrupt__says_what_fails(void **state)
{
    (void)state;
    char byte;
    assert_int_equal(lb_interrupt_open("/tmp/lbrec/none/such", 0), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(lb_interrupt_read(-1, &byte, 1), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(lb_interrupt_read_at(-1, &byte, 1, 0), -1);
    assert_int_equal(errno, EBADF);
    errno = EINTR;
    assert_true(lb_interrupt_try_again());
    errno = EIO;
    assert_false(lb_interrupt_try_again());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interrupt__ends_a_wait_for_a_pipe),
        cmocka_unit_test(interrupt__ends_a_wait_for_somebody_who_writes),
        cmocka_unit_test(interrupt__reads_what_comes_late),
        cmocka_unit_test(interrupt__says_what_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
