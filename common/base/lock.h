/* SPDX-License-Identifier: MIT */
/** @file lock.h
 *  One run at a time: the lock beside a file. */
#ifndef LB_COMMON_BASE_LOCK_H
#define LB_COMMON_BASE_LOCK_H

#include "common/base/error.h"

#include <sys/types.h>

/** Advisory lock in the file `path`, which holds the owner's pid. However its owner ends, the
 *  kernel opens the lock; a file that stays behind is taken over. One is held at a time: exit()
 *  removes its file. What is no lock of this kind - a
 *  link, a file that holds anything but a number - is neither followed nor written into.
 *  @param fd  to be given to lb_lock_release(); -1 on failure
 *  @retval LB_ETEMPFAIL  somebody holds it: detail is the pid, the message names it
 *  @retval LB_ECREATE    the lock file cannot be created, or is no lock
 *  @retval LB_EIO        it cannot be read or written   @retval LB_EINTR  asked to stop
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_lock_acquire(int *fd, const char *path, LbError *err);

/** Remove the file and open the lock; nothing when fd is -1. */
void lb_lock_release(int fd, const char *path);

/** Remove a lock that a process has left which was killed; not one that anybody holds. */
void lb_lock_remove_stale(const char *path, pid_t owner);

#endif
