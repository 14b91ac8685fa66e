/* SPDX-License-Identifier: MIT */
/** @file export.h
 *  Letterboxd's account export, ZIP or folder -> profile. */
#ifndef LB_QUERY_SOURCE_EXPORT_H
#define LB_QUERY_SOURCE_EXPORT_H

#include "common/base/reporter.h"
#include "query/profile/profile.h"

/** Read ratings, watched, watchlist, likes/films and diary (reviews.csv only where there is no
 *  diary.csv) at the top or in one outer folder; `deleted/`, `orphaned/`, `lists/`, profile.csv and
 *  all else are not read. Films carry the id that their boxd.it address decodes to; diary rows,
 *  whose address is the entry's, join the film of the same title and year. A rating of ratings.csv
 *  beats one of the diary. The user's name comes from the outer folder's or the ZIP's name when it
 *  has the form letterboxd-USER-DATE, else it is "".
 *  @retval LB_ENOINPUT   cannot be opened
 *  @retval LB_EDATA      not an export (none of the files), two exports in one folder, or a
 *                        malformed row: "export.zip: ratings.csv: line 17: ..." */
LB_NODISCARD LbStatus lb_export_read(LbProfile **out, const char *path, const LbReporter *reporter,
                                     LbError *err);

#endif
