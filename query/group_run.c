/* SPDX-License-Identifier: MIT */
#include "query/group_run.h"

#include "query/rank/pick.h"
#include "query/report/answer_notes.h"
#include "query/report/report_group.h"

static LbStatus check_count(int32_t count, const LbQueryOptions *options, LbError *err)
{
    const char *option = options->blend ? "--blend" : "--match";
    if (count < 2)
        return lb_error_set(err, LB_EUSAGE, 0, "%s: expected two people or more, got %d", option,
                            (int)count);
    if (count > LB_GROUP_MAX)
        return lb_error_set(err, LB_EUSAGE, 0, "%s: expected at most %d people, got %d", option,
                            (int)LB_GROUP_MAX, (int)count);
    return LB_OK;
}

static LbStatus add_person(LbGroup *group, const LbSession *session, LbPeople *people,
                           int32_t index, const LbReporter *reporter, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbProfile *profile = NULL;
    LB_TRY(lb_check_interrupt(reporter, err));
    LB_TRY(lb_people_profile(&profile, people, index, err));
    LB_TRY(lb_session_add_lists(session, profile, err));
    LbProfile *taken = profile;
    profile          = NULL;
    LB_TRY(lb_group_add(group, taken, session->resolver, (int32_t)session->options->recent, err));
    const LbGroupMember *member = &group->members[group->n - 1];
    LbAnswer answer = {.model = session->model, .profile = taken, .resolved = &member->resolved};
    lb_answer_notes_report(&answer, reporter);
    if (member->resolved.n_rated == 0)
        lb_report(reporter, LB_LEVEL_WARNING,
                  "%s has rated no film that the model knows, and cannot be taken into account",
                  member->name);
cleanup:
    lb_profile_free(profile);
    return st;
}

static LbStatus blend(const LbGroup *group, const LbSession *session, const LbReportFormat *format,
                      const LbReportSettings *settings, LbError *err)
{
    LbStatus              st      = LB_OK;
    LbPicks               picks   = {0};
    const LbQueryOptions *options = session->options;
    const char           *name    = lb_profile_user(group->profile);
    LB_TRY(lb_group_recommend(&picks, group, &session->recommend, err));
    if (options->pick > 0)
        LB_TRY(lb_pick_some(&picks, (int32_t)options->pick,
                            (uint64_t)(options->seed >= 0 ? options->seed : settings->today), name,
                            err));
    LbAnswer answer = {.model    = session->model,
                       .profile  = group->profile,
                       .resolved = &group->resolved,
                       .picks    = &picks,
                       .group    = group};
    if (format->begin != NULL) format->begin(settings);
    LB_TRY(format->answer(settings, &answer, err));
    if (format->end != NULL) format->end(settings);
    if (picks.n == 0) {
        char why[LB_MESSAGE_MAX];
        lb_answer_notes_empty(why, sizeof why, &answer, &session->recommend);
        LB_FAIL(LB_ENONE, 0, "%s", why);
    }
cleanup:
    lb_picks_clear(&picks);
    return st;
}

static LbStatus match(const LbGroup *group, const LbSession *session,
                      const LbReportSettings *settings, LbError *err)
{
    LbStatus st = session->options->format == LB_OUTPUT_JSON
                      ? lb_report_group_match_json(settings, group, err)
                      : lb_report_group_match_table(settings, group, err);
    for (int32_t i = 0; i < group->n && st == LB_OK; i++)
        for (int32_t j = i + 1; j < group->n; j++)
            if (group->members[i].stars != NULL && group->members[j].stars != NULL) return LB_OK;
    if (st != LB_OK) return st;
    return lb_error_set(err, LB_ENONE, 0,
                        "nothing to compare: expected two people with rated films that the model "
                        "knows");
}

/* Everybody, weighed, and their scores. */
static LbStatus gather(LbGroup *group, const LbSession *session, LbPeople *people, int32_t count,
                       const LbReporter *reporter, LbError *err)
{
    LbStatus              st      = LB_OK;
    const LbQueryOptions *options = session->options;
    const LbModelInfo    *info    = &session->model->info;
    for (int32_t i = 0; i < count; i++)
        LB_TRY(add_person(group, session, people, i, reporter, err));
    group->by = (LbBlendBy)options->blend_by;
    LB_TRY(lb_group_weigh(group, options->weights.items, options->weights.n, err));
    LB_TRY(lb_group_meet(group, session->resolver,
                         options->watchlist_only ? &info->list : &info->discovery, err));
cleanup:
    return st;
}

LbStatus lb_group_run(const LbSession *session, LbPeople *people, const LbReportFormat *format,
                      const LbReportSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st    = LB_OK;
    LbGroup *group = NULL;
    int32_t  count = lb_people_count(people);
    LB_TRY(check_count(count, session->options, err));
    LB_TRY(lb_group_new(&group, session->model, count, err));
    LB_TRY(gather(group, session, people, count, reporter, err));
    if (session->options->blend)
        LB_TRY(blend(group, session, format, settings, err));
    else
        LB_TRY(match(group, session, settings, err));
    if (ferror(settings->out)) LB_FAIL(LB_EIO, 0, "cannot write the results");
cleanup:
    lb_group_free(group);
    return st;
}
