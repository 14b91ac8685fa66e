/* SPDX-License-Identifier: MIT */
/** @file interrupt.h
 *  Whether this process was asked to stop, and reading that neither misses it nor fails for any
 *  other signal. */
#ifndef LB_COMMON_BASE_INTERRUPT_H
#define LB_COMMON_BASE_INTERRUPT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Remember that SIGINT or SIGTERM came. For signal handlers. @return how many came before */
int lb_interrupt_note(void);

/** Whether one came. */
bool lb_interrupt_is_pending(void);

/** Whether a system call that just failed is to be made again: a signal broke it off, and not one
 *  that asks to stop. */
bool lb_interrupt_try_again(void);

/** Open for reading without waiting for anybody: a pipe that nobody writes to opens at once. The
 *  descriptor is closed on exec.
 *  @param flags  O_NOFOLLOW, or 0   @return -1 with errno */
int lb_interrupt_open(const char *path, int flags);

/** read() that waits for bytes; -1 with errno EINTR as soon as the process is asked to stop,
 *  whichever thread got the signal. */
ssize_t lb_interrupt_read(int fd, void *to, size_t size);

/** pread() of a regular file, tried again after signals. */
ssize_t lb_interrupt_read_at(int fd, void *to, size_t size, off_t at);

/** Open a pipe or device for writing; waits for somebody who reads from a pipe, but no longer than
 *  until the process is asked to stop. @return -1 with errno */
int lb_interrupt_open_special(const char *path);

/** Write all bytes. @return -1 with errno, EINTR when the process is asked to stop */
int lb_interrupt_write(int fd, const void *bytes, size_t len);

/** fsync(), tried again after signals. @return -1 with errno */
int lb_interrupt_sync(int fd);

#endif
