/* SPDX-License-Identifier: MIT */
/** @file input_member.h
 *  Which of the members of an archive is meant. */
#ifndef LB_COMMON_INPUT_INPUT_MEMBER_H
#define LB_COMMON_INPUT_INPUT_MEMBER_H

#include "common/input/input_archive.h"
#include "common/input/member_wish.h"

/** The member that was chosen, and what was read of it on the way. */
typedef struct LbMemberChoice {
    char  *head; /**< NULL: nothing; owned */
    size_t head_len;
    bool   is_unsure; /**< of a pipe: what follows has not been seen */
} LbMemberChoice;

/** Go to the wished member of an archive that has just been opened: the one of a known name; else
 *  the one .csv; else the one member; else the one whose beginning fits. Folders, hidden files,
 *  "__MACOSX" and read-me files do not count. A source that cannot seek is gone through once: the
 *  first member of a known name, or that fits, it is.
 *  @param[in,out] archive  is closed and opened again where that is needed
 *  @retval LB_EDATA  none, or several: the message names them; damaged
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_member_choose(LbMemberChoice *choice, LbArchive **archive,
                                             LbSource *source, const LbMemberWish *wish,
                                             LbError *err);

/** Go through what follows the member of a pipe, to the end of the source.
 *  @retval LB_EDATA  another member that might have been meant; damaged
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_member_finish(const LbMemberChoice *choice, LbArchive *archive,
                                             const LbMemberWish *wish, LbError *err);

#endif
