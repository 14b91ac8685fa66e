/* SPDX-License-Identifier: MIT */
#include "trainer/publish/gate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double least_share = 0.8; /* of the present model's ratings, users and films */
static const double most_moved  = 0.5; /* stars, of the mean */

/* What all checks need. */
typedef struct Gate {
    const LbCurrentModel *current;
    const LbGateSettings *settings;
    const LbReporter     *reporter;
} Gate;

/* A doubt: a refusal behind a gate, with the way out of it, unless it was said to be right. */
static LbStatus doubt(const Gate *gate, bool is_said, const char *what, const char *way_out,
                      LbError *err)
{
    if (gate->settings->margin >= 0 && !is_said)
        return lb_error_set(err, LB_EGATE, 0, "%s: no new model is made; %s", what, way_out);
    lb_reporter_message(gate->reporter, LB_LEVEL_WARNING, "%s", what);
    return LB_OK;
}

static LbStatus check_scale(const Gate *gate, const LbGateInput *input, LbError *err)
{
    char    what[LB_MESSAGE_MAX];
    LbScale old = gate->current->info.scale, now = input->scale;
    if (old.lo == now.lo && old.hi == now.hi) return LB_OK;
    (void)snprintf(what, sizeof what,
                   "the scale of the ratings is %g to %g, the present model's is %g to %g", now.lo,
                   now.hi, old.lo, old.hi);
    return doubt(gate, gate->settings->scale_is_given, what, "if it is right say so with --scale",
                 err);
}

static LbStatus check_size(const Gate *gate, const char *noun, int64_t now, int64_t old,
                           LbError *err)
{
    char what[LB_MESSAGE_MAX];
    if ((double)now >= least_share * (double)old) return LB_OK;
    (void)snprintf(what, sizeof what, "%lld %s are %.1f %% of the present model's %lld",
                   (long long)now, noun, 100 * (double)now / (double)old, (long long)old);
    return doubt(gate, gate->settings->allow_shrink, what,
                 "if it is right say so with --allow-shrink", err);
}

static LbStatus check_column(const Gate *gate, const char *role, const char *now, LbError *err)
{
    char        what[LB_MESSAGE_MAX];
    const char *old = lb_current_setting(gate->current, role);
    if (*old == '\0' || *now == '\0' || strcmp(old, now) == 0) return LB_OK;
    (void)snprintf(what, sizeof what,
                   "the %s is the column '%s', for the present model it was '%s'", role, now, old);
    return doubt(gate, gate->settings->columns_are_given, what,
                 "if it is right say so with --columns", err);
}

static bool has_name(const LbRatingHeader *header, const char *name)
{
    for (int i = 0; i < header->n; i++)
        if (strcmp(header->name[i], name) == 0) return true;
    return false;
}

static bool lists_name(const LbJsonValue *columns, const char *name)
{
    for (size_t i = 0; i < lb_json_count(columns); i++) {
        const char *known = lb_json_as_text(lb_json_at(columns, i));
        if (known != NULL && strcmp(known, name) == 0) return true;
    }
    return false;
}

/* Columns in use have been compared already. */
static bool is_used(const Gate *gate, const LbRatingHeader *now, const char *name)
{
    static const char *const roles[] = {"user", "film", "rating"};
    const char *const        used[]  = {now->user, now->film, now->rating};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(name, used[i]) == 0 ||
            strcmp(name, lb_current_setting(gate->current, roles[i])) == 0)
            return true;
    return false;
}

static void tell_columns(const Gate *gate, const LbRatingHeader *now)
{
    if (gate->current->settings == NULL) return;
    const LbJsonValue *old = lb_json_get(lb_json_root(gate->current->settings), "columns");
    size_t             n   = lb_json_count(old);
    if (n == 0 || now->n == 0) return;
    for (int i = 0; i < now->n; i++)
        if (!lists_name(old, now->name[i]) && !is_used(gate, now, now->name[i]))
            lb_reporter_message(gate->reporter, LB_LEVEL_WARNING,
                                "the ratings have a column '%s' that the present model's had not",
                                now->name[i]);
    for (size_t i = 0; i < n; i++) {
        const char *name = lb_json_as_text(lb_json_at(old, i));
        if (name != NULL && !has_name(now, name) && !is_used(gate, now, name))
            lb_reporter_message(gate->reporter, LB_LEVEL_WARNING,
                                "the column '%s' of the present model's ratings is gone", name);
    }
}

static void tell_mean(const Gate *gate, const LbGateInput *input)
{
    double old = gate->current->info.mean_stars;
    if (fabs(input->mean_stars - old) < most_moved) return;
    lb_reporter_message(
        gate->reporter, LB_LEVEL_WARNING,
        "the mean rating is %.2f stars, the present model's is %.2f: is the scale still %g to "
        "%g?",
        input->mean_stars, old, input->scale.lo, input->scale.hi);
}

LbStatus lb_gate_input(const LbCurrentModel *current, const LbGateInput *input,
                       const LbGateSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus           st   = LB_OK;
    Gate               gate = {current, settings, reporter};
    const LbModelInfo *old  = &current->info;
    if (current->is_damaged && settings->margin >= 0)
        return lb_error_set(
            err, LB_EGATE, 0,
            "the present model is damaged and cannot be compared with: no new model "
            "is made; go back with --rollback, remove it, or train without --gate");
    if (!current->is_there) return LB_OK;
    LB_TRY(check_scale(&gate, input, err));
    LB_TRY(check_column(&gate, "user", input->header->user, err));
    LB_TRY(check_column(&gate, "film", input->header->film, err));
    LB_TRY(check_column(&gate, "rating", input->header->rating, err));
    tell_columns(&gate, input->header);
    tell_mean(&gate, input);
    LB_TRY(check_size(&gate, "ratings", input->ratings, old->n_ratings, err));
    LB_TRY(check_size(&gate, "users", input->users, old->n_users, err));
    LB_TRY(check_size(&gate, "films", input->films, current->n_films, err));
cleanup:
    return st;
}

LbStatus lb_gate_facts(const LbCurrentModel *current, int32_t with_facts, int32_t with_id,
                       const LbGateSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st   = LB_OK;
    Gate     gate = {current, settings, reporter};
    if (!current->is_there || current->n_titled == 0) return LB_OK;
    if (with_facts == 0) {
        char what[LB_MESSAGE_MAX];
        (void)snprintf(what, sizeof what,
                       "nothing is known about films, the present model has titles of %d: account "
                       "exports will not be understood",
                       (int)current->n_titled);
        return doubt(&gate, settings->allow_shrink, what,
                     "name their table with --films, or if it is right say so with --allow-shrink",
                     err);
    }
    LB_TRY(check_size(&gate, "films with facts", with_facts, current->n_titled, err));
    LB_TRY(check_size(&gate, "films with a Letterboxd id", with_id, current->n_with_id, err));
cleanup:
    return st;
}

/* Why the two evaluations cannot be compared; NULL when they can. */
static const char *incomparable(const LbCurrentModel *current, const LbEvaluation *now,
                                double fraction)
{
    if (!current->is_there) return "there is no present model";
    if (current->evaluation == NULL) return "the present model was not evaluated";
    double least = lb_current_measure(current, "min_ratings");
    double share = current->settings == NULL
                       ? (double)NAN
                       : lb_json_get_real(lb_json_root(current->settings), "evaluate", (double)NAN);
    if (!(fabs(share - fraction) < 1e-9) || !(fabs(least - (double)now->min_ratings) < 0.5))
        return "the present model was evaluated on another draw of users";
    if (isnan(lb_current_measure(current, "ndcg10")) &&
        isnan(lb_current_measure(current, "rmse_stars")))
        return "the present model's evaluation has no figures";
    return NULL;
}

LbStatus lb_gate_accuracy(const LbCurrentModel *current, const LbEvaluation *evaluation,
                          double fraction, const LbGateSettings *settings,
                          const LbReporter *reporter, LbError *err)
{
    const char *why      = incomparable(current, evaluation, fraction);
    double      margin   = settings->margin;
    double      old_ndcg = lb_current_measure(current, "ndcg10"), ndcg = evaluation->model.ndcg10;
    double      old_rmse = lb_current_measure(current, "rmse_stars");
    double      rmse     = evaluation->model.rmse_stars;
    if (margin < 0) return LB_OK;
    if (why != NULL) {
        lb_reporter_message(reporter, LB_LEVEL_NOTE, "--gate: nothing to compare with: %s", why);
        return LB_OK;
    }
    if (!isnan(old_ndcg) && !(ndcg >= (1 - margin) * old_ndcg))
        return lb_error_set(err, LB_EGATE, 0,
                            "the new model is refused: its NDCG@10 %.4f is more than %g %% below "
                            "the present model's %.4f (--gate)",
                            ndcg, 100 * margin, old_ndcg);
    if (!isnan(old_rmse) && !(rmse <= (1 + margin) * old_rmse))
        return lb_error_set(err, LB_EGATE, 0,
                            "the new model is refused: its RMSE of %.4f stars is more than %g %% "
                            "above the present model's %.4f (--gate)",
                            rmse, 100 * margin, old_rmse);
    lb_reporter_message(
        reporter, LB_LEVEL_NOTE,
        "--gate: NDCG@10 %.4f, RMSE %.4f stars; the present model's %.4f and %.4f: passed", ndcg,
        rmse, old_ndcg, old_rmse);
    return LB_OK;
}
