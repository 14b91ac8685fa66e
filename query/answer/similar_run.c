/* SPDX-License-Identifier: MIT */
#include "query/answer/similar_run.h"

#include "common/base/mem.h"
#include "query/rank/similar.h"
#include "query/resolve/lookup.h"

LbStatus lb_similar_run(const LbRequest *request, const char *text, const LbReportFormat *format,
                        const LbReportSettings *report, LbError *err)
{
    LbStatus         st       = LB_OK;
    const LbSession *session  = request->session;
    LbPicks          picks    = {0};
    LbProfile       *nobody   = NULL;
    LbResolved       resolved = {0};
    LbPick           like     = {.film = -1};
    LB_TRY(lb_lookup_film(&like.film, session->resolver, &session->model->films, text, err));
    LB_TRY(lb_profile_new(&nobody, "", LB_SOURCE_CSV, err));
    LB_TRY(lb_similar_films(&picks, session->model, like.film, &request->recommend, err));
    LbAnswer answer = {.model    = session->model,
                       .profile  = nobody,
                       .resolved = &resolved,
                       .picks    = &picks,
                       .similar  = &like};
    lb_mem_watch_stream();
    if (format->begin != NULL) format->begin(report);
    LB_TRY(format->answer(report, &answer, err));
    if (format->end != NULL) format->end(report);
    LB_TRY(lb_mem_check_stream(report->out, err));
    if (picks.n == 0) LB_FAIL(LB_ENONE, 0, "no film is left: the filters leave all out");
cleanup:
    lb_picks_clear(&picks);
    lb_profile_free(nobody);
    return st;
}
