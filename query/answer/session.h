/* SPDX-License-Identifier: MIT */
/** @file session.h
 *  An opened model, and what follows from it alone. Nothing of it changes until it is closed: any
 *  number of threads may answer requests (request.h) from it, however long. */
#ifndef LB_QUERY_ANSWER_SESSION_H
#define LB_QUERY_ANSWER_SESSION_H

#include "query/resolve/resolver.h"

struct LbModelFile;

typedef struct LbSession {
    const LbModel      *model;
    LbResolver         *resolver;
    struct LbModelFile *file;
} LbSession;

/** Open the model. Not from two threads at once: HDF5 is not thread safe.
 *  @param verify  check every byte of it too, as lb_model_file_open()
 *  @param[out] session  close with lb_session_close(); all zero after a failure
 *  @retval LB_ENOINPUT  no model: the message says how to train one
 *  @retval LB_EDATA     a damaged model   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_session_open(LbSession *session, const char *model_path, bool verify,
                                      LbError *err);
void                  lb_session_close(LbSession *session);

/** Whether answers from the session count: its model file still is what it was.
 *  @retval LB_ETEMPFAIL  it was rewritten in place meanwhile   @retval LB_EIO */
LB_NODISCARD LbStatus lb_session_check(const LbSession *session, LbError *err);

#endif
