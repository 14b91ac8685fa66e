/* SPDX-License-Identifier: MIT */
#include "common/base/path.h"
#include "common/program/process.h"
#include "trainer/options.h"
#include "trainer/publish/listing.h"
#include "trainer/publish/slot.h"
#include "trainer/ranks.h"
#include "trainer/report/report_text.h"
#include "trainer/train.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SILENT = -3 }; /* verbosity: not even errors */

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
    lb_reporter_message(lb_ui_reporter(ui), LB_LEVEL_NOTE, "%s", line);
}

static LbStatus train(LbTrainOptions *options, LbUi *ui, LbError *err)
{
    LbStatus       st      = LB_OK;
    char          *path    = NULL;
    LbTrainSummary summary = {0};
    LB_TRY(lb_ui_model_path(&path, options->output, err));
    options->train.model_path     = path;
    options->train.creates_folder = options->output == NULL;
    options->train.out            = stdout;
    LB_TRY(lb_ui_source_date(&options->train.date, err));
    LB_TRY(lb_ranks_watch(options->train.comm, path, err));
    for (int i = 0; i < options->train.n_reports; i++)
        LB_TRY(lb_ranks_watch(options->train.comm, options->train.reports[i], err));
    LB_TRY(lb_train(&summary, &options->train, lb_ui_reporter(ui), err));
    summarise(options, ui, &summary);
    st = lb_ui_finish_stdout(err);
    if (st != LB_OK) lb_error_context(err, st, "the model is in place, its report is not");
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
    LB_TRY(lb_slot_rollback(&slot, options->generation, &taken, lb_ui_reporter(ui), err));
    lb_reporter_message(
        lb_ui_reporter(ui), LB_LEVEL_NOTE,
        "generation %d is the present model '%s' again; the one that was is generation 1",
        (int)taken, path);
cleanup:
    lb_slot_release(&slot);
    free(path);
    return st;
}

static LbStatus list(const LbTrainOptions *options, LbError *err)
{
    char    *path = NULL, *file = NULL;
    LbStatus st = lb_ui_model_path(&path, options->output, err);
    if (st == LB_OK) st = lb_path_resolve(&file, path, err);
    if (st == LB_OK) st = lb_listing_print(stdout, file, options->json, (int64_t)time(NULL), err);
    free(file);
    free(path);
    return st == LB_OK ? lb_ui_finish_stdout(err) : st;
}

static LbStatus run(LbTrainOptions *options, LbUi *ui, LbError *err)
{
    bool trains = !lb_cli_is_asked(&options->asked) && !options->list && !options->rollback;
    if (!trains && !lb_comm_is_first(options->train.comm)) return LB_OK;
    if (lb_cli_is_asked(&options->asked)) {
        LbCli cli   = *lb_train_options_cli();
        cli.program = lb_ranks_program();
        lb_cli_tell(&cli, &options->asked, options->ui.verbosity, stdout, lb_ui_width(stdout));
        return lb_ui_finish_stdout(err);
    }
    if (options->list) return list(options, err);
    if (options->rollback) return roll_back(options, ui, err);
    return train(options, ui, err);
}

static void end_at_once(int code)
{
    (void)fflush(NULL);
    _exit(code);
}

/* Rank 0 speaks for all. */
static void be_silent(LbTrainOptions *options)
{
    options->ui.verbosity = SILENT;
    options->ui.progress  = LB_WHEN_NEVER;
}

/* Parse, work, and say what went wrong. @return how it ended, for all ranks */
static LbStatus run_program(LbTrainOptions *options, int argc, char **argv, LbComm *comm)
{
    LbError  err = {0}, no_ui = {0};
    LbUi    *ui = NULL;
    char     hint[64];
    LbStatus st = lb_train_options_parse(options, argc, argv, &err);
    snprintf(hint, sizeof hint, "%s --help shows the options", lb_ranks_program());
    options->train.comm = comm;
    if (!lb_comm_is_first(comm)) be_silent(options);
    LbStatus ui_st = lb_ui_new(&ui, &options->ui, &no_ui);
    if (ui_st == LB_OK && st == LB_OK) st = run(options, ui, &err);
    if (ui_st != LB_OK) err = no_ui;
    st = lb_ranks_agree(comm, ui_st != LB_OK ? ui_st : st, &err);
    if (st != LB_OK && ui == NULL)
        fprintf(stderr, "%s: %s\n", lb_ranks_program(), err.message);
    else if (st != LB_OK && lb_comm_is_first(comm))
        lb_ui_fail(ui, &err, st == LB_EUSAGE ? hint : NULL);
    lb_ui_free(ui);
    return st;
}

int main(int argc, char **argv)
{
    LbTrainOptions options;
    LbError        err  = {0};
    LbComm        *comm = NULL;
    if (!lb_process_begin(lb_ranks_program())) return lb_process_end(lb_error_exit_code(LB_EIO));
    LbStatus st = lb_ranks_join(&comm, &err);
    if (st != LB_OK) fprintf(stderr, "%s: %s\n", lb_ranks_program(), err.message);
    lb_train_options_init(&options);
    options.ui.program = lb_ranks_program();
    if (st == LB_OK) st = run_program(&options, argc, argv, comm);
    lb_train_options_clear(&options);
    int code = lb_process_end(lb_error_exit_code(st));
    if (!lb_ranks_leave(comm, code)) end_at_once(code);
    return code;
}
