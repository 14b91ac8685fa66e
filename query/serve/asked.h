/* SPDX-License-Identifier: MIT */
/** @file asked.h
 *  What a request asks for: its parameters, fields and files as options of the command line. */
#ifndef LB_QUERY_SERVE_ASKED_H
#define LB_QUERY_SERVE_ASKED_H

#include "query/serve/context.h"
#include "query/serve/json_body.h"

/** The options of one request, and what they borrow. */
typedef struct LbAsked {
    bool takes_user;    /**< in: a parameter `user` is no mistake */
    bool is_of_service; /**< in: about the people that the service was given, by their options */

    LbQueryOptions options;
    const char    *named; /**< the parameter `user`; NULL: none */
    char (*paths)[LB_UPLOAD_PATH];
    const char **names; /**< [options.exports.n] of uploads, as the client calls them */
    LbJsonBody   body;  /**< people that came as JSON */
    LbUpload    *lists; /**< [n_lists] fields that stand for a file */
    int          n_lists;
    bool         is_cards; /**< format=cards, the page's own */
} LbAsked;

/** Take everything of the request. Clear it in any case, with lb_asked_clear().
 *  @param asked  all zero but for what is marked "in"
 *  @retval LB_EUSAGE  no such option, or a bad value, in the words of the command line
 *  @retval LB_EDATA   as lb_json_body_read()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_asked_open(LbAsked *asked, const LbServeContext *context,
                                    const LbWebRequest *request, LbError *err);
void                  lb_asked_clear(LbAsked *asked);

/** Put what the client calls its files in place of where they are kept, in a message. */
void lb_asked_rename(LbError *err, const LbAsked *asked, const LbWebRequest *request);

#endif
