/* SPDX-License-Identifier: MIT */
/** @file answer_endpoints.h
 *  Endpoints that answer people: the parameters of a request are options of the command line, by the
 *  same names ('_' for '-'), parser and messages; its files are those that the options would name. */
#ifndef LB_QUERY_SERVE_ANSWER_ENDPOINTS_H
#define LB_QUERY_SERVE_ANSWER_ENDPOINTS_H

#include "query/serve/context.h"

/** POST /v1/recommendations: the body, or the files of a form, are people. */
LbStatus lb_answer_endpoints_recommendations(LbWebReply *reply, const LbServeContext *context,
                                             const LbWebRequest *request, const char *tail,
                                             LbError *err);

/** POST /v1/blend and /v1/match: the same for several people at once. */
LbStatus lb_answer_endpoints_blend(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err);
LbStatus lb_answer_endpoints_match(LbWebReply *reply, const LbServeContext *context,
                                   const LbWebRequest *request, const char *tail, LbError *err);

/** GET /v1/users/NAME/recommendations: a member, from the feed, the pages or what is kept.
 *  @retval LB_ENOINPUT  unless the service allows it */
LbStatus lb_answer_endpoints_member(LbWebReply *reply, const LbServeContext *context,
                                    const LbWebRequest *request, const char *tail, LbError *err);

/** GET /v1/recommendations: the people that the service was given (--export and its like), whose
 *  files are read again each time; `user` picks one of them, or names a member where nobody was
 *  given. GET /v1/lists/radarr and /v1/lists/letterboxd: the same in these formats.
 *  @retval LB_ENOINPUT  nobody was given or named, or nobody is called so
 *  @retval LB_EUSAGE    a list, which is for one, of several */
LbStatus lb_answer_endpoints_own(LbWebReply *reply, const LbServeContext *context,
                                 const LbWebRequest *request, const char *tail, LbError *err);
LbStatus lb_answer_endpoints_radarr(LbWebReply *reply, const LbServeContext *context,
                                    const LbWebRequest *request, const char *tail, LbError *err);
LbStatus lb_answer_endpoints_letterboxd(LbWebReply *reply, const LbServeContext *context,
                                        const LbWebRequest *request, const char *tail,
                                        LbError *err);

/** GET /v1/films/SLUG/similar. */
LbStatus lb_answer_endpoints_similar(LbWebReply *reply, const LbServeContext *context,
                                     const LbWebRequest *request, const char *tail, LbError *err);

#endif
