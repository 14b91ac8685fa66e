/* SPDX-License-Identifier: MIT */
/** @file atomic_file.h
 *  Files that appear whole or not at all. */
#ifndef LB_COMMON_BASE_ATOMIC_FILE_H
#define LB_COMMON_BASE_ATOMIC_FILE_H

#include "common/base/error.h"

#include <stddef.h>
#include <sys/types.h>

/** A file being written beside its final place under the name "PATH.tmp.PID". */
typedef struct LbAtomicFile {
    char *path;      /**< final name, symbolic links followed */
    char *temporary; /**< name until it is published; NULL: it is written where it is */
    int   fd;
} LbAtomicFile;

/** Create the temporary file, after removing temporaries of dead processes for the same path. It
 *  has the mode of the file that is there, and where that is allowed its owner and group; else
 *  mode & ~umask. A path that is not a regular file (/dev/full, a FIFO) is opened as it is.
 *  @retval LB_ECREATE  the folder is missing or not writable (detail: errno); says which
 *  @retval LB_EINTR    asked to stop while waiting for somebody to read from a pipe
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_atomic_file_open(LbAtomicFile *file, const char *path, mode_t mode,
                                          LbError *err);

/** Write all bytes. @retval LB_EIO  full disk and the like, with the path. @retval LB_EINTR */
LB_NODISCARD LbStatus lb_atomic_file_write(LbAtomicFile *file, const void *bytes, size_t len,
                                           LbError *err);

/** Everything is written: the system may begin to bring it to the medium, while the caller does something
 *  else before lb_atomic_file_finish(). */
void lb_atomic_file_begin_to_finish(const LbAtomicFile *file);

/** Everything is written: bring it to the medium and close it. It still has its temporary name.
 *  @retval LB_EIO, LB_EINTR */
LB_NODISCARD LbStatus lb_atomic_file_finish(LbAtomicFile *file, LbError *err);

/** Finish, rename over the final name, fsync the folder. Whatever happens the structure is cleared.
 *  @retval LB_EIO      it cannot be written to the medium; or it is in place, which the message
 *                      then says, and its folder cannot be synced
 *  @retval LB_ECREATE  it cannot be renamed   @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_atomic_file_publish(LbAtomicFile *file, LbError *err);

/** Somebody else has renamed it: clear the structure and remove nothing. */
void lb_atomic_file_release(LbAtomicFile *file);

/** Remove the temporary file; legal on a cleared structure. */
void lb_atomic_file_discard(LbAtomicFile *file);

/** Remove the temporary file that a killed process has left beside `path`, if there is one. */
void lb_atomic_file_remove_temporary(const char *path, pid_t owner);

#endif
