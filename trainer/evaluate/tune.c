/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/tune.h"

#include "common/base/clock.h"
#include "trainer/evaluate/evaluate.h"

#include <math.h>
#include <string.h>

enum { USERS_MOST = 1000, VALUES = 2 };

/* A setting is taken over when it is better by this share: with 1,000 people the standard error of
 * a paired difference of NDCG@10 is about half of it. */
static const double BETTER_BY = 0.005;

/* Which part of a model a setting shapes, and so what it is measured by. */
typedef enum Part { PART_AFFINITY, PART_STARS, PART_RANKING } Part;

/* A setting: where it is, and the values to try beside the present one. Ranks are tried at these
 * shares of the present one. */
typedef struct Knob {
    const char *name;
    Part        part;
    unsigned    methods; /* bit LbMethod */
    bool        is_rank;
    size_t      offset; /* of a double, or an int32_t rank, in LbFitSettings */
    double      values[VALUES];
} Knob;

#define AT(member) offsetof(LbFitSettings, member)
enum {
    ZSCORE     = 1U << LB_METHOD_ZSCORE,
    EIGENREC   = 1U << LB_METHOD_EIGENREC,
    SOFTIMPUTE = 1U << LB_METHOD_SOFTIMPUTE,
    HYBRID     = 1U << LB_METHOD_HYBRID
};

static const Knob knobs[] = {
    {"svd.rank", PART_AFFINITY, ZSCORE, true, AT(svd.rank), {0.5, 2}},
    {"taste.shift", PART_AFFINITY, EIGENREC | HYBRID, false, AT(taste.shift), {1, 2}},
    {"taste.film_power", PART_AFFINITY, EIGENREC | HYBRID, false, AT(taste.film_power), {0.5, 0.7}},
    {"taste.rank", PART_AFFINITY, EIGENREC | HYBRID, true, AT(taste.rank), {0.7, 1.5}},
    {"softimpute.threshold", PART_STARS, SOFTIMPUTE, false, AT(softimpute.threshold), {8, 20}},
    {"softimpute.rank", PART_STARS, SOFTIMPUTE, true, AT(softimpute.rank), {0.5, 2}},
    {"stars.rank", PART_STARS, HYBRID, true, AT(stars.rank), {0.5, 1.5}},
    {"stars.films.ridge", PART_STARS, HYBRID, false, AT(stars.films.ridge), {10, 40}},
    {"stars.users.ridge_per_rating",
     PART_STARS,
     SOFTIMPUTE | HYBRID,
     false,
     AT(stars.users.ridge_per_rating),
     {0.01, 0.05}},
    {"near_share", PART_RANKING, HYBRID, false, AT(near_share), {0.4, 0.7}},
    {"head_gain", PART_RANKING, HYBRID, false, AT(head_gain), {1, 4}},
    {"discovery.stars", PART_RANKING, HYBRID, false, AT(discovery.stars), {0.25, 1}},
    {"discovery.novelty", PART_RANKING, HYBRID, false, AT(discovery.novelty), {0, 0.5}},
};
enum { KNOBS = sizeof knobs / sizeof *knobs };

typedef struct Search {
    const LbTuneSettings *how;
    LbTuning             *out;
    LbHoldout            *holdout;
    LbTrainingSet         train;
    LbPool               *pool;
    const LbReporter     *reporter;
    LbFit                *whole;         /* of the best settings: ranking weights are tried on it */
    int                   n_steps, step; /* for the progress bar */
} Search;

static double get(const LbFitSettings *settings, const Knob *knob)
{
    const char *at = (const char *)settings + knob->offset;
    if (!knob->is_rank) return *(const double *)(const void *)at;
    return *(const int32_t *)(const void *)at;
}

static void set(LbFitSettings *settings, const Knob *knob, double value)
{
    char *at = (char *)settings + knob->offset;
    if (knob->is_rank)
        *(int32_t *)(void *)at = (int32_t)lround(value);
    else
        *(double *)(void *)at = value;
}

/* A fit whose ranking weights are those of `settings`; all else stays as it was learnt. */
static void set_ranking(LbFit *fit, const LbFitSettings *settings)
{
    if (fit->near.start != NULL) fit->near.share = settings->near_share;
    fit->items.gain = settings->head_gain;
    fit->discovery  = settings->discovery;
}

/* The measure of a part; larger is better, as the search wants it. */
static double merit(Part part, const LbMeasures *measures)
{
    return part == PART_STARS ? -measures->rmse_stars : measures->ndcg10;
}

static LbStatus measure_settings(Search *search, const LbFitSettings *settings, Part part,
                                 double *value, LbError *err)
{
    LbStatus      st = LB_OK;
    LbMeasures    measures;
    LbFit        *fit     = NULL;
    LbFitSettings trial   = *settings;
    LbFit        *subject = search->whole;
    lb_progress(search->reporter, "tune", search->step++, search->n_steps);
    trial.parts = part == PART_AFFINITY ? LB_PART_AFFINITY : LB_PART_STARS;
    if (part != PART_RANKING) {
        /* No reporter: the phases of each fit would only flicker under the search's own bar. */
        const LbReporter quiet = {
            .interrupted = search->reporter != NULL ? search->reporter->interrupted : NULL,
            .ctx         = search->reporter != NULL ? search->reporter->ctx : NULL};
        LB_TRY(search->how->fit(&fit, &search->train, &trial, search->pool, &quiet, err));
        subject = fit;
    } else {
        set_ranking(subject, settings);
    }
    LB_TRY(lb_evaluate_fit(&measures, search->holdout, subject, search->pool, NULL, err));
    *value = merit(part, &measures);
cleanup:
    lb_fit_free(fit);
    return st;
}

static LbTrial *record(Search *search, const char *name, double value, double measure)
{
    LbTuning *out = search->out;
    LbTrial  *trial =
        &out->trials[out->n_trials < LB_TRIALS_MAX - 1 ? out->n_trials++ : LB_TRIALS_MAX - 1];
    *trial = (LbTrial){.setting = name, .value = value, .measure = fabs(measure)};
    return trial;
}

static bool is_better(double candidate, double best)
{
    return candidate > best + BETTER_BY * fabs(best);
}

/* Try the values of one setting; *best is the merit of what `settings` has, and is kept so. */
static LbStatus turn(Search *search, LbFitSettings *settings, const Knob *knob, double *best,
                     LbError *err)
{
    double now = get(settings, knob);
    for (int v = 0; v < VALUES; v++) {
        LbFitSettings candidate = *settings;
        double        value = knob->is_rank ? now * knob->values[v] : knob->values[v], measure = 0;
        if (knob->is_rank && value < 1) continue;
        if (value == get(settings, knob)) continue;
        set(&candidate, knob, value);
        LbStatus st = measure_settings(search, &candidate, knob->part, &measure, err);
        if (st != LB_OK) return st;
        LbTrial *trial   = record(search, knob->name, get(&candidate, knob), measure);
        trial->is_chosen = is_better(measure, *best);
        if (!trial->is_chosen) continue;
        *settings = candidate;
        *best     = measure;
    }
    return LB_OK;
}

static bool concerns(const Search *search, const Knob *knob, Part part)
{
    return knob->part == part && (knob->methods & 1U << search->how->method) != 0;
}

/* The present model's settings of this part, where they are better. */
static LbStatus try_current(Search *search, LbFitSettings *settings, Part part, double *best,
                            LbError *err)
{
    LbFitSettings candidate = *settings;
    double        measure   = 0;
    if (search->how->current == NULL) return LB_OK;
    bool differs = false;
    for (int k = 0; k < KNOBS; k++) {
        if (!concerns(search, &knobs[k], part)) continue;
        double value = get(search->how->current, &knobs[k]);
        differs      = differs || value != get(settings, &knobs[k]);
        set(&candidate, &knobs[k], value);
    }
    if (!differs) return LB_OK;
    LbStatus st = measure_settings(search, &candidate, part, &measure, err);
    if (st != LB_OK) return st;
    LbTrial *trial   = record(search, "the present model's", NAN, measure);
    trial->is_chosen = measure > *best;
    if (!trial->is_chosen) return LB_OK;
    *settings = candidate;
    *best     = measure;
    return LB_OK;
}

static LbStatus search_part(Search *search, LbFitSettings *settings, Part part, LbError *err)
{
    LbStatus st   = LB_OK;
    double   best = 0;
    bool     any  = false;
    for (int k = 0; k < KNOBS; k++)
        any = any || concerns(search, &knobs[k], part);
    if (!any) return LB_OK;
    LB_TRY(measure_settings(search, settings, part, &best, err));
    record(search,
           part == PART_AFFINITY ? "affinity as it is"
           : part == PART_STARS  ? "stars as they are"
                                 : "ranking as it is",
           NAN, best);
    LB_TRY(try_current(search, settings, part, &best, err));
    for (int k = 0; k < KNOBS; k++)
        if (concerns(search, &knobs[k], part))
            LB_TRY(turn(search, settings, &knobs[k], &best, err));
cleanup:
    return st;
}

static int count_steps(const Search *search)
{
    int n = 3;
    for (int k = 0; k < KNOBS; k++)
        if ((knobs[k].methods & 1U << search->how->method) != 0) n += VALUES;
    return n;
}

/* What is chosen from the data is written out, so that shares of it can be tried. */
static void spell_out(LbFitSettings *settings, const LbTrainingSet *train)
{
    if (settings->taste.rank == 0)
        settings->taste.rank = lb_taste_rank(train->entries.n, train->n_films);
}

LbStatus lb_tune(LbTuning *out, LbFitSettings *settings, const LbEntries *entries,
                 const LbTuneSettings *how, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus  st       = LB_OK;
    double    begin    = lb_clock_seconds();
    Search    search   = {.how = how, .out = out, .pool = pool, .reporter = reporter};
    LbEntries all      = *entries;
    double    fraction = how->fraction;
    *out               = (LbTuning){0};
    if (fraction * entries->n_users > USERS_MOST) fraction = (double)USERS_MOST / entries->n_users;
    LB_TRY(lb_holdout_users(&search.holdout, &all, fraction, 0.2, how->seed, err));
    search.train   = lb_holdout_head(&all, search.holdout->n_train);
    search.n_steps = count_steps(&search);
    out->users     = search.holdout->n_people;
    spell_out(settings, &search.train);
    LB_TRY(search_part(&search, settings, PART_AFFINITY, err));
    LB_TRY(search_part(&search, settings, PART_STARS, err));
    if (how->method == LB_METHOD_HYBRID) {
        LB_TRY(how->fit(&search.whole, &search.train, settings, pool, NULL, err));
        LB_TRY(search_part(&search, settings, PART_RANKING, err));
    }
    lb_progress(reporter, "tune", search.n_steps, search.n_steps);
    out->seconds = lb_clock_seconds() - begin;
cleanup:
    lb_fit_free(search.whole);
    lb_holdout_free(search.holdout);
    return st;
}
