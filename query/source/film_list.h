/* SPDX-License-Identifier: MIT */
/** @file film_list.h
 *  Films of a file as a list, whatever the file is: for --watchlist, --watched, --exclude and
 *  --candidates. */
#ifndef LB_QUERY_SOURCE_FILM_LIST_H
#define LB_QUERY_SOURCE_FILM_LIST_H

#include "query/source/export.h"

/** Which of a file's films are meant. */
typedef enum LbListOf {
    LB_LIST_ALL,
    LB_LIST_WISHES, /**< those on a watchlist; all, where none is */
    LB_LIST_SEEN    /**< those that were seen; all, where none was */
} LbListOf;

typedef struct LbFilmList {
    LbEntry     *entries; /**< [n] in the order of the file; nothing but identities and dates */
    const char **names;   /**< [n] as they are written */
    const char **users;   /**< [n] whose row it is, "" unknown */
    const char **services, **countries; /**< [n] where the film can be seen, "" unknown */
    int32_t      n;
    LbExport    *file; /**< owns the texts */
} LbFilmList;

/** Read a file of any kind that query/source/export.h takes. "-" is standard input.
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO, LB_EINTR, LB_ENOMEM  as lb_export_open() */
LB_NODISCARD LbStatus lb_film_list_read(LbFilmList *out, const char *path, LbListOf which,
                                        const LbReporter *reporter, LbError *err);
void                  lb_film_list_clear(LbFilmList *list);

#endif
