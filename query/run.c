/* SPDX-License-Identifier: MIT */
#include "query/run.h"

#include "common/base/mem.h"
#include "common/base/parallel.h"
#include "query/group_run.h"
#include "query/rank/lookup.h"
#include "query/rank/pick.h"
#include "query/report/answer_notes.h"
#include "query/session.h"
#include "query/similar_run.h"
#include "query/source/people.h"

#include <string.h>

enum { BLOCKS_PER_THREAD = 4 };

typedef struct Member {
    LbProfile *profile;
} Member;

/* What one thread works with. */
typedef struct Worker {
    LbRecommender *recommender;
} Worker;

/* People being answered together: in blocks of LB_PEOPLE_MAX, each block by one thread. */
typedef struct Batch {
    int32_t       n, capacity;
    Member       *members;    /* [capacity] */
    LbResolved   *resolved;   /* [capacity] */
    LbCandidates *candidates; /* [capacity], NULL: all films */
    LbPicks      *picks;      /* [capacity] */
    LbError      *errors;     /* [blocks] with the status of each */
} Batch;

typedef struct Run {
    const LbRunSettings  *settings;
    const LbReporter     *reporter;
    LbSession             session;
    LbPeople             *people;
    LbPool               *pool;    /* NULL: one thread */
    Worker               *workers; /* [threads] */
    const LbReportFormat *format;
    LbReportSettings      report;
    LbSlice              *names; /* of everybody, when they are several */
    Batch                 batch;
    int32_t               n_reported, n_answered; /* people, and those with picks */
    char                  why[LB_MESSAGE_MAX];    /* the first empty answer is empty */
    LbError               failure;                /* of the first member that could not be read */
} Run;

static int32_t blocks_of(int32_t people)
{
    return (people + LB_PEOPLE_MAX - 1) / LB_PEOPLE_MAX;
}

/* Decide how many are answered together, and by how many threads. */
static LbStatus open_threads(Run *run, LbError *err)
{
    LbStatus st         = LB_OK;
    int32_t  count      = lb_people_count(run->people);
    run->batch.capacity = 1;
    if (lb_people_are_at_hand(run->people) && count > 1) {
        LB_TRY(lb_pool_new(&run->pool, (int)run->settings->options->threads, err));
        int32_t many        = lb_pool_threads(run->pool) * BLOCKS_PER_THREAD * LB_PEOPLE_MAX;
        run->batch.capacity = many < count ? many : count;
    }
    int threads = lb_pool_threads(run->pool);
    LB_ALLOC_ZEROED(run->workers, threads);
    for (int i = 0; i < threads; i++)
        LB_TRY(lb_recommend_new(&run->workers[i].recommender, run->session.model, err));
cleanup:
    return st;
}

static LbStatus open_batch(Batch *batch, bool has_candidates, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(batch->members, batch->capacity);
    LB_ALLOC_ZEROED(batch->resolved, batch->capacity);
    LB_ALLOC_ZEROED(batch->picks, batch->capacity);
    LB_ALLOC_ZEROED(batch->errors, blocks_of(batch->capacity));
    if (has_candidates) LB_ALLOC_ZEROED(batch->candidates, batch->capacity);
cleanup:
    return st;
}

static void empty_batch(Batch *batch)
{
    for (int32_t i = 0; i < batch->n; i++) {
        lb_profile_free(batch->members[i].profile);
        lb_resolve_clear(&batch->resolved[i]);
        lb_picks_clear(&batch->picks[i]);
        if (batch->candidates != NULL) lb_candidates_clear(&batch->candidates[i]);
        batch->members[i].profile = NULL;
    }
    batch->n = 0;
}

/* Read one person and put the profile into the model's terms, as the batch's last. */
static LbStatus add_person(Run *run, int32_t index, LbError *err)
{
    LbStatus st    = LB_OK;
    Batch   *batch = &run->batch;
    int32_t  at    = batch->n;
    LB_TRY(lb_people_profile(&batch->members[at].profile, run->people, index, err));
    batch->n++;
    LbProfile *profile = batch->members[at].profile;
    LB_TRY(lb_session_add_lists(&run->session, profile, err));
    LB_TRY(lb_resolve(&batch->resolved[at], run->session.resolver, profile,
                      (int32_t)run->settings->options->recent, err));
    if (batch->candidates != NULL)
        LB_TRY(lb_candidates_file_list(&batch->candidates[at], run->session.candidates,
                                       lb_profile_user(profile), err));
cleanup:
    return st;
}

/* --pick: keep a few of everybody's picks. */
static LbStatus draw(Run *run, int32_t first, int32_t n, LbError *err)
{
    const LbQueryOptions *options = run->settings->options;
    uint64_t seed = (uint64_t)(options->seed >= 0 ? options->seed : run->settings->today);
    LbStatus st   = LB_OK;
    for (int32_t i = first; options->pick > 0 && i < first + n && st == LB_OK; i++)
        st = lb_pick_some(&run->batch.picks[i], (int32_t)options->pick, seed,
                          lb_profile_user(run->batch.members[i].profile), err);
    return st;
}

static void recommend_block(void *ctx, int64_t block, int thread)
{
    Run           *run   = ctx;
    Batch         *batch = &run->batch;
    int32_t        first = (int32_t)block * LB_PEOPLE_MAX;
    int32_t        n     = batch->n - first < LB_PEOPLE_MAX ? batch->n - first : LB_PEOPLE_MAX;
    LbError       *err   = &batch->errors[block];
    LbCandidates  *lists = batch->candidates != NULL ? batch->candidates + first : NULL;
    LbRecommender *recommender = run->workers[thread].recommender;
    err->status = lb_recommend(batch->picks + first, recommender, batch->resolved + first, lists, n,
                               &run->session.recommend, err);
    if (err->status == LB_OK) err->status = draw(run, first, n, err);
}

static LbStatus report_person(Run *run, int32_t i, LbError *err)
{
    Batch   *batch  = &run->batch;
    LbAnswer answer = {.model      = run->session.model,
                       .profile    = batch->members[i].profile,
                       .resolved   = &batch->resolved[i],
                       .candidates = batch->candidates != NULL ? &batch->candidates[i] : NULL,
                       .picks      = &batch->picks[i]};
    lb_answer_notes_report(&answer, run->reporter);
    if (answer.picks->n > 0) {
        run->n_answered++;
    } else {
        char why[LB_MESSAGE_MAX];
        lb_answer_notes_empty(why, sizeof why, &answer, &run->session.recommend);
        if (run->why[0] == '\0') memcpy(run->why, why, sizeof why);
        if (run->report.has_many) lb_report(run->reporter, LB_LEVEL_WARNING, "%s", why);
    }
    if (run->n_reported++ == 0 && run->format->begin != NULL) run->format->begin(&run->report);
    return run->format->answer(&run->report, &answer, err);
}

/* Hand on an error that was caught elsewhere. */
static LbStatus pass_on(LbError *err, const LbError *caught)
{
    if (err != NULL && caught->status != LB_OK) *err = *caught;
    return caught->status;
}

static LbStatus answer_batch(Run *run, LbError *err)
{
    LbStatus st     = LB_OK;
    Batch   *batch  = &run->batch;
    int32_t  blocks = blocks_of(batch->n);
    lb_pool_run(run->pool, blocks, recommend_block, run);
    for (int32_t b = 0; b < blocks; b++)
        LB_TRY(pass_on(err, &batch->errors[b]));
    for (int32_t i = 0; i < batch->n; i++)
        LB_TRY(report_person(run, i, err));
    if (ferror(run->report.out)) LB_FAIL(LB_EIO, 0, "cannot write the results");
cleanup:
    empty_batch(batch);
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
    lb_report(run->reporter, LB_LEVEL_WARNING, "%.*s%s%s; going on with the others", (int)name.len,
              name.text, name.len > 0 ? ": " : "", error->message);
}

static LbStatus answer_everybody(Run *run, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  count = lb_people_count(run->people);
    for (int32_t i = 0; i < count; i++) {
        LbError problem = {0};
        LB_TRY(lb_check_interrupt(run->reporter, err));
        problem.status = add_person(run, i, &problem);
        if (count > 1 && concerns_one_member(problem.status)) {
            note_failure(run, i, &problem);
            empty_batch(&run->batch);
            continue;
        }
        LB_TRY(pass_on(err, &problem));
        if (run->batch.n < run->batch.capacity && i + 1 < count) continue;
        LB_TRY(answer_batch(run, err));
        if (lb_people_are_at_hand(run->people))
            lb_progress(run->reporter, "recommend", i + 1, count);
    }
cleanup:
    lb_progress(run->reporter, NULL, 0, 0);
    return st;
}

static LbStatus conclude(Run *run, LbError *err)
{
    if (run->failure.status != LB_OK) return pass_on(err, &run->failure);
    if (run->n_answered > 0) return LB_OK;
    if (run->why[0] == '\0') return lb_error_set(err, LB_ENONE, 0, "the ratings file names nobody");
    return lb_error_set(err, LB_ENONE, 0, "%s", run->why);
}

static void close_run(Run *run)
{
    Batch *batch = &run->batch;
    empty_batch(batch);
    for (int i = 0; run->workers != NULL && i < lb_pool_threads(run->pool); i++)
        lb_recommend_free(run->workers[i].recommender);
    free(run->workers);
    free(batch->members);
    free(batch->resolved);
    free(batch->candidates);
    free(batch->picks);
    free(batch->errors);
    free(run->names);
    lb_pool_free(run->pool);
    lb_people_close(run->people);
    lb_session_close(&run->session);
}

static const LbReportFormat *format_of(int format)
{
    switch ((LbOutputFormat)format) {
    case LB_OUTPUT_JSON:
        return &lb_report_json;
    case LB_OUTPUT_CSV:
        return &lb_report_csv;
    case LB_OUTPUT_HTML:
        return &lb_report_html;
    case LB_OUTPUT_LETTERBOXD:
        return &lb_report_letterboxd;
    case LB_OUTPUT_TABLE:
        break;
    }
    return &lb_report_table;
}

static LbStatus set_report(Run *run, LbError *err)
{
    LbStatus             st       = LB_OK;
    const LbRunSettings *settings = run->settings;
    bool                 together = settings->options->blend || settings->options->match;
    bool                 is_one   = together || run->people == NULL;
    int32_t              count    = is_one ? 1 : lb_people_count(run->people);
    run->format                   = format_of(settings->options->format);
    run->report                   = (LbReportSettings){.out      = settings->out,
                                                       .width    = settings->width,
                                                       .color    = settings->color,
                                                       .today    = settings->today,
                                                       .has_many = count > 1};
    if (count <= 1) return LB_OK;
    if (settings->options->format == LB_OUTPUT_LETTERBOXD)
        LB_FAIL(LB_EUSAGE, 0,
                "--format letterboxd makes one list, and %d people are to be "
                "answered: run it for each",
                (int)count);
    LB_ALLOC(run->names, count);
    for (int32_t i = 0; i < count; i++)
        run->names[i] = lb_people_name(run->people, i);
    run->report.names   = run->names;
    run->report.n_names = count;
cleanup:
    return st;
}

static LbStatus answer_one_by_one(Run *run, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(open_threads(run, err));
    LB_TRY(open_batch(&run->batch, run->session.candidates != NULL, err));
    LB_TRY(answer_everybody(run, err));
    if (run->n_reported > 0 && run->format->end != NULL) run->format->end(&run->report);
    LB_TRY(conclude(run, err));
cleanup:
    return st;
}

/* --similar: nobody's ratings are needed. */
static LbStatus answer_similar(Run *run, LbError *err)
{
    LbStatus         st      = LB_OK;
    const LbSession *session = &run->session;
    const LbFilms   *films   = &session->model->films;
    int32_t          film    = -1;
    LB_TRY(set_report(run, err));
    LB_TRY(lb_lookup_film(&film, session->resolver, films, run->settings->options->similar, err));
    LB_TRY(
        lb_similar_run(run->format, &run->report, session->model, film, &session->recommend, err));
cleanup:
    return st;
}

LbStatus lb_run(const LbRunSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus              st      = LB_OK;
    Run                   run     = {.settings = settings, .reporter = reporter};
    const LbQueryOptions *options = settings->options;
    LB_TRY(lb_session_open(&run.session, settings->model_path, options, reporter, err));
    if (options->similar != NULL) {
        LB_TRY(answer_similar(&run, err));
        goto cleanup;
    }
    LbPeopleSettings people = {.options      = options,
                               .users        = settings->users,
                               .n_users      = settings->n_users,
                               .cache_folder = settings->cache_folder,
                               .scale        = options->scale.lo < options->scale.hi
                                                   ? options->scale
                                                   : run.session.model->info.scale};
    LB_TRY(lb_people_open(&run.people, &people, reporter, err));
    LB_TRY(set_report(&run, err));
    if (options->blend || options->match)
        LB_TRY(lb_group_run(&run.session, run.people, run.format, &run.report, reporter, err));
    else
        LB_TRY(answer_one_by_one(&run, err));
cleanup:
    close_run(&run);
    return st;
}
