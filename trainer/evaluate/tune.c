/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/tune.h"

#include "common/base/clock.h"
#include "trainer/evaluate/evaluate_fit.h"
#include "trainer/methods/fit_settings.h"

#include <math.h>
#include <string.h>

enum { USERS_MOST = 1000, VALUES = 2, NEWCOMERS_KNOWN = 10 };

/* A setting is taken over when it is better by this share: with 1,000 people the standard error of
 * a paired difference of NDCG@10 is about half of it. */
static const double BETTER_BY = 0.005;

/* Which part of a model a setting shapes, and so what it is measured by. */
typedef enum Part { PART_AFFINITY, PART_STARS, PART_RANKING, PART_NEWCOMERS } Part;

/* A setting, and the values to try beside the one it has; ranks are tried at these shares of it. */
typedef struct Tunable {
    const char *name; /* in the table of fit_settings.h */
    Part        part;
    double      values[VALUES];
} Tunable;

static const Tunable tunables[] = {
    {"svd.rank", PART_AFFINITY, {0.5, 2}},
    {"taste.shift", PART_AFFINITY, {1, 2}},
    {"taste.film_power", PART_AFFINITY, {0.5, 0.7}},
    {"taste.rank", PART_AFFINITY, {0.7, 1.5}},
    {"softimpute.threshold", PART_STARS, {8, 20}},
    {"softimpute.rank", PART_STARS, {0.5, 2}},
    {"stars.rank", PART_STARS, {0.5, 1.5}},
    {"stars.films.ridge", PART_STARS, {10, 40}},
    {"stars.users.ridge_per_rating", PART_STARS, {0.01, 0.05}},
    {"near_share", PART_RANKING, {0.4, 0.7}},
    {"head_gain", PART_RANKING, {1, 4}},
    {"discovery.stars", PART_RANKING, {0.25, 1}},
    {"discovery.novelty", PART_RANKING, {0, 0.5}},
    {"newcomers.rarity", PART_NEWCOMERS, {0.3, 0.8}},
    {"newcomers.half_films", PART_NEWCOMERS, {10, 40}},
};
enum { TUNABLES = sizeof tunables / sizeof *tunables };

typedef struct Search {
    const LbTuneSettings *how;
    LbTuning             *out;
    LbHoldout            *holdout;
    LbTriplets            train;
    LbPool               *pool;
    const LbReporter     *reporter;
    LbFit                *whole;         /* of the best settings: ranking weights are tried on it */
    int                   n_steps, step; /* for the progress bar */
} Search;

/* A fit whose weights of ranking and newcomers are those of `settings`; all else stays as it was
 * learnt. */
static void set_ranking(LbFit *fit, const LbFitSettings *settings)
{
    if (fit->near.start != NULL) fit->near.share = settings->near_share;
    fit->items.gain = settings->head.gain;
    fit->discovery  = settings->discovery;
    fit->newcomers  = settings->newcomers;
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
    LbFitMeasures measures;
    LbFit        *fit     = NULL;
    LbFitSettings trial   = *settings;
    LbFit        *subject = search->whole;
    lb_reporter_progress(search->reporter, "tune", search->step++, search->n_steps);
    trial.parts = part == PART_AFFINITY ? LB_PART_AFFINITY : LB_PART_STARS;
    if (part < PART_RANKING) {
        /* No reporter: the phases of each fit would only flicker under the search's own bar. */
        const LbReporter quiet = {
            .interrupted = search->reporter != NULL ? search->reporter->interrupted : NULL,
            .ctx         = search->reporter != NULL ? search->reporter->ctx : NULL};
        LB_TRY(search->how->fit(&fit, &search->train, &trial, search->pool, &quiet, err));
        subject = fit;
    } else {
        set_ranking(subject, settings);
    }
    LB_TRY(lb_evaluate_fit(&measures, search->holdout, subject, NULL, search->pool, NULL, err));
    *value = merit(part, &measures.model);
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
static LbStatus try_values(Search *search, LbFitSettings *settings, const Tunable *tunable,
                           double *best, LbError *err)
{
    const LbFitSetting *setting = lb_fit_settings_find(tunable->name);
    double              now     = lb_fit_settings_value(settings, setting);
    for (int v = 0; v < VALUES; v++) {
        LbFitSettings candidate = *settings;
        double        value = tunable->values[v] * (setting->is_whole ? now : 1), measure = 0;
        if (setting->is_whole && value < 1) continue;
        if (value == lb_fit_settings_value(settings, setting)) continue;
        lb_fit_settings_assign(&candidate, setting, value);
        LbStatus st = measure_settings(search, &candidate, tunable->part, &measure, err);
        if (st != LB_OK) return st;
        LbTrial *trial =
            record(search, tunable->name, lb_fit_settings_value(&candidate, setting), measure);
        trial->is_chosen = is_better(measure, *best);
        if (!trial->is_chosen) continue;
        *settings = candidate;
        *best     = measure;
    }
    return LB_OK;
}

static bool concerns(const Search *search, const Tunable *tunable, Part part)
{
    return tunable->part == part &&
           (lb_fit_settings_find(tunable->name)->methods & 1U << search->how->method) != 0;
}

static bool has(const Search *search, Part part)
{
    for (int k = 0; k < TUNABLES; k++)
        if (concerns(search, &tunables[k], part)) return true;
    return false;
}

/* The present model's settings of this part, where they are better. */
static LbStatus try_current(Search *search, LbFitSettings *settings, Part part, double *best,
                            LbError *err)
{
    LbFitSettings candidate = *settings;
    double        measure   = 0;
    if (search->how->current == NULL) return LB_OK;
    bool differs = false;
    for (int k = 0; k < TUNABLES; k++) {
        if (!concerns(search, &tunables[k], part)) continue;
        const LbFitSetting *setting = lb_fit_settings_find(tunables[k].name);
        double              value   = lb_fit_settings_value(search->how->current, setting);
        differs                     = differs || value != lb_fit_settings_value(settings, setting);
        lb_fit_settings_assign(&candidate, setting, value);
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

static const char *const as_it_is[] = {"affinity as it is", "stars as they are", "ranking as it is",
                                       "newcomers as they are"};

static LbStatus search_part(Search *search, LbFitSettings *settings, Part part, LbError *err)
{
    LbStatus st   = LB_OK;
    double   best = 0;
    if (!has(search, part)) return LB_OK;
    LB_TRY(measure_settings(search, settings, part, &best, err));
    record(search, as_it_is[part], NAN, best);
    LB_TRY(try_current(search, settings, part, &best, err));
    for (int k = 0; k < TUNABLES; k++)
        if (concerns(search, &tunables[k], part))
            LB_TRY(try_values(search, settings, &tunables[k], &best, err));
cleanup:
    return st;
}

static int count_steps(const Search *search)
{
    int n = 0;
    for (int part = PART_AFFINITY; part <= PART_NEWCOMERS; part++)
        n += has(search, (Part)part);
    for (int k = 0; k < TUNABLES; k++)
        if (concerns(search, &tunables[k], tunables[k].part)) n += VALUES;
    return n;
}

/* What is chosen from the data is written out, so that shares of it can be tried. */
static void spell_out(LbFitSettings *settings, const LbTriplets *train)
{
    if (settings->taste.rank == 0)
        settings->taste.rank = lb_taste_rank(lb_triplets_count(train), train->n_films);
}

LbStatus lb_tune(LbTuning *out, LbFitSettings *settings, const LbTriplets *triplets,
                 const LbTuneSettings *how, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus   st       = LB_OK;
    double     begin    = lb_clock_seconds();
    Search     search   = {.how = how, .out = out, .pool = pool, .reporter = reporter};
    LbTriplets all      = *triplets;
    double     fraction = how->fraction;
    *out                = (LbTuning){0};
    if (fraction * triplets->n_users > (double)USERS_MOST)
        fraction = (double)USERS_MOST / triplets->n_users;
    LB_TRY(lb_holdout_users(&search.holdout, &all, fraction, 0.2, how->seed, err));
    search.train   = search.holdout->train;
    search.n_steps = count_steps(&search);
    out->users     = search.holdout->n_people;
    spell_out(settings, &search.train);
    LB_TRY(search_part(&search, settings, PART_AFFINITY, err));
    LB_TRY(search_part(&search, settings, PART_STARS, err));
    if (has(&search, PART_NEWCOMERS)) {
        LB_TRY(how->fit(&search.whole, &search.train, settings, pool, NULL, err));
        LB_TRY(search_part(&search, settings, PART_RANKING, err));
        lb_holdout_shuffle_given(search.holdout, how->seed);
        search.holdout->known_most = NEWCOMERS_KNOWN;
        LB_TRY(search_part(&search, settings, PART_NEWCOMERS, err));
    }
    lb_reporter_progress(reporter, "tune", search.n_steps, search.n_steps);
    out->seconds = lb_clock_seconds() - begin;
cleanup:
    lb_fit_free(search.whole);
    lb_holdout_free(search.holdout);
    return st;
}
