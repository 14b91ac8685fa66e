/* SPDX-License-Identifier: MIT */
#include "trainer/job/provenance.h"

#include "common/base/path.h"
#include "common/version.h"
#include "trainer/methods/fit_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char program[] = "lbrec " LB_VERSION;

static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : lb_path_base(path);
}

static void put_columns(LbJson *doc, LbJsonValue *root, const LbRatingColumns *columns)
{
    LbJsonValue *asked = lb_json_object(doc, root, "columns_asked");
    lb_json_text(doc, asked, "user", columns->user);
    lb_json_text(doc, asked, "film", columns->film);
    lb_json_text(doc, asked, "rating", columns->rating);
}

/* Whatever changes the model. Not the threads: the result does not depend on them. */
static void put_settings(LbJson *doc, const LbProvenance *provenance)
{
    const LbTrainSettings   *set     = provenance->settings;
    const LbRatingsSettings *ratings = &set->ratings;
    LbJsonValue             *root    = lb_json_root(doc);
    lb_json_text(doc, root, "method", lb_model_method_name(set->method));
    lb_json_int(doc, root, "rank", set->rank);
    lb_json_real(doc, root, "tolerance", set->svd.tolerance);
    lb_json_int(doc, root, "seed", (int64_t)set->svd.seed);
    lb_json_int(doc, root, "min_user_ratings", ratings->min_user_ratings);
    lb_json_int(doc, root, "min_film_ratings", ratings->min_film_ratings);
    lb_json_bool(doc, root, "warm_start", set->warm_path != NULL || set->warm_auto);
    lb_json_bool(doc, root, "tune", set->tune);
    lb_json_real(doc, root, "evaluate", set->evaluate ? set->evaluate_fraction : 0);
    lb_json_int(doc, root, "format", (int64_t)ratings->reader.format);
    lb_json_bool(doc, root, "skip_bad", ratings->reader.skip_bad);
    LbJsonValue *scale = lb_json_array(doc, root, "scale_asked");
    lb_json_push_real(doc, scale, ratings->reader.scale.lo);
    lb_json_push_real(doc, scale, ratings->reader.scale.hi);
    put_columns(doc, root, &ratings->reader.columns);
    lb_json_text(doc, root, "films_hash", provenance->films_hash);
}

static LbStatus take_fingerprint(LbProvenance *provenance, LbError *err)
{
    LbStatus  st     = LB_OK;
    char     *text   = NULL;
    LbHasher *hasher = NULL;
    LbJson   *doc    = lb_json_new();
    if (doc == NULL) LB_FAIL_NOMEM(0);
    put_settings(doc, provenance);
    LB_TRY(lb_json_dump(doc, false, &text, err));
    LB_TRY(lb_hash_new(&hasher, err));
    lb_hash_update(hasher, text, strlen(text));
    lb_hash_text(hasher, provenance->fingerprint);
cleanup:
    lb_hash_free(hasher);
    free(text);
    lb_json_free(doc);
    return st;
}

static LbStatus hash_films(char out[LB_HASH_TEXT], const LbTrainSettings *settings,
                           const LbReporter *reporter, LbError *err)
{
    return lb_hash_files(out, (LbPaths){settings->films_paths, settings->n_films_paths}, reporter,
                         err);
}

LbStatus lb_provenance_make(LbProvenance *out, const LbTrainSettings *settings,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbProvenance){.settings = settings};
    LB_TRY(hash_films(out->films_hash, settings, reporter, err));
    LB_TRY(take_fingerprint(out, err));
cleanup:
    return st;
}

LbStatus lb_provenance_check(const LbProvenance *provenance, const LbReporter *reporter,
                             LbError *err)
{
    char                   now[LB_HASH_TEXT];
    const LbTrainSettings *settings = provenance->settings;
    LbStatus               st       = hash_films(now, settings, reporter, err);
    if (st != LB_OK || strcmp(now, provenance->films_hash) == 0) return st;
    return lb_error_set(err, LB_ETEMPFAIL, 0,
                        "%s%s: it was changed or replaced while it was read; run again when it is "
                        "complete",
                        settings->films_paths[0],
                        settings->n_films_paths > 1 ? " or another films file" : "");
}

bool lb_provenance_matches(const LbProvenance *provenance, const LbCurrentModel *current,
                           const char *input_hash)
{
    return current->is_there && strcmp(current->info.input_hash, input_hash) == 0 &&
           strcmp(current->info.program, program) == 0 &&
           strcmp(lb_current_setting(current, "fingerprint"), provenance->fingerprint) == 0;
}

LbStatus lb_provenance_json(char **out, const LbProvenance *provenance, const LbFitSettings *chosen,
                            const LbRatingHeader *header, LbError *err)
{
    LbJson *doc = lb_json_new();
    *out        = NULL;
    if (doc == NULL) return lb_error_nomem(err, 0);
    LbJsonValue *root = lb_json_root(doc);
    put_settings(doc, provenance);
    lb_json_text(doc, root, "fingerprint", provenance->fingerprint);
    lb_fit_settings_put(doc, lb_json_object(doc, root, "fit"), chosen,
                        provenance->settings->method);
    LbJsonValue *sources = lb_json_array(doc, root, "sources");
    for (int i = 0; i < provenance->settings->inputs.n; i++)
        lb_json_push_text(doc, sources, name_of(provenance->settings->inputs.path[i]));
    LbJsonValue *columns = lb_json_array(doc, root, "columns");
    for (int i = 0; i < header->n; i++)
        lb_json_push_text(doc, columns, header->name[i]);
    lb_json_text(doc, root, "user", header->user);
    lb_json_text(doc, root, "film", header->film);
    lb_json_text(doc, root, "rating", header->rating);
    LbStatus st = lb_json_dump(doc, false, out, err);
    lb_json_free(doc);
    return st;
}

/* "a.csv, b.csv", or as many as there is room for and the number of the others. */
static void name_sources(char *text, size_t cap, LbPaths inputs)
{
    size_t used = 0;
    text[0]     = '\0';
    for (int i = 0; i < inputs.n; i++) {
        const char *name = name_of(inputs.path[i]);
        const char  *and = i > 0 ? ", " : "";
        char rest[32];
        (void)snprintf(rest, sizeof rest, " and %d more", inputs.n - i);
        size_t room = i + 1 < inputs.n ? strlen(rest) : 0;
        if (i > 0 && used + strlen(and) + strlen(name) + room >= cap) {
            (void)snprintf(text + used, cap - used, "%s", rest);
            return;
        }
        (void)snprintf(text + used, cap - used, "%s%s", and, name);
        used = strlen(text);
    }
}

/* The day alone, so that trainings of one day give the same bytes (the file's own date has the second);
 * a date that is given is taken as it is. A clock that was wrong is seen in the model's age alone. */
void lb_provenance_sign(const LbProvenance *provenance, LbModelInfo *info)
{
    int64_t   date = provenance->settings->date;
    time_t    now  = date >= 0 ? (time_t)date : time(NULL);
    struct tm utc  = {0};
    (void)gmtime_r(&now, &utc);
    if (date < 0) utc.tm_hour = utc.tm_min = utc.tm_sec = 0;
    (void)strftime(info->trained, sizeof info->trained, "%Y-%m-%dT%H:%M:%SZ", &utc);
    name_sources(info->source, sizeof info->source, provenance->settings->inputs);
    (void)snprintf(info->program, sizeof info->program, "%s", program);
}
