/* SPDX-License-Identifier: MIT */
/** @file fsutil.h
 *  Files that appear whole or not at all, folders, and the lock beside a file. */
#ifndef LB_COMMON_BASE_FSUTIL_H
#define LB_COMMON_BASE_FSUTIL_H

#include "common/base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** A file being written beside its final place under the name "PATH.tmp.PID". */
typedef struct LbAtomicFile {
    char *path;      /**< final name */
    char *temporary; /**< name until it is published */
    int   fd;
} LbAtomicFile;

/** Create the temporary file (mode & ~umask), after removing temporaries of dead processes for the
 *  same path. A path that is not a regular file (/dev/full, a FIFO) is opened as it is.
 *  @retval LB_ECREATE  the folder is missing or not writable (detail: errno); says which */
LB_NODISCARD LbStatus lb_atomic_open(LbAtomicFile *file, const char *path, mode_t mode,
                                     LbError *err);

/** Write all bytes. @retval LB_EIO  full disk and the like, with the path. */
LB_NODISCARD LbStatus lb_atomic_write(LbAtomicFile *file, const void *bytes, size_t len,
                                      LbError *err);

/** fsync, rename over the final name, fsync the folder. On failure the old file is as it was.
 *  Whatever happens the structure is cleared. */
LB_NODISCARD LbStatus lb_atomic_publish(LbAtomicFile *file, LbError *err);

/** Remove the temporary file; legal on a cleared structure. */
void lb_atomic_discard(LbAtomicFile *file);

/** Read a whole file of at most `max` bytes into buf (initialised by the caller).
 *  @retval LB_ENOINPUT cannot be opened (detail: errno)  @retval LB_EDATA longer than max */
LB_NODISCARD LbStatus lb_file_read(const char *path, LbBuf *buf, LbError *err);

/** Create a folder and its parents with `mode`. @retval LB_ECREATE */
LB_NODISCARD LbStatus lb_folder_create(const char *path, mode_t mode, LbError *err);

/** Folder part of a path, "." when there is none; malloc()ed, NULL when memory is short. */
char *lb_path_folder(const char *path);

/** Make renames and links in the folder of `path` survive a power failure. @retval LB_EIO */
LB_NODISCARD LbStatus lb_folder_sync(const char *path, LbError *err);

/** True for a path at which something is that cannot be replaced by rename: a device, a FIFO. */
bool lb_path_is_special(const char *path);

/** Advisory lock in the file `path`, which holds the owner's pid. However its owner ends, the
 *  kernel opens the lock; a file that stays behind is taken over.
 *  @param fd  to be given to lb_lock_release(); -1 on failure
 *  @retval LB_ETEMPFAIL  somebody holds it: detail is the pid, the message names it
 *  @retval LB_ECREATE    the lock file cannot be created   @retval LB_EIO  nor written */
LB_NODISCARD LbStatus lb_lock_acquire(int *fd, const char *path, LbError *err);

/** Remove the file and open the lock; nothing when fd is -1. */
void lb_lock_release(int fd, const char *path);

#endif
