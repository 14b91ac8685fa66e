/* SPDX-License-Identifier: MIT */
/** @file token.h
 *  The secret that guards a service beyond this machine. */
#ifndef LB_QUERY_SERVE_TOKEN_H
#define LB_QUERY_SERVE_TOKEN_H

#include "common/base/error.h"

/** Read it from a file: one line of 16 to 256 visible ASCII characters; malloc()ed.
 *  @retval LB_ENOINPUT  cannot be opened   @retval LB_EDATA  not of that form   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_token_read(char **out, const char *path, LbError *err);

#endif
