/* SPDX-License-Identifier: MIT */
/** @file page.h
 *  The page that a browser shows, and what it is made of: compiled in, nothing is read. */
#ifndef LB_QUERY_SERVE_PAGE_H
#define LB_QUERY_SERVE_PAGE_H

#include "query/serve/context.h"

/** GET /: the page itself. */
LbStatus lb_page_index(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, const char *tail, LbError *err);

/** GET /assets/NAME: its style, its scripts, the demo profile, and in service.json whether the
 *  service was given people of its own ("own"), reads members ("members") and shows posters.
 *  @retval LB_ENOINPUT  there is no such asset */
LbStatus lb_page_asset(LbWebReply *reply, const LbServeContext *context,
                       const LbWebRequest *request, const char *tail, LbError *err);

/** POST /session with "Authorization: Bearer TOKEN": a browser gets a cookie that stands for the
 *  token until it is closed. */
LbStatus lb_page_session(LbWebReply *reply, const LbServeContext *context,
                         const LbWebRequest *request, const char *tail, LbError *err);

#endif
