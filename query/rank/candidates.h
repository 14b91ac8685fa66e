/* SPDX-License-Identifier: MIT */
/** @file candidates.h
 *  The films of --candidates, in the model's terms: for everybody, or for each user their own. */
#ifndef LB_QUERY_RANK_CANDIDATES_H
#define LB_QUERY_RANK_CANDIDATES_H

#include "query/rank/recommend.h"
#include "query/source/ratings_source.h"

typedef struct LbCandidatesFile LbCandidatesFile;

/** Read the file and look its films up (a film is written as in a list of films, filmlist.h).
 *  @retval as lb_ratings_source_read() */
LB_NODISCARD LbStatus lb_candidates_file_read(LbCandidatesFile **out, const char *path,
                                              const LbRatingColumns *columns,
                                              const LbResolver      *resolver,
                                              const LbReporter *reporter, LbError *err);
void                  lb_candidates_file_free(LbCandidatesFile *file);

/** What is to be ranked for one user; nothing for one whom the file does not name. The arrays of
 *  *out are the caller's: lb_candidates_clear(); their texts stay the file's.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_candidates_file_list(LbCandidates *out, const LbCandidatesFile *file,
                                              const char *user, LbError *err);
void                  lb_candidates_clear(LbCandidates *list);

#endif
