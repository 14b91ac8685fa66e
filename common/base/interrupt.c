/* SPDX-License-Identifier: MIT */
#include "common/base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

enum { LOOK_EACH_MS = 100 };

/* The one piece of mutable state at file scope: a signal handler reaches nothing else. Any thread may
 * run it, and any may look: a sig_atomic_t would be a race. */
static atomic_int n_caught;

#if ATOMIC_INT_LOCK_FREE != 2
#error "a signal handler may take no lock"
#endif

int lb_interrupt_note(void)
{
    return atomic_fetch_add(&n_caught, 1);
}

bool lb_interrupt_is_pending(void)
{
    return atomic_load(&n_caught) != 0;
}

bool lb_interrupt_try_again(void)
{
    return errno == EINTR && !lb_interrupt_is_pending();
}

int lb_interrupt_open(const char *path, int flags)
{
    int fd = -1;
    do
        fd = open(path, flags | O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    while (fd < 0 && lb_interrupt_try_again());
    return fd;
}

/* Asked again and again: another thread may have got the signal, or it came before the wait. */
ssize_t lb_interrupt_read(int fd, void *to, size_t size)
{
    for (;;) {
        struct pollfd bytes = {.fd = fd, .events = POLLIN};
        int           ready = poll(&bytes, 1, LOOK_EACH_MS);
        if (lb_interrupt_is_pending()) {
            errno = EINTR;
            return -1;
        }
        if (ready == 0 && fd >= 0) continue; /* poll() passes over the others */
        ssize_t got = read(fd, to, size);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN)) return got;
    }
}

int lb_interrupt_open_special(const char *path)
{
    for (;;) {
        int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd >= 0) {
            int flags = fcntl(fd, F_GETFL);
            if (flags >= 0) (void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
            return fd;
        }
        if (errno == ENXIO) /* nobody reads yet */
            (void)poll(NULL, 0, LOOK_EACH_MS);
        else if (errno != EINTR)
            return -1;
        if (lb_interrupt_is_pending()) {
            errno = EINTR;
            return -1;
        }
    }
}

int lb_interrupt_write(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t done = write(fd, at, len);
        if (done < 0 && lb_interrupt_try_again()) continue;
        if (done < 0) return -1;
        at += done;
        len -= (size_t)done;
    }
    return 0;
}

int lb_interrupt_sync(int fd)
{
    int result = 0;
    do
        result = fsync(fd);
    while (result != 0 && lb_interrupt_try_again());
    return result;
}

ssize_t lb_interrupt_read_at(int fd, void *to, size_t size, off_t at)
{
    ssize_t got = 0;
    do
        got = pread(fd, to, size, at);
    while (got < 0 && lb_interrupt_try_again());
    return got;
}
