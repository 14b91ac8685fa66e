/* SPDX-License-Identifier: MIT */
/** @file export.h
 *  What a person has saved of their films: Letterboxd's account export or Trakt's as an archive or
 *  folder, or a single file of any kind that query/source/film_file.h knows. */
#ifndef LB_QUERY_SOURCE_EXPORT_H
#define LB_QUERY_SOURCE_EXPORT_H

#include "query/source/film_file.h"

enum {
    LB_EXPORT_USER  = 64,
    LB_EXPORT_FILES = 64,
    LB_EXPORT_ROWS =
        2000000 /**< of all files: archives pack a thousandfold, a row takes 200 bytes */
};

typedef struct LbExport {
    const char *name;                 /**< as given, for messages; borrowed */
    char        user[LB_EXPORT_USER]; /**< "" unknown */
    LbFilmFile  files[LB_EXPORT_FILES];
    int         n;
    bool        is_loose;      /**< a single file, which may be a part of what the person has */
    bool        lacks_ratings; /**< an account export of Letterboxd without its ratings.csv */
} LbExport;

/** Read it ("-" = standard input). Of Letterboxd's account export: ratings, watched, watchlist,
 *  likes/films and diary (reviews.csv only where there is no diary.csv), in whatever case, at the top
 *  or within folders; `deleted/`, `orphaned/`, `lists/`, profile.csv and all else are not read. Of
 *  other archives and folders: JSON files, as Trakt exports them; else the one file that is there.
 *  The user's name comes from a folder's or the ZIP's name when it has the form
 *  letterboxd-USER-DATE.
 *  @param name  what the file is called, where `path` does not tell; NULL: by the path
 *  @param[out] out  free with lb_export_free(); NULL after a failure
 *  @retval LB_ENOINPUT   cannot be opened
 *  @retval LB_EDATA      nothing that is understood, two account exports in one folder, over 64 files
 *                        or 2,000,000 rows in all, or a
 *                        malformed row: "export.zip: ratings.csv: line 17: ..."
 *  @retval LB_EIO, LB_EINTR  of the medium   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_export_open(LbExport **out, const char *path, const char *name,
                                     const LbFilmFileSettings *settings, const LbReporter *reporter,
                                     LbError *err);
void                  lb_export_free(LbExport *self);

#endif
