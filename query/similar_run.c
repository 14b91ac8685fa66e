/* SPDX-License-Identifier: MIT */
#include "query/similar_run.h"

#include "common/base/mem.h"
#include "query/rank/similar.h"

LbStatus lb_similar_run(const LbReportFormat *format, const LbReportSettings *report,
                        const LbModel *model, int32_t film, const LbRecommendSettings *settings,
                        LbError *err)
{
    LbStatus   st       = LB_OK;
    LbPicks    picks    = {0};
    LbProfile *nobody   = NULL;
    LbResolved resolved = {0};
    LbPick     like     = {.film = film};
    LbAnswer   answer = {.model = model, .resolved = &resolved, .picks = &picks, .similar = &like};
    LB_TRY(lb_profile_new(&nobody, "", LB_SOURCE_CSV, err));
    answer.profile = nobody;
    LB_TRY(lb_similar_films(&picks, model, film, settings, err));
    if (format->begin != NULL) format->begin(report);
    LB_TRY(format->answer(report, &answer, err));
    if (format->end != NULL) format->end(report);
    if (ferror(report->out)) LB_FAIL(LB_EIO, 0, "cannot write the results");
    if (picks.n == 0) LB_FAIL(LB_ENONE, 0, "no film is left: the filters leave all out");
cleanup:
    lb_picks_clear(&picks);
    lb_profile_free(nobody);
    return st;
}
