/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit_settings.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
    ZSCORE     = 1U << LB_METHOD_ZSCORE,
    EIGENREC   = 1U << LB_METHOD_EIGENREC,
    SOFTIMPUTE = 1U << LB_METHOD_SOFTIMPUTE,
    HYBRID     = 1U << LB_METHOD_HYBRID
};

/* clang-format off */
#define REAL(methods, member)  {#member, methods, false, offsetof(LbFitSettings, member)}
#define WHOLE(methods, member) {#member, methods, true, offsetof(LbFitSettings, member)}
#define HEAD(member, is_whole) \
    {"head_" #member, HYBRID, is_whole, offsetof(LbFitSettings, head.member)}
/* clang-format on */

static const LbFitSetting table[] = {
    WHOLE(ZSCORE, svd.rank),
    WHOLE(EIGENREC | HYBRID, taste.rank),
    REAL(EIGENREC | HYBRID, taste.shift),
    REAL(EIGENREC | HYBRID, taste.floor),
    REAL(EIGENREC | HYBRID, taste.user_power),
    REAL(EIGENREC | HYBRID, taste.film_power),
    REAL(EIGENREC | HYBRID, taste.soft),
    REAL(EIGENREC | HYBRID, taste.few_films),
    REAL(EIGENREC | HYBRID, taste.watched_weight),
    REAL(EIGENREC | HYBRID, taste.tolerance),
    REAL(EIGENREC | HYBRID, newcomers.rarity),
    REAL(EIGENREC | HYBRID, newcomers.seen),
    REAL(EIGENREC | HYBRID, newcomers.half_films),
    WHOLE(SOFTIMPUTE, softimpute.rank),
    REAL(SOFTIMPUTE, softimpute.threshold),
    WHOLE(SOFTIMPUTE, softimpute.passes),
    REAL(SOFTIMPUTE, softimpute.tolerance),
    REAL(SOFTIMPUTE, softimpute.svd_tolerance),
    WHOLE(SOFTIMPUTE, plain_sweeps),
    REAL(SOFTIMPUTE, plain_films.bias_ridge),
    REAL(SOFTIMPUTE, plain_films.ridge),
    REAL(SOFTIMPUTE, plain_films.ridge_per_rating),
    WHOLE(HYBRID, stars.rank),
    WHOLE(HYBRID, stars.sweeps),
    REAL(SOFTIMPUTE | HYBRID, stars.users.bias_ridge),
    REAL(SOFTIMPUTE | HYBRID, stars.users.ridge),
    REAL(SOFTIMPUTE | HYBRID, stars.users.ridge_per_rating),
    REAL(HYBRID, stars.fold.bias_ridge),
    REAL(HYBRID, stars.fold.ridge),
    REAL(HYBRID, stars.fold.ridge_per_rating),
    REAL(HYBRID, stars.films.bias_ridge),
    REAL(HYBRID, stars.films.ridge),
    REAL(HYBRID, stars.films.ridge_per_rating),
    REAL(HYBRID, stars.user_prior.ridge),
    REAL(HYBRID, stars.user_prior.shrink),
    REAL(HYBRID, stars.film_prior.ridge),
    REAL(HYBRID, stars.film_prior.shrink),
    WHOLE(HYBRID, embedding.rank),
    REAL(HYBRID, embedding.power),
    REAL(HYBRID, embedding.shrink),
    WHOLE(HYBRID, near.per_film),
    WHOLE(HYBRID, near.films_max),
    WHOLE(HYBRID, near.min_ratings),
    REAL(HYBRID, near.ridge),
    REAL(HYBRID, near.ridge_relative),
    HEAD(films, true),
    HEAD(min_ratings, true),
    HEAD(ridge, false),
    HEAD(ridge_relative, false),
    HEAD(gain, false),
    HEAD(half_films, false),
    REAL(HYBRID, near_share),
    REAL(HYBRID, near_half),
    REAL(HYBRID, discovery.affinity),
    REAL(HYBRID, discovery.stars),
    REAL(HYBRID, discovery.novelty),
    REAL(HYBRID, list.affinity),
    REAL(HYBRID, list.stars),
    REAL(HYBRID, list.novelty),
};
enum { N_SETTINGS = sizeof table / sizeof *table };

const LbFitSetting *lb_fit_settings_table(size_t *n)
{
    *n = N_SETTINGS;
    return table;
}

const LbFitSetting *lb_fit_settings_find(const char *name)
{
    for (size_t i = 0; i < N_SETTINGS; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}

double lb_fit_settings_value(const LbFitSettings *settings, const LbFitSetting *setting)
{
    const void *at = (const char *)settings + setting->offset;
    return setting->is_whole ? *(const int32_t *)at : *(const double *)at;
}

void lb_fit_settings_assign(LbFitSettings *settings, const LbFitSetting *setting, double value)
{
    void *at = (char *)settings + setting->offset;
    if (setting->is_whole)
        *(int32_t *)at = (int32_t)lround(value);
    else
        *(double *)at = value;
}

void lb_fit_settings_put(LbJson *doc, LbJsonValue *object, const LbFitSettings *settings,
                         LbMethod method)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        double value = lb_fit_settings_value(settings, &table[i]);
        if ((table[i].methods & 1U << method) == 0) continue;
        if (table[i].is_whole)
            lb_json_int(doc, object, table[i].name, (int64_t)value);
        else
            lb_json_real(doc, object, table[i].name, value);
    }
}

int lb_fit_settings_get(LbFitSettings *settings, const LbJsonValue *object)
{
    int n = 0;
    for (size_t i = 0; i < N_SETTINGS; i++) {
        double value = lb_json_get_real(object, table[i].name, (double)NAN);
        if (isnan(value) || fabs(value) > INT32_MAX) continue;
        lb_fit_settings_assign(settings, &table[i], value);
        n++;
    }
    return n;
}
