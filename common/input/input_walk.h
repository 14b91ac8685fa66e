/* SPDX-License-Identifier: MIT */
/** @file input_walk.h
 *  A walk over the files of an archive or folder. */
#ifndef LB_COMMON_INPUT_INPUT_WALK_H
#define LB_COMMON_INPUT_INPUT_WALK_H

#include "common/input/input.h"

/** Called for each regular file of an archive or folder: `member` is its path inside, with '/'
 *  between, relative, without ".." or NUL. `in` reads that member alone and is valid during the
 *  call; what is not read is skipped. Anything but LB_OK ends the walk and is returned. */
typedef LbStatus (*LbMemberFn)(void *ctx, const char *member, LbInput *in, LbError *err);

/** Visit each regular file of a zip or tar archive, or of a folder (recursively, in the order of
 *  their names; links are followed, but not back to a folder around them; a file that cannot be opened
 *  says so when it is read). At most 10,000 members of at most `member_max` unpacked bytes each, 8
 *  folders deep.
 *  @retval LB_ENOINPUT  cannot be opened; of this alone the message has the path
 *  @retval LB_EDATA     neither a folder nor an archive, damaged, or over a limit
 *  @retval LB_EIO, LB_EINTR  of the medium   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_walk(const char *path, int64_t member_max, LbMemberFn visit,
                                    void *ctx, LbError *err);

/** As lb_input_walk(), but any file will do ("-" = standard input): one that is no archive, or the
 *  compressed file of one, is visited alone as the member "". */
LB_NODISCARD LbStatus lb_input_walk_any(const char *path, int64_t member_max, LbMemberFn visit,
                                        void *ctx, LbError *err);

#endif
