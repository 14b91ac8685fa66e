/* SPDX-License-Identifier: MIT */
#include "query/answer/run.h"

#include "common/base/mem.h"
#include "query/answer/batch.h"
#include "query/answer/similar_run.h"
#include "query/report/answer_notes.h"

#include <string.h>

enum { BLOCKS_PER_THREAD = 4 };

typedef struct Run {
    const LbRunSettings *settings;
    const LbReporter    *reporter;
    const LbSession     *session;
    LbRequest            request;
    LbPeople            *people;
    LbPool              *pool; /* NULL: one thread */
    LbBatch             *batch;
    int32_t              batch_size;
    LbReportSettings     report;
    LbSlice             *names;                  /* of everybody, when they are several */
    int32_t              n_reported, n_answered; /* people, and those with picks */
    char                 why[LB_MESSAGE_MAX];    /* the first empty answer is empty */
    LbError              failure;                /* of the first member that could not be read */
} Run;

/* Decide how many are answered at a go, and by how many threads. */
static LbStatus open_batch(Run *run, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  count  = lb_people_count(run->people);
    run->batch_size = 1;
    if (lb_people_are_at_hand(run->people) && count > 1) {
        LB_TRY(lb_pool_new(&run->pool, run->settings->threads, err));
        int32_t many    = lb_pool_threads(run->pool) * BLOCKS_PER_THREAD * LB_PEOPLE_MAX;
        run->batch_size = many < count ? many : count;
    }
    LB_TRY(lb_batch_new(&run->batch, &run->request, run->batch_size, run->pool, err));
cleanup:
    return st;
}

static LbStatus add_person(Run *run, int32_t index, LbError *err)
{
    LbProfile *profile = NULL;
    LbStatus   st      = lb_people_profile(&profile, run->people, index, err);
    return st == LB_OK ? lb_batch_add(run->batch, profile, err) : st;
}

static LbStatus report_person(Run *run, LbAnswer *answer, LbError *err)
{
    const LbReportFormat *format = run->settings->format;
    char                  why[LB_MESSAGE_MAX];
    lb_answer_notes_report(answer, run->reporter);
    if (answer->picks->n > 0) {
        run->n_answered++;
    } else {
        lb_answer_notes_empty(why, sizeof why, answer, &run->request.recommend);
        answer->why = why;
        if (run->why[0] == '\0') memcpy(run->why, why, sizeof why);
        if (run->report.has_many) lb_reporter_message(run->reporter, LB_LEVEL_WARNING, "%s", why);
    }
    lb_mem_watch_stream();
    if (run->n_reported++ == 0 && format->begin != NULL) format->begin(&run->report);
    LbStatus st = format->answer(&run->report, answer, err);
    return st == LB_OK ? lb_mem_check_stream(run->report.out, err) : st;
}

static LbStatus answer_batch(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_batch_answer(run->batch, err));
    LB_TRY(lb_session_check(run->session, err));
    for (int32_t i = 0; i < lb_batch_count(run->batch); i++) {
        LbAnswer answer = lb_batch_at(run->batch, i);
        LB_TRY(report_person(run, &answer, err));
    }
cleanup:
    lb_batch_clear(run->batch);
    return st;
}

/* Failures that concern one member alone; anything else ends the run. */
static bool concerns_one_member(LbStatus status)
{
    return status == LB_ENOINPUT || status == LB_ENET || status == LB_ETEMPFAIL ||
           status == LB_EPROTOCOL;
}

/* One member of several could not be read: remember the first, tell the others. */
static void note_failure(Run *run, int32_t index, const LbError *error)
{
    if (run->failure.status == LB_OK) run->failure = *error;
    LbSlice name = lb_people_name(run->people, index);
    lb_reporter_message(run->reporter, LB_LEVEL_WARNING, "%.*s%s%s; going on with the others",
                        (int)name.len, name.text, name.len > 0 ? ": " : "", error->message);
}

static LbStatus answer_everybody(Run *run, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  count = lb_people_count(run->people);
    for (int32_t i = 0; i < count; i++) {
        LbError problem = {0};
        LB_TRY(lb_reporter_check(run->reporter, err));
        problem.status = add_person(run, i, &problem);
        if (count > 1 && concerns_one_member(problem.status)) {
            note_failure(run, i, &problem);
            lb_batch_clear(run->batch);
            continue;
        }
        LB_TRY(lb_error_copy(err, &problem));
        if (lb_batch_count(run->batch) < run->batch_size && i + 1 < count) continue;
        LB_TRY(answer_batch(run, err));
        if (lb_people_are_at_hand(run->people))
            lb_reporter_progress(run->reporter, "recommend", i + 1, count);
    }
cleanup:
    lb_reporter_progress(run->reporter, NULL, 0, 0);
    return st;
}

static LbStatus conclude(Run *run, LbError *err)
{
    if (run->failure.status != LB_OK) return lb_error_copy(err, &run->failure);
    if (run->n_answered > 0) return LB_OK;
    if (run->why[0] == '\0') return lb_error_set(err, LB_ENONE, 0, "the ratings file names nobody");
    return lb_error_set(err, LB_ENONE, 0, "%s", run->why);
}

static LbStatus answer_one_by_one(Run *run, LbError *err)
{
    LbStatus              st     = LB_OK;
    const LbReportFormat *format = run->settings->format;
    LB_TRY(open_batch(run, err));
    LB_TRY(answer_everybody(run, err));
    if (run->n_reported > 0 && format->end != NULL) {
        lb_mem_watch_stream();
        format->end(&run->report);
        LB_TRY(lb_mem_check_stream(run->report.out, err));
    }
    LB_TRY(conclude(run, err));
cleanup:
    return st;
}

/* Who is to be answered, by name, for the reports. */
static LbStatus name_everybody(Run *run, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  count = lb_people_count(run->people);
    if (run->settings->group.task != LB_GROUP_NONE || count <= 1) return LB_OK;
    if (run->settings->format->is_for_one)
        LB_FAIL(LB_EUSAGE, 0,
                "--format letterboxd or radarr makes one list, and %d people are to be "
                "answered: run it for each",
                (int)count);
    LB_ALLOC(run->names, count);
    for (int32_t i = 0; i < count; i++)
        run->names[i] = lb_people_name(run->people, i);
    run->report.has_many = true;
    run->report.names    = run->names;
    run->report.n_names  = count;
cleanup:
    return st;
}

static LbStatus answer_people(Run *run, LbError *err)
{
    LbStatus             st       = LB_OK;
    const LbRunSettings *settings = run->settings;
    LbPeopleSettings     people   = settings->people;
    if (!people.scale_is_given) people.scale = run->session->model->info.scale;
    LB_TRY(lb_people_open(&run->people, &people, run->reporter, err));
    LB_TRY(name_everybody(run, err));
    if (settings->group.task != LB_GROUP_NONE)
        LB_TRY(lb_group_run(&run->request, run->people, &settings->group, settings->format,
                            &run->report, run->reporter, err));
    else
        LB_TRY(answer_one_by_one(run, err));
cleanup:
    return st;
}

static void close_run(Run *run)
{
    lb_batch_free(run->batch);
    lb_pool_free(run->pool);
    lb_people_close(run->people);
    free(run->names);
    lb_request_close(&run->request);
}

/* A model that changes under us explains whatever was found, or not found, in it. */
static LbStatus blame_model(const LbSession *session, LbStatus st, LbError *err)
{
    LbError  why     = {0};
    LbStatus changed = lb_session_check(session, &why);
    return changed == LB_OK || st == LB_EINTR ? st : lb_error_copy(err, &why);
}

LbStatus lb_run_session(const LbSession *session, const LbRunSettings *settings,
                        const LbReporter *reporter, LbError *err)
{
    LbStatus st  = LB_OK;
    Run      run = {
             .settings = settings, .reporter = reporter, .session = session, .report = settings->report};
    run.report.model = session->model;
    LB_TRY(lb_request_open(&run.request, session, &settings->request, reporter, err));
    run.report.availability = run.request.availability;
    run.report.reporter     = reporter;
    if (settings->format->needs_tmdb_ids && session->model->films.tmdb_id == NULL)
        LB_FAIL(LB_EUSAGE, 0,
                "--format radarr: the model does not have TMDB ids of its films: train it with "
                "lbrec-train --films FILMS.csv");
    if (settings->similar != NULL)
        LB_TRY(lb_similar_run(&run.request, settings->similar, settings->format, &run.report, err));
    else
        LB_TRY(answer_people(&run, err));
cleanup:
    st = blame_model(session, st, err);
    close_run(&run);
    return st;
}

LbStatus lb_run(const LbRunSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbSession session;
    LbStatus  st = lb_session_open(&session, settings->model_path, false, err);
    if (st == LB_OK) st = lb_run_session(&session, settings, reporter, err);
    lb_session_close(&session);
    return st;
}
