/* SPDX-License-Identifier: MIT */
/** @file problem.h
 *  A failure as a reply: a problem object (M. Nottingham, E. Wilde, S. Dalal: RFC 9457, 2023) with
 *  the exit code that the command line would end with. */
#ifndef LB_QUERY_SERVE_PROBLEM_H
#define LB_QUERY_SERVE_PROBLEM_H

#include "query/serve/web.h"

/** HTTP status of a failure. */
int lb_problem_status(LbStatus status);

/** Make the reply {"type":"about:blank","title":...,"status":N,"detail":MESSAGE,"code":"LB_EDATA",
 *  "exit_code":N}. Never fails: without memory the body is empty. */
void lb_problem_reply(LbWebReply *reply, const LbError *err);

/** The same for what has no exit code: 403, 404, 405, 413, ... */
void lb_problem_reply_http(LbWebReply *reply, int status, const char *detail);

#endif
