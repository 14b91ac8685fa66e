/* SPDX-License-Identifier: MIT */
/** @file film_file.h
 *  One file of films, whatever it is: recognised by its content, never by its name. The one door
 *  for profiles (--export) and for lists (--watchlist, --watched, --exclude, --candidates). */
#ifndef LB_QUERY_SOURCE_FILM_FILE_H
#define LB_QUERY_SOURCE_FILM_FILE_H

#include "common/base/reporter.h"
#include "common/input/input.h"
#include "common/input/rating_scale.h"
#include "query/profile/profile.h"
#include "query/source/film_records.h"

enum { LB_FILM_FILE_MAX = 64 << 20 }; /**< bytes of a file */

/** What a row says when it does not say more itself. A film with a rating is seen in any case. */
typedef enum LbFilmRole {
    LB_ROLE_LISTED, /**< nothing: the film is of a list */
    LB_ROLE_SEEN,
    LB_ROLE_LIKED, /**< and seen */
    LB_ROLE_WISH   /**< on the watchlist, unless it is seen */
} LbFilmRole;

typedef struct LbFilmFile {
    LbFilmRecords records;
    const char   *what;   /**< "IMDb ratings", for messages */
    LbSource      source; /**< of a profile made from it */
    LbFilmRole    role;
    LbScale       scale;          /**< of its ratings; lo == hi: no ratings to scale */
    bool          is_scale_known; /**< by the format; else by the values, or by --scale */
    bool          is_own;         /**< lbrec's own answer: films were predicted, not seen */
    bool          is_diary;       /**< rows are entries: one film may have several */
    bool          is_letterboxd;  /**< one of the files of Letterboxd's account export */
    bool          has_rating_column;
    bool          has_ratings; /**< some film has one */
} LbFilmFile;

typedef struct LbFilmFileSettings {
    LbScale scale; /**< of files whose format does not tell; lo == hi: by the values, and said */
    bool    needs_table; /**< only a table will do */
    bool    is_list; /**< ratings do not matter: nothing is said of their scale, none is refused */
} LbFilmFileSettings;

/** Read a file.
 *  @param name  for messages, and to tell watched.csv, watchlist.csv and likes/films.csv apart, which
 *               have the same columns
 *  @param[out] out  clear it with lb_film_file_clear(); empty after a failure
 *  @retval LB_EDATA  nothing that is understood, a bad row or several people: "line 7: ...",
 *                    without the name; over 64 MiB; as lb_film_text_read()
 *  @retval LB_EIO, LB_EINTR, LB_ENOINPUT  of the input   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_film_file_read(LbFilmFile *out, LbInput *in, const char *name,
                                        const LbFilmFileSettings *settings,
                                        const LbReporter *reporter, LbError *err);
void                  lb_film_file_clear(LbFilmFile *file);

/** What the file says of one of its films, as an entry of a profile; texts stay the file's. */
LbEntry lb_film_file_entry(const LbFilmFile *file, const LbFilmRecord *record);

#endif
