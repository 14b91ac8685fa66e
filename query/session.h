/* SPDX-License-Identifier: MIT */
/** @file session.h
 *  What all people of one run share: the model and, in its terms, the filters, lists and candidates
 *  of the command line. */
#ifndef LB_QUERY_SESSION_H
#define LB_QUERY_SESSION_H

#include "common/base/reporter.h"
#include "query/options.h"
#include "query/rank/candidates.h"
#include "query/rank/recommend.h"
#include "query/source/filmlist.h"

struct LbModelFile;

typedef struct LbSession {
    const LbModel        *model;
    LbResolver           *resolver;
    LbFilter             *filter;     /**< NULL: no film is filtered out */
    LbCandidatesFile     *candidates; /**< NULL: all films */
    int32_t              *excluded;   /**< [recommend.n_excluded] */
    LbFilmList           *watched;    /**< [n_watched] lists added to every profile */
    LbFilmList           *watchlist;  /**< [n_watchlist] */
    int                   n_watched, n_watchlist;
    LbRecommendSettings   recommend;
    struct LbModelFile   *file;
    const LbQueryOptions *options;
} LbSession;

/** Open the model and read the lists.
 *  @retval LB_ENOINPUT  no model: the message says how to train one; no list
 *  @retval LB_EDATA     a damaged model, a malformed list
 *  @retval LB_EUSAGE    a filter that the model cannot serve */
LB_NODISCARD LbStatus lb_session_open(LbSession *session, const char *model_path,
                                      const LbQueryOptions *options, const LbReporter *reporter,
                                      LbError *err);
void                  lb_session_close(LbSession *session);

/** Add the films of --watched and --watchlist to a profile. */
LB_NODISCARD LbStatus lb_session_add_lists(const LbSession *session, LbProfile *profile,
                                           LbError *err);

#endif
