/* SPDX-License-Identifier: MIT */
/** @file export.h
 *  Letterboxd's account export, ZIP or folder -> profile; and the codes of boxd.it addresses. */
#ifndef LB_QUERY_EXPORT_H
#define LB_QUERY_EXPORT_H

#include "common/reporter.h"
#include "query/profile.h"

/** Read ratings, watched, watchlist, likes/films and diary (reviews.csv only where there is no
 *  diary.csv) at the top or in one outer folder; `deleted/`, `orphaned/`, profile.csv and all else
 *  are not read. The user's name comes from the outer folder's or the ZIP's name when it has the
 *  form letterboxd-USER-DATE.
 *  @retval LB_ENOINPUT   @retval LB_EDATA  not an export (none of the files), a malformed row:
 *                        "export.zip: ratings.csv:17: ..." */
LB_NODISCARD LbStatus lb_export_read(LbProfile **out, const char *path, const LbReporter *reporter,
                                     LbError *err);

/** The number behind a boxd.it code or address: 10 * id + type; -1 when it is none. */
int64_t lb_boxd_decode(LbSlice code);

/** Film id of a boxd.it address of a film, 0 when it is none. */
int64_t lb_boxd_film_id(LbSlice address);

#endif
