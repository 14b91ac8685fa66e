/* SPDX-License-Identifier: MIT */
/** @file candidates.h
 *  The films of --candidates, in the model's terms: for everybody, or for each user their own. */
#ifndef LB_QUERY_RANK_CANDIDATES_H
#define LB_QUERY_RANK_CANDIDATES_H

#include "common/base/reporter.h"
#include "common/input/rating_layout.h"
#include "query/rank/recommend.h"

typedef struct LbCandidatesFile LbCandidatesFile;

/** Read a file and look its films up: any list that film_list.h reads, or a table of users and
 *  films, which may be as large as a file of ratings. Of lists a film that is named again is left
 *  out; a title and year of two films is told.
 *  @param columns  header names that override the known ones; then the file is such a table
 *  @param films    those of the resolver
 *  @retval as lb_ratings_source_read() and lb_film_list_read() */
LB_NODISCARD LbStatus lb_candidates_file_read(LbCandidatesFile **out, const char *path,
                                              const LbRatingColumns *columns,
                                              const LbResolver *resolver, const LbFilms *films,
                                              const LbReporter *reporter, LbError *err);
void                  lb_candidates_file_free(LbCandidatesFile *file);

/** What is to be ranked for one user; nothing for one whom the file does not name. A list that names
 *  one user or none, as an answer of lbrec's does, is for everybody. The arrays of *out are the
 *  caller's: lb_candidates_clear(); their texts stay the file's.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_candidates_file_list(LbCandidates *out, const LbCandidatesFile *file,
                                              const char *user, LbError *err);
void                  lb_candidates_clear(LbCandidates *list);

#endif
