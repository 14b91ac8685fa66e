/* SPDX-License-Identifier: MIT */
/** @file input_archive.h
 *  The members of a zip or tar, and compressed files, unpacked from a source. The only place that
 *  knows libarchive (input_archive.c). */
#ifndef LB_COMMON_INPUT_INPUT_ARCHIVE_H
#define LB_COMMON_INPUT_INPUT_ARCHIVE_H

#include "common/base/error.h"
#include "common/input/input_source.h"

#include <stdbool.h>
#include <stddef.h>

enum { LB_ARCHIVE_MEMBERS = 10000 }; /* nobody reads more of one archive */

typedef struct LbArchive LbArchive;

typedef struct LbArchiveMember {
    const char *path; /**< UTF-8 where libarchive can make it so, else the bytes as they are; ""
                           when it has neither. Borrowed until the next call. */
    bool        is_regular;
} LbArchiveMember;

/** Begin to unpack `source` (borrowed) at its first byte. `single`: one compressed file is welcome,
 *  not an archive alone.
 *  @retval LB_EDATA     damaged, or its header is not whole
 *  @retval LB_EIO, LB_EINTR  of the source   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_archive_open(LbArchive **out, LbSource *source, bool single,
                                            LbError *err);

/** Go to the next member; *more = false when there is none. What was not read is skipped.
 *  @retval LB_EDATA  damaged   @retval LB_EIO, LB_EINTR  of the source   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_archive_next(LbArchive *archive, LbArchiveMember *member, bool *more,
                                            LbError *err);

/** Whether the source is one compressed file, not an archive: its only member then has no name, and
 *  a compressed file of nothing has none. To be asked before the first member.
 *  @retval LB_EDATA, LB_EIO, LB_EINTR, LB_ENOMEM  as lb_input_archive_next() */
LB_NODISCARD LbStatus lb_input_archive_is_bare(LbArchive *archive, bool *is_bare, LbError *err);

/** Up to `cap` bytes of the member; *got = 0 only at its end.
 *  @retval LB_EDATA  damaged, or more than 1 TiB unpacked so far
 *  @retval LB_EIO, LB_EINTR  of the source   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_input_archive_read(LbArchive *archive, void *buffer, size_t cap,
                                            size_t *got, LbError *err);

/** Legal on NULL. The source stays open. */
void lb_input_archive_close(LbArchive *archive);

#endif
