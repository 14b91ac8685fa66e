/* SPDX-License-Identifier: MIT */
/** @file member_wish.h
 *  What a reader looks for in an archive of several files. */
#ifndef LB_COMMON_INPUT_MEMBER_WISH_H
#define LB_COMMON_INPUT_MEMBER_WISH_H

#include "common/base/error.h"
#include "common/base/slice.h"

enum { LB_MEMBER_HEAD = 1 << 16 }; /**< bytes that `fits` sees at most */

typedef struct LbMemberWish {
    const char        *what;  /**< "ratings", for messages */
    const char *const *names; /**< base names that it is known by, any case; NULL at the end */
    /** Whether a file that begins so is one; NULL: nobody can tell.
     *  @retval LB_ENOMEM  which is no reason to think that it is not */
    LbStatus (*fits)(bool *fits, const void *ctx, LbSlice head, LbError *err);
    const void *ctx;
} LbMemberWish;

/** What an archive with a member of this path is, as "an Excel workbook"; NULL: no spreadsheet. */
const char *lb_input_member_sheet(const char *path);

#endif
