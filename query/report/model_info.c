/* SPDX-License-Identifier: MIT */
#include "query/report/model_info.h"

#include "common/base/mem.h"
#include "common/model/model_about.h"
#include "common/model/model_file.h"
#include "common/text/text.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { TEXT_CAP = 1024 };

static void put_text(FILE *out, const char *name, const char *value)
{
    char text[TEXT_CAP];
    (void)lb_text_clean(text, sizeof text, (LbSlice){value, strlen(value)});
    fprintf(out, "%-10s%s\n", name, text);
}

static void put_number(FILE *out, const char *name, int64_t value)
{
    fprintf(out, "%-10s%lld\n", name, (long long)value);
}

static void put_measure(FILE *out, const LbJsonValue *evaluation, const char *key, const char *name)
{
    double value = lb_json_get_real(evaluation, key, (double)NAN);
    if (!isnan(value)) fprintf(out, ", %s %.4f", name, value);
}

/* @param doc  the evaluation; NULL when there was none */
static void put_accuracy(FILE *out, const LbJson *doc)
{
    if (doc == NULL) {
        put_text(out, "accuracy", "not measured (lbrec-train --evaluate)");
        return;
    }
    const LbJsonValue *evaluation = lb_json_root(doc);
    fprintf(out, "%-10s%lld users kept out", "accuracy",
            (long long)lb_json_get_int(evaluation, "users", 0));
    put_measure(out, evaluation, "rmse_stars", "RMSE");
    put_measure(out, evaluation, "ndcg10", "NDCG@10");
    put_measure(out, evaluation, "recall20", "Recall@20");
    put_measure(out, evaluation, "pairwise", "pairwise");
    fputc('\n', out);
}

/* Of how many films each fact is known, and what is not known at all. */
static void put_facts(FILE *out, const LbFilms *films)
{
    LbAboutFact facts[LB_ABOUT_FACTS];
    int         n = 0;
    lb_model_about_facts(facts, films);
    fprintf(out, "%-10s", "known");
    for (int i = 0; i < LB_ABOUT_FACTS; i++)
        if (facts[i].films > 0)
            fprintf(out, "%s%s of %d", n++ > 0 ? ", " : "", facts[i].name, (int)facts[i].films);
    if (n == 0) fputs("no facts (give lbrec-train a table of them)", out);
    fprintf(out, "\n%-10s", "lacks");
    n = 0;
    for (int i = 0; i < LB_ABOUT_FACTS; i++)
        if (facts[i].films == 0) fprintf(out, "%s%s", n++ > 0 ? ", " : "", facts[i].name);
    fputs(n > 0 ? "\n" : "nothing\n", out);
}

static LbStatus print_table(FILE *out, const char *path, const LbModel *model, int64_t now,
                            LbError *err)
{
    LbJson            *evaluation = NULL;
    char               age[LB_AGE_TEXT];
    const LbModelInfo *info = &model->info;
    LbStatus           st   = lb_model_about_parse(&evaluation, info->evaluation, err);
    if (st != LB_OK) return st;
    lb_model_about_age_text(age, lb_model_about_age(info->trained, now));
    put_text(out, "model", path);
    put_text(out, "trained", info->trained);
    put_text(out, "age", age);
    put_text(out, "method", lb_model_method_name(info->method));
    put_number(out, "rank", lb_model_about_rank(model));
    put_number(out, "ratings", info->n_ratings);
    put_number(out, "users", info->n_users);
    put_number(out, "films", model->films.n_films);
    fprintf(out, "%-10s%g to %g, mean %.3f stars\n", "scale", info->scale.lo, info->scale.hi,
            info->mean_stars);
    put_facts(out, &model->films);
    put_accuracy(out, evaluation);
    put_text(out, "input", info->source);
    put_text(out, "hash", info->input_hash);
    put_text(out, "program", info->program);
    put_number(out, "schema", lb_model_schema_of(model));
    lb_json_free(evaluation);
    return LB_OK;
}

static LbStatus print_json(FILE *out, const char *path, const LbModel *model, int64_t now,
                           LbError *err)
{
    struct stat info;
    char       *text = NULL;
    if (stat(path, &info) != 0)
        return lb_error_set(err, LB_ENOINPUT, errno, "cannot look at '%s': %s", path,
                            strerror(errno));
    LbJson *doc = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    LbJsonValue *root = lb_json_root(doc);
    lb_json_int(doc, root, "schema", 1);
    lb_json_text(doc, root, "path", path);
    lb_json_int(doc, root, "bytes", (int64_t)info.st_size);
    lb_json_int(doc, root, "model_schema", lb_model_schema_of(model));
    lb_model_about_json(doc, root, model, now);
    LbStatus st = lb_json_dump(doc, false, &text, err);
    if (st == LB_OK) fprintf(out, "%s\n", text);
    free(text);
    lb_json_free(doc);
    return st;
}

LbStatus lb_model_info_print(FILE *out, const char *path, bool as_json, int64_t now, LbError *err)
{
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    LbStatus       st    = lb_model_file_open(&file, &model, path, true, NULL, err);
    if (st != LB_OK) return st;
    st = as_json ? print_json(out, path, model, now, err) : print_table(out, path, model, now, err);
    lb_model_file_close(file);
    return st;
}
