/* SPDX-License-Identifier: MIT */
#include "trainer/publish/current.h"

#include "common/model/model_file.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* A text that is no JSON is no reason to stop: nothing is known then. */
static LbStatus parse(LbJson **out, const char *text, LbError *err)
{
    *out = NULL;
    if (text[0] == '\0') return LB_OK;
    LbStatus st = lb_json_parse(out, text, strlen(text), err);
    return st == LB_EDATA ? LB_OK : st;
}

static LbStatus take(LbCurrentModel *current, const LbModel *model, LbError *err)
{
    LbStatus st       = LB_OK;
    current->is_there = true;
    current->info     = model->info;
    current->n_films  = model->films.n_films;
    LB_TRY(parse(&current->settings, model->info.settings, err));
    LB_TRY(parse(&current->evaluation, model->info.evaluation, err));
cleanup:
    current->info.settings = current->info.evaluation = current->info.libraries = NULL;
    return st;
}

LbStatus lb_current_read(LbCurrentModel *out, const char *path, const LbReporter *reporter,
                         LbError *err)
{
    LbError        why   = {0};
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    *out                 = (LbCurrentModel){0};
    if (access(path, F_OK) != 0) return LB_OK;
    LbStatus st = lb_model_file_open(&file, &model, path, true, reporter, &why);
    if (st == LB_EDATA || st == LB_ENOINPUT) {
        lb_reporter_message(reporter, LB_LEVEL_WARNING, "the present model cannot be read: %s",
                            why.message);
        return LB_OK;
    }
    if (st != LB_OK) {
        if (err != NULL) *err = why;
        return st;
    }
    st = take(out, model, err);
    if (st != LB_OK) lb_current_clear(out);
    lb_model_file_close(file);
    return st;
}

void lb_current_clear(LbCurrentModel *current)
{
    lb_json_free(current->settings);
    lb_json_free(current->evaluation);
    *current = (LbCurrentModel){0};
}

const char *lb_current_setting(const LbCurrentModel *current, const char *key)
{
    if (current->settings == NULL) return "";
    return lb_json_get_text(lb_json_root(current->settings), key, "");
}

double lb_current_measure(const LbCurrentModel *current, const char *key)
{
    if (current->evaluation == NULL) return (double)NAN;
    return lb_json_get_real(lb_json_root(current->evaluation), key, (double)NAN);
}
