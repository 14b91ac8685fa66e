/* SPDX-License-Identifier: MIT */
/** @file list_lookup.h
 *  The films of a list in the model. */
#ifndef LB_QUERY_RANK_LIST_LOOKUP_H
#define LB_QUERY_RANK_LIST_LOOKUP_H

#include "common/base/reporter.h"
#include "query/resolve/resolver.h"
#include "query/source/film_list.h"

/** Find every film of a list, and tell of titles that are those of two films.
 *  @param[out] film     [list->n] -1 unknown
 *  @param      films    those of the resolver
 *  @param      option   whose list it is, for messages: "--exclude"
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_list_lookup_all(int32_t *film, const LbFilmList *list,
                                         const LbResolver *resolver, const LbFilms *films,
                                         const char *option, const LbReporter *reporter,
                                         LbError *err);

/** Files that an option names, each a list of films. */
typedef struct LbListFiles {
    const char *const *paths; /**< [n] an empty one is none */
    int                n;
    const char        *option; /**< for messages: "--exclude" */
} LbListFiles;

/** The films of several files that the model knows, one after the other; how many it does not know
 *  is told with -v.
 *  @param[out] out  [*n] for free()
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO, LB_EINTR, LB_ENOMEM  as lb_film_list_read() */
LB_NODISCARD LbStatus lb_list_lookup_files(int32_t **out, int32_t *n, const LbListFiles *files,
                                           const LbResolver *resolver, const LbFilms *films,
                                           const LbReporter *reporter, LbError *err);

#endif
