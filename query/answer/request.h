/* SPDX-License-Identifier: MIT */
/** @file request.h
 *  What is asked of a model: which films may come out, and how they are ranked, in the model's
 *  terms. */
#ifndef LB_QUERY_ANSWER_REQUEST_H
#define LB_QUERY_ANSWER_REQUEST_H

#include "common/base/reporter.h"
#include "query/answer/session.h"
#include "query/rank/candidates.h"
#include "query/rank/recommend.h"
#include "query/source/film_list.h"

/** What a request asks for, before the model is looked at. Texts are borrowed by
 *  lb_request_open() for the call alone. */
typedef struct LbRequestSettings {
    LbRecommendSettings    recommend; /**< its filter and excluded are made from what follows */
    LbFilterSettings       filter;
    int32_t                recent;     /**< as lb_resolve() */
    int32_t                pick;       /**< draw so many among the best; 0 = the whole list */
    uint64_t               seed;       /**< of pick */
    const char            *candidates; /**< a file: rank these films; NULL = all */
    LbRatingColumns        columns;    /**< of candidates */
    const char *const     *exclude;    /**< [n_exclude] files of films */
    int                    n_exclude;
    const char *const     *not_interested; /**< [n_not_interested] likewise, of the person */
    int                    n_not_interested;
    LbAvailabilitySettings available; /**< where films can be seen */
    const char *const     *watched;   /**< [n_watched] files of films, added to every profile */
    int                    n_watched;
    const char *const     *watchlist; /**< [n_watchlist] likewise */
    int                    n_watchlist;
} LbRequestSettings;

/** What lbrec-query does without options. */
LbRequestSettings lb_request_defaults(void);

/** Nothing of it changes until it is closed: several threads may answer from one request. */
typedef struct LbRequest {
    const LbSession    *session;
    LbRecommendSettings recommend;
    int32_t             recent, pick;
    uint64_t            seed;
    LbFilter           *filter;       /**< NULL: no film is filtered out */
    LbAvailability     *availability; /**< NULL: no matter where films can be seen */
    LbCandidatesFile   *candidates;   /**< NULL: all films */
    int32_t            *excluded;     /**< [recommend.n_excluded] */
    LbFilmList         *watched;      /**< [n_watched] */
    LbFilmList         *watchlist;    /**< [n_watchlist] */
    int                 n_watched, n_watchlist;
} LbRequest;

/** Read the files that the settings name, and put all of them into the model's terms.
 *  @param[out] request  close with lb_request_close(); all zero after a failure
 *  @param session       borrowed as long as the request is open
 *  @retval LB_ENOINPUT  no such file   @retval LB_EDATA  a malformed file
 *  @retval LB_EUSAGE    a filter or a weight of novelty that the model cannot serve
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_request_open(LbRequest *request, const LbSession *session,
                                      const LbRequestSettings *settings, const LbReporter *reporter,
                                      LbError *err);
void                  lb_request_close(LbRequest *request);

/** Add the lists of watched and wished for films to a profile.
 *  @retval LB_ENOMEM, LB_EDATA  as lb_profile_add() */
LB_NODISCARD LbStatus lb_request_add_lists(const LbRequest *request, LbProfile *profile,
                                           LbError *err);

/** Draw, where the request asks for it, the films for one person.
 *  @param user  as lb_pick_some()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_request_draw(const LbRequest *request, LbPicks *picks, const char *user,
                                      LbError *err);

#endif
