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
    char *path;      /**< final name */
    char *temporary; /**< name until it is published */
    int   fd;
} LbAtomicFile;

/** Create the temporary file (mode & ~umask), after removing temporaries of dead processes for the
 *  same path. A path that is not a regular file (/dev/full, a FIFO) is opened as it is.
 *  @retval LB_ECREATE  the folder is missing or not writable (detail: errno); says which
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_atomic_file_open(LbAtomicFile *file, const char *path, mode_t mode,
                                          LbError *err);

/** Write all bytes. @retval LB_EIO  full disk and the like, with the path. */
LB_NODISCARD LbStatus lb_atomic_file_write(LbAtomicFile *file, const void *bytes, size_t len,
                                           LbError *err);

/** fsync, rename over the final name, fsync the folder. On failure the old file is as it was.
 *  Whatever happens the structure is cleared.
 *  @retval LB_EIO      it cannot be written to the medium
 *  @retval LB_ECREATE  it cannot be renamed   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_atomic_file_publish(LbAtomicFile *file, LbError *err);

/** Remove the temporary file; legal on a cleared structure. */
void lb_atomic_file_discard(LbAtomicFile *file);

/** Remove the temporary file that a killed process has left beside `path`, if there is one. */
void lb_atomic_file_remove_temporary(const char *path, pid_t owner);

#endif
