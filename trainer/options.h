/* SPDX-License-Identifier: MIT */
/** @file options.h
 *  The command line of lbrec-train. No I/O, no exit. */
#ifndef LB_TRAINER_OPTIONS_H
#define LB_TRAINER_OPTIONS_H

#include "common/program/cli.h"
#include "common/program/ui.h"
#include "trainer/job/settings.h"

/** What the table of options fills; train and ui are complete after lb_train_options_parse(). */
typedef struct LbTrainOptions {
    LbTrainSettings train;
    LbUiSettings    ui;
    const char     *output; /**< NULL = the default model */
    LbTextList      inputs, films, reports;
    LbCliAsked      asked;
    bool            list, json; /**< show the models, train nothing */
    bool            rollback;   /**< to an earlier model, train nothing */
    int32_t         generation; /**< of --rollback; 0 = the newest */

    /* As the table has them. */
    int64_t rank, seed, threads, min_user_ratings, min_film_ratings, keep;
    int     format, on_error, method;
    bool    quiet;
} LbTrainOptions;

/** For --help and --help-options. */
const LbCli *lb_train_options_cli(void);

void lb_train_options_init(LbTrainOptions *options);
void lb_train_options_clear(LbTrainOptions *options);

/** Parse argv. With --help, --version or --help-options nothing else is required.
 *  @retval LB_EUSAGE  the message says which option, what was expected and what was found */
LB_NODISCARD LbStatus lb_train_options_parse(LbTrainOptions *options, int argc, char **argv,
                                             LbError *err);

#endif
