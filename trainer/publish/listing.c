/* SPDX-License-Identifier: MIT */
#include "trainer/publish/listing.h"

#include "common/base/mem.h"
#include "common/model/model_about.h"
#include "common/model/model_file.h"
#include "common/text/text.h"
#include "trainer/publish/generations.h"

#include <errno.h>
#include <math.h>

/* Where the lines go: `doc` and `models` are NULL for text. */
typedef struct Listing {
    FILE        *out;
    LbJson      *doc;
    LbJsonValue *models;
    int64_t      now;
    int          n;
} Listing;

static void print_measure(FILE *out, const LbJson *evaluation, const char *key)
{
    double value = (double)NAN;
    if (evaluation != NULL) value = lb_json_get_real(lb_json_root(evaluation), key, value);
    if (isnan(value))
        fprintf(out, "%9s", "-");
    else
        fprintf(out, "%9.4f", value);
}

static LbStatus put_line(Listing *list, int32_t generation, const LbModel *model, const char *error,
                         LbError *err)
{
    LbJson *evaluation = NULL;
    char    name[16]   = "present";
    if (generation > 0) (void)snprintf(name, sizeof name, "%d", (int)generation);
    if (list->n == 0)
        fprintf(list->out, "%-8s%-22s%-12s%12s%10s%9s%9s\n", "model", "trained", "method",
                "ratings", "films", "NDCG@10", "RMSE");
    if (model == NULL) {
        fprintf(list->out, "%-8s%s\n", name, error);
        return LB_OK;
    }
    LbStatus st = lb_model_about_parse(&evaluation, model->info.evaluation, err);
    if (st != LB_OK) return st;
    char    trained[sizeof model->info.trained];
    LbSlice date = {model->info.trained, strlen(model->info.trained)};
    (void)lb_text_clean(trained, sizeof trained, date);
    fprintf(list->out, "%-8s%-22s%-12s%12lld%10d", name, trained,
            lb_model_method_name(model->info.method), (long long)model->info.n_ratings,
            (int)model->films.n_films);
    print_measure(list->out, evaluation, "ndcg10");
    print_measure(list->out, evaluation, "rmse_stars");
    fputc('\n', list->out);
    lb_json_free(evaluation);
    return LB_OK;
}

static void put_object(Listing *list, int32_t generation, const char *path, const LbModel *model,
                       const char *error)
{
    LbJsonValue *object = lb_json_push_object(list->doc, list->models);
    lb_json_int(list->doc, object, "generation", generation);
    lb_json_text(list->doc, object, "path", path);
    lb_json_text(list->doc, object, "error", error);
    if (model != NULL) lb_model_about_json(list->doc, object, model, list->now);
}

static LbStatus put_model(Listing *list, int32_t generation, const char *path, LbError *err)
{
    LbError        why   = {0};
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    LbStatus       st    = lb_model_file_open(&file, &model, path, true, NULL, &why);
    if (st == LB_ENOINPUT && why.detail == ENOENT) return LB_OK;
    if (st != LB_OK && st != LB_EDATA && st != LB_ENOINPUT) {
        if (err != NULL) *err = why;
        return st;
    }
    const char *error = st != LB_OK ? why.message : NULL;
    st                = LB_OK;
    if (list->doc != NULL)
        put_object(list, generation, path, model, error);
    else
        st = put_line(list, generation, model, error, err);
    list->n++;
    lb_model_file_close(file);
    return st;
}

static LbStatus put_all(Listing *list, const char *model, LbError *err)
{
    LbStatus      st   = LB_OK;
    char         *path = NULL;
    LbGenerations earlier;
    LB_TRY(lb_generations_find(&earlier, model, err));
    LB_TRY(put_model(list, 0, model, err));
    for (int32_t i = 0; i < earlier.n; i++) {
        LB_TRY(lb_generations_path(&path, model, earlier.number[i], err));
        LB_TRY(put_model(list, earlier.number[i], path, err));
        free(path);
        path = NULL;
    }
    if (list->n == 0)
        LB_FAIL(LB_ENOINPUT, 0, "no model at '%s': train one with lbrec-train RATINGS.csv", model);
cleanup:
    free(path);
    return st;
}

LbStatus lb_listing_print(FILE *out, const char *model, bool as_json, int64_t now, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *text = NULL;
    Listing  list = {.out = out, .now = now};
    if (as_json) {
        list.doc = lb_json_new();
        if (list.doc == NULL) return lb_error_nomem(err, 0);
        lb_json_int(list.doc, lb_json_root(list.doc), "schema", 1);
        list.models = lb_json_array(list.doc, lb_json_root(list.doc), "models");
    }
    LB_TRY(put_all(&list, model, err));
    if (as_json) {
        LB_TRY(lb_json_dump(list.doc, false, &text, err));
        fprintf(out, "%s\n", text);
    }
cleanup:
    free(text);
    lb_json_free(list.doc);
    return st;
}
