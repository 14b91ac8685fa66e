/* SPDX-License-Identifier: MIT */
#include "trainer/publish/current.h"

#include "common/model/model_about.h"
#include "common/model/model_file.h"

#include <errno.h>
#include <math.h>
#include <sys/stat.h>

static int32_t count_titled(const LbFilms *films)
{
    int32_t n = 0;
    for (int32_t i = 0; i < films->titles.n; i++)
        n += lb_model_string(&films->titles, i).len > 0;
    return n;
}

static LbStatus take(LbCurrentModel *current, const LbModel *model, LbError *err)
{
    LbStatus st        = LB_OK;
    current->is_there  = true;
    current->info      = model->info;
    current->n_films   = model->films.n_films;
    current->n_titled  = count_titled(&model->films);
    current->n_with_id = model->films.n_by_id;
    LB_TRY(lb_model_about_parse(&current->settings, model->info.settings, err));
    LB_TRY(lb_model_about_parse(&current->evaluation, model->info.evaluation, err));
cleanup:
    current->info.settings = current->info.evaluation = current->info.libraries = NULL;
    return st;
}

LbStatus lb_current_read(LbCurrentModel *out, const char *path, bool verify,
                         const LbReporter *reporter, LbError *err)
{
    LbError        why   = {0};
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    *out                 = (LbCurrentModel){0};
    struct stat info;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0) return LB_OK;
    LbStatus st = lb_model_file_open(&file, &model, path, verify, reporter, &why);
    if (st == LB_ENOINPUT && why.detail == ENOENT) return LB_OK;
    if (st == LB_EDATA) {
        lb_reporter_message(reporter, LB_LEVEL_WARNING, "the present model cannot be read: %s",
                            why.message);
        out->is_damaged = true;
        return LB_OK;
    }
    if (st == LB_EINTR) return lb_error_copy(err, &why);
    if (st != LB_OK) {
        (void)lb_error_copy(err, &why);
        return lb_error_context(err, st, "the present model is not replaced");
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
