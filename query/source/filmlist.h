/* SPDX-License-Identifier: MIT */
/** @file filmlist.h
 *  A file of films, one a line: a slug, a letterboxd.com or boxd.it address, or "Title (Year)". */
#ifndef LB_QUERY_SOURCE_FILMLIST_H
#define LB_QUERY_SOURCE_FILMLIST_H

#include "query/profile/profile.h"

typedef struct LbFilmList {
    LbEntry *entries; /**< [n] slug, or id, or title and year; texts owned by the list */
    int32_t  n;
    char    *text; /**< the file, which the entries point into */
} LbFilmList;

/** Read a list; empty lines are skipped, LF and CRLF both end lines. "-" is standard input.
 *  @retval LB_ENOINPUT  cannot be opened
 *  @retval LB_EDATA     a line that is none of the forms: "FILE:LINE: ...", or over 64 MiB */
LB_NODISCARD LbStatus lb_filmlist_read(LbFilmList *out, const char *path, LbError *err);

/** One film as it is written in a list. `text` is changed: the entry points into it.
 *  @return false when it is none of the forms */
bool lb_filmlist_parse(char *text, LbEntry *entry);

void lb_filmlist_clear(LbFilmList *list);

#endif
