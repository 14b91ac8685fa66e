/* SPDX-License-Identifier: MIT */
#include "common/model_file.h"
#include "common/version.h"
#include "trainer/options.h"
#include "trainer/report.h"

#include <stdlib.h>

static void print_version(const LbTrainOptions *options)
{
    printf("lbrec-train %s\n", LB_VERSION);
    if (options->ui.verbosity > 0)
        printf("%s\n%s\n%s\n", lb_matrix_library(), lb_svd_library(), lb_model_file_library());
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
    if (options->ui.verbosity >= 0 && options->ui.log_format == LB_LOG_TEXT)
        lb_report_print(stderr, &summary, path);
cleanup:
    lb_train_summary_clear(&summary);
    free(path);
    return st;
}

static LbStatus run(LbTrainOptions *options, LbUi *ui, LbError *err)
{
    if (!options->help && !options->version && !options->describe) return train(options, ui, err);
    if (options->help)
        lb_cli_help(lb_train_cli(), stdout, lb_ui_width(stdout));
    else if (options->version)
        print_version(options);
    else
        lb_cli_describe(lb_train_cli(), stdout);
    return lb_ui_finish_stdout(err);
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
    return lb_status_exit_code(st);
}
