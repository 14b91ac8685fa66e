/* SPDX-License-Identifier: MIT */
#include "common/program/process.h"

#include "common/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Handlers of signals and of exit() are given nothing. */
static const char           *program_name;
static volatile sig_atomic_t is_over;

/* Neither the heap nor the streams can be relied upon here. */
static void end_saying(const char *text, LbStatus status)
{
    (void)!write(STDERR_FILENO, program_name, strlen(program_name));
    (void)!write(STDERR_FILENO, text, strlen(text));
    _exit(lb_error_exit_code(status));
}

/* libarchive, HDF5 and OpenMP end the process where they are refused memory or threads. */
static void on_exit_of_library(void)
{
    if (!is_over) end_saying(": out of memory: a library could not go on\n", LB_ENOMEM);
}

static void on_bus_error(int number)
{
    (void)number;
    end_saying(": a file was cut short or could not be read any more while it was in use: try "
               "again\n",
               LB_ETEMPFAIL);
}

/* Opened the wrong way round, so that using it fails. */
static bool replace(int descriptor)
{
    int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) return true;
    return open("/dev/null", flags) == descriptor;
}

bool lb_process_begin(const char *program)
{
    struct sigaction action = {.sa_handler = on_bus_error};
    program_name            = program;
    if (!replace(STDIN_FILENO) || !replace(STDOUT_FILENO) || !replace(STDERR_FILENO)) {
        is_over = 1;
        return false;
    }
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
    (void)atexit(on_exit_of_library);
    return true;
}

int lb_process_end(int code)
{
    is_over = 1;
    return code;
}
