/* SPDX-License-Identifier: MIT */
#include "query/answer/group_run.h"

#include "common/base/mem.h"
#include "query/report/answer_notes.h"

static LbStatus check_count(int32_t count, LbGroupTask task, LbError *err)
{
    const char *option = task == LB_GROUP_BLEND ? "--blend" : "--match";
    if (count < 2)
        return lb_error_set(err, LB_EUSAGE, 0, "%s: expected two people or more, got %d", option,
                            (int)count);
    if (count > LB_GROUP_MAX)
        return lb_error_set(err, LB_EUSAGE, 0, "%s: expected at most %d people, got %d", option,
                            (int)LB_GROUP_MAX, (int)count);
    return LB_OK;
}

LbStatus lb_group_run_add(LbGroup *group, const LbRequest *request, LbProfile *profile,
                          const LbReporter *reporter, LbError *err)
{
    const LbSession *session = request->session;
    LbStatus         st      = lb_request_add_lists(request, profile, err);
    if (st != LB_OK) {
        lb_profile_free(profile);
        return st;
    }
    st = lb_group_add(group, profile, session->resolver, request->recent, err);
    if (st != LB_OK) return st;
    const LbGroupMember *member = &group->members[group->n - 1];
    LbAnswer answer = {.model = session->model, .profile = profile, .resolved = &member->resolved};
    lb_answer_notes_report(&answer, reporter);
    if (member->resolved.n_rated == 0)
        lb_reporter_message(
            reporter, LB_LEVEL_WARNING,
            "%s has rated no film that the model knows, and cannot be taken into account",
            member->name);
    return LB_OK;
}

static LbStatus blend(const LbGroup *group, const LbRequest *request, const LbReportFormat *format,
                      const LbReportSettings *report, LbError *err)
{
    LbStatus st    = LB_OK;
    LbPicks  picks = {0};
    char     why[LB_MESSAGE_MAX];
    LB_TRY(lb_group_recommend(&picks, group, &request->recommend, err));
    LB_TRY(lb_request_draw(request, &picks, lb_profile_user(group->profile), err));
    LbAnswer answer = {.model    = request->session->model,
                       .profile  = group->profile,
                       .resolved = &group->resolved,
                       .picks    = &picks,
                       .group    = group};
    if (picks.n == 0) {
        lb_answer_notes_empty(why, sizeof why, &answer, &request->recommend);
        answer.why = why;
    }
    if (format->begin != NULL) format->begin(report);
    LB_TRY(format->answer(report, &answer, err));
    if (format->end != NULL) format->end(report);
    if (picks.n == 0) LB_FAIL(LB_ENONE, 0, "%s", why);
cleanup:
    lb_picks_clear(&picks);
    return st;
}

static LbStatus match(const LbGroup *group, const LbReportFormat *format,
                      const LbReportSettings *report, LbError *err)
{
    if (format->match == NULL)
        return lb_error_set(err, LB_EUSAGE, 0, "--match has --format table and json only");
    LbStatus st = format->match(report, group, err);
    if (st != LB_OK) return st;
    for (int32_t i = 0; i < group->n; i++)
        for (int32_t j = i + 1; j < group->n; j++)
            if (group->members[i].stars != NULL && group->members[j].stars != NULL) return LB_OK;
    return lb_error_set(err, LB_ENONE, 0,
                        "nothing to compare: expected two people with rated films that the model "
                        "knows");
}

LbStatus lb_group_run_answer(LbGroup *group, const LbRequest *request,
                             const LbGroupSettings *settings, const LbReportFormat *format,
                             const LbReportSettings *report, LbError *err)
{
    LbStatus           st     = LB_OK;
    const LbModelInfo *info   = &request->session->model->info;
    LbMatchChoice      choice = {request->recommend.count, request->recommend.filter};
    group->by                 = settings->by;
    LB_TRY(lb_group_weigh(group, settings->weights, settings->n_weights, err));
    LB_TRY(lb_group_predict(group, request->session->resolver,
                            request->recommend.watchlist_only ? &info->list : &info->discovery,
                            &choice, err));
    lb_mem_watch_stream();
    if (settings->task == LB_GROUP_BLEND)
        LB_TRY(blend(group, request, format, report, err));
    else
        LB_TRY(match(group, format, report, err));
    LB_TRY(lb_mem_check_stream(report->out, err));
cleanup:
    return st;
}

LbStatus lb_group_run(const LbRequest *request, LbPeople *people, const LbGroupSettings *settings,
                      const LbReportFormat *format, const LbReportSettings *report,
                      const LbReporter *reporter, LbError *err)
{
    LbStatus st    = LB_OK;
    LbGroup *group = NULL;
    int32_t  count = lb_people_count(people);
    LB_TRY(check_count(count, settings->task, err));
    LB_TRY(lb_group_new(&group, request->session->model, count, err));
    for (int32_t i = 0; i < count; i++) {
        LbProfile *profile = NULL;
        LB_TRY(lb_reporter_check(reporter, err));
        LB_TRY(lb_people_profile(&profile, people, i, err));
        LB_TRY(lb_group_run_add(group, request, profile, reporter, err));
    }
    LB_TRY(lb_group_run_answer(group, request, settings, format, report, err));
cleanup:
    lb_group_free(group);
    return st;
}
