/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"
#include "common/version.h"
#include "trainer/matrix/matrix.h"
#include "trainer/options.h"
#include "trainer/publish/listing.h"
#include "trainer/publish/slot.h"
#include "trainer/report/report_text.h"
#include "trainer/svd/lanczos.h"
#include "trainer/train.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void print_version(const LbTrainOptions *options)
{
    printf("lbrec-train %s\n", LB_VERSION);
    if (options->ui.verbosity > 0)
        printf("%s\n%s\n%s\n", lb_matrix_library(), lb_lanczos_library(), lb_model_file_library());
}

/* People get a report, logs a line. */
static void summarise(const LbTrainOptions *options, LbUi *ui, const LbTrainSummary *summary)
{
    char line[LB_MESSAGE_MAX];
    if (summary->is_skipped || options->ui.verbosity < 0) return;
    if (options->ui.log_format == LB_LOG_TEXT) {
        lb_report_text_print(stderr, summary, options->train.model_path);
        return;
    }
    lb_report_text_line(line, sizeof line, summary, options->train.model_path);
    lb_report(lb_ui_reporter(ui), LB_LEVEL_NOTE, "%s", line);
}

static LbStatus train(LbTrainOptions *options, LbUi *ui, LbError *err)
{
    LbStatus       st      = LB_OK;
    char          *path    = NULL;
    LbTrainSummary summary = {0};
    LB_TRY(lb_ui_model_path(&path, options->output, err));
    options->train.model_path     = path;
    options->train.creates_folder = options->output == NULL;
    LB_TRY(lb_train(&summary, &options->train, lb_ui_reporter(ui), err));
    summarise(options, ui, &summary);
cleanup:
    lb_summary_clear(&summary);
    free(path);
    return st;
}

static LbStatus roll_back(const LbTrainOptions *options, LbUi *ui, LbError *err)
{
    LbStatus    st    = LB_OK;
    char       *path  = NULL;
    int32_t     taken = 0;
    LbModelSlot slot  = {.lock = -1};
    LB_TRY(lb_ui_model_path(&path, options->output, err));
    LB_TRY(lb_slot_take(&slot, path, false, err));
    LB_TRY(lb_slot_rollback(&slot, options->generation, &taken, err));
    lb_report(lb_ui_reporter(ui), LB_LEVEL_NOTE,
              "generation %d is the present model '%s' again; the one that was is generation 1",
              (int)taken, path);
cleanup:
    lb_slot_release(&slot);
    free(path);
    return st;
}

static LbStatus list(const LbTrainOptions *options, LbError *err)
{
    char    *path = NULL;
    LbStatus st   = lb_ui_model_path(&path, options->output, err);
    if (st == LB_OK) st = lb_listing_print(stdout, path, options->json, (int64_t)time(NULL), err);
    free(path);
    return st == LB_OK ? lb_ui_finish_stdout(err) : st;
}

static LbStatus run(LbTrainOptions *options, LbUi *ui, LbError *err)
{
    bool is_asked = options->help || options->version || options->describe;
    if (!is_asked && options->list) return list(options, err);
    if (!is_asked && options->rollback) return roll_back(options, ui, err);
    if (!is_asked) return train(options, ui, err);
    if (options->help)
        lb_cli_help(lb_train_options_cli(), stdout, lb_ui_width(stdout));
    else if (options->version)
        print_version(options);
    else
        lb_cli_describe(lb_train_options_cli(), stdout);
    return lb_ui_finish_stdout(err);
}

static void end_at_once(int code)
{
    (void)fflush(NULL);
    _exit(code);
}

int main(int argc, char **argv)
{
    LbTrainOptions options;
    LbError        err = {0};
    LbUi          *ui  = NULL;
    lb_train_options_init(&options);
    LbStatus parsed = lb_train_options_parse(&options, argc, argv, &err);
    LbStatus st     = lb_ui_new(&ui, &options.ui, parsed == LB_OK ? &err : NULL);
    if (st == LB_OK) st = parsed == LB_OK ? run(&options, ui, &err) : parsed;
    if (st != LB_OK && ui != NULL)
        lb_ui_fail(ui, &err, st == LB_EUSAGE ? "lbrec-train --help shows the options" : NULL);
    lb_ui_free(ui);
    lb_train_options_clear(&options);
    /* At exit() OpenBLAS waits for its threads, which before 0.3.30 wait for memory, for ever. */
    if (st == LB_ENOMEM) end_at_once(lb_status_exit_code(st));
    return lb_status_exit_code(st);
}
