/* SPDX-License-Identifier: MIT */
/** @file path.h
 *  Parts of paths, and the folders they name. */
#ifndef LB_COMMON_BASE_PATH_H
#define LB_COMMON_BASE_PATH_H

#include "common/base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/** Several files, in order. Borrowed. */
typedef struct LbPaths {
    const char *const *path; /**< [n] */
    int                n;
} LbPaths;

/** One file, as long as the block around. */
#define LB_ONE_PATH(file) ((LbPaths){(const char *const[]){(file)}, 1})

/** Folder part of a path, "." when there is none; malloc()ed, NULL when memory is short. */
char *lb_path_folder(const char *path);

/** What is behind the last '/'. Borrowed from `path`. */
const char *lb_path_base(const char *path);

/** What is at the end of a path. */
typedef enum LbPathKind {
    LB_PATH_NOTHING, /**< also when a folder on the way is missing */
    LB_PATH_FILE,
    LB_PATH_FOLDER,
    LB_PATH_SPECIAL /**< cannot be replaced by rename: a device, a FIFO */
} LbPathKind;

/** What it means that stat(), lstat() or fstatat() of `path` has just failed, by errno.
 *  @retval LB_OK  there is nothing of that name   @retval LB_ECREATE  nobody knows what there is */
LB_NODISCARD LbStatus lb_path_unseen(const char *path, LbError *err);

/** Look, symbolic links followed.
 *  @retval LB_ECREATE  it cannot be told (detail: errno) */
LB_NODISCARD LbStatus lb_path_look(LbPathKind *kind, const char *path, LbError *err);

/** Whether what a path ("-": standard input) leads to can be read but once: a pipe, a socket, a
 *  device. */
bool lb_path_is_pipe(const char *path);

/** The path of the file itself where `path` is a symbolic link, or one to a link, whether there is
 *  such a file or not; else a copy. malloc()ed.
 *  @retval LB_ECREATE  links lead in a circle, or cannot be read (detail: errno)
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_path_resolve(char **out, const char *path, LbError *err);

/** Create a folder and its parents with `mode`; one that is there stays as it is.
 *  @retval LB_ECREATE  no permission, or a file is in the way   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_path_create_folder(const char *path, mode_t mode, LbError *err);

/** The same for the folder that a file of that path lies in. @retval as lb_path_create_folder() */
LB_NODISCARD LbStatus lb_path_create_parent(const char *path, mode_t mode, LbError *err);

/** Make renames and links in the folder of `path` survive a power failure.
 *  @retval LB_EIO  the folder cannot be opened or synced   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_path_sync_folder(const char *path, LbError *err);

#endif
