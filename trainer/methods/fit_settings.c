/* SPDX-License-Identifier: MIT */
#include "trainer/methods/fit_settings.h"

#include <math.h>

enum {
    ZSCORE     = 1U << LB_METHOD_ZSCORE,
    EIGENREC   = 1U << LB_METHOD_EIGENREC,
    SOFTIMPUTE = 1U << LB_METHOD_SOFTIMPUTE,
    HYBRID     = 1U << LB_METHOD_HYBRID
};

#define REAL(methods, member)                                                                      \
    {                                                                                              \
#member, methods, false, offsetof(LbFitSettings, member)                                   \
    }
#define WHOLE(methods, member)                                                                     \
    {                                                                                              \
#member, methods, true, offsetof(LbFitSettings, member)                                    \
    }

static const struct Row {
    const char *name;
    unsigned    methods;  /* bits LbMethod */
    bool        is_whole; /* int32_t, else double */
    size_t      offset;
} rows[] = {
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
    WHOLE(SOFTIMPUTE, softimpute.rank),
    REAL(SOFTIMPUTE, softimpute.threshold),
    WHOLE(SOFTIMPUTE, softimpute.passes),
    WHOLE(SOFTIMPUTE, plain_sweeps),
    REAL(SOFTIMPUTE, plain_films.ridge),
    REAL(SOFTIMPUTE, plain_films.ridge_per_rating),
    WHOLE(HYBRID, stars.rank),
    WHOLE(HYBRID, stars.sweeps),
    REAL(SOFTIMPUTE | HYBRID, stars.users.bias_ridge),
    REAL(SOFTIMPUTE | HYBRID, stars.users.ridge),
    REAL(SOFTIMPUTE | HYBRID, stars.users.ridge_per_rating),
    REAL(HYBRID, stars.films.bias_ridge),
    REAL(HYBRID, stars.films.ridge),
    REAL(HYBRID, stars.films.ridge_per_rating),
    REAL(HYBRID, stars.user_prior.ridge),
    REAL(HYBRID, stars.film_prior.ridge),
    WHOLE(HYBRID, embedding.rank),
    REAL(HYBRID, embedding.power),
    REAL(HYBRID, embedding.shrink),
    WHOLE(HYBRID, near.per_film),
    WHOLE(HYBRID, near.films_max),
    REAL(HYBRID, near.ridge),
    REAL(HYBRID, near.ridge_relative),
    WHOLE(HYBRID, head_films),
    REAL(HYBRID, head.ridge),
    REAL(HYBRID, head.ridge_relative),
    REAL(HYBRID, head_gain),
    REAL(HYBRID, head_half),
    REAL(HYBRID, near_share),
    REAL(HYBRID, near_half),
    REAL(HYBRID, discovery.affinity),
    REAL(HYBRID, discovery.stars),
    REAL(HYBRID, discovery.novelty),
};

void lb_fit_settings_put(LbJson *doc, LbJsonValue *object, const LbFitSettings *settings,
                         LbMethod method)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const void *at = (const char *)settings + rows[i].offset;
        if ((rows[i].methods & 1U << method) == 0) continue;
        if (rows[i].is_whole)
            lb_json_int(doc, object, rows[i].name, *(const int32_t *)at);
        else
            lb_json_real(doc, object, rows[i].name, *(const double *)at);
    }
}

int lb_fit_settings_get(LbFitSettings *settings, const LbJsonValue *object)
{
    int n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void  *at    = (char *)settings + rows[i].offset;
        double value = lb_json_get_real(object, rows[i].name, (double)NAN);
        if (isnan(value) || fabs(value) > INT32_MAX) continue;
        if (rows[i].is_whole)
            *(int32_t *)at = (int32_t)value;
        else
            *(double *)at = value;
        n++;
    }
    return n;
}
