/* SPDX-License-Identifier: MIT */
#include "query/answer/session.h"

#include "common/base/mem.h"
#include "common/model/model_file.h"

LbStatus lb_session_open(LbSession *session, const char *model_path, bool verify, LbError *err)
{
    LbStatus st = LB_OK;
    *session    = (LbSession){0};
    LB_TRY(lb_model_file_open(&session->file, &session->model, model_path, verify, NULL, err));
    LB_TRY(lb_resolver_new(&session->resolver, &session->model->films, err));
cleanup:
    if (st != LB_OK) lb_session_close(session);
    return st;
}

LbStatus lb_session_check(const LbSession *session, LbError *err)
{
    return session->file != NULL ? lb_model_file_check(session->file, err) : LB_OK;
}

void lb_session_close(LbSession *session)
{
    lb_resolver_free(session->resolver);
    lb_model_file_close(session->file);
    *session = (LbSession){0};
}
