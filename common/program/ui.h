/* SPDX-License-Identifier: MIT */
/** @file ui.h
 *  The terminal: messages and progress on standard error, colour rules, Ctrl-C. Programs only:
 *  included by main.c and options.c, never by a library module. */
#ifndef LB_COMMON_PROGRAM_UI_H
#define LB_COMMON_PROGRAM_UI_H

#include "common/base/reporter.h"

#include <stdint.h>
#include <stdio.h>

typedef enum LbWhen {
    LB_WHEN_AUTO,
    LB_WHEN_ALWAYS,
    LB_WHEN_NEVER
} LbWhen;                                                          /**< auto|always|never */
typedef enum LbLogFormat { LB_LOG_TEXT, LB_LOG_JSON } LbLogFormat; /**< text|json */

typedef struct LbUiSettings {
    const char *program;
    int         verbosity;  /**< -2 errors, -1 warnings too, 0 normal, 1 -v, 2 -vv */
    int         progress;   /**< LbWhen */
    int         color;      /**< LbWhen */
    int         log_format; /**< LbLogFormat: JSON writes one object a line to standard error */
} LbUiSettings;

typedef struct LbUi LbUi;

/** Set up messages and, once a process, the handlers of SIGINT and SIGTERM (they set a flag; a
 *  second one ends the process at once). SIGPIPE is ignored: a closed pipe is a write error, and so
 *  is SIGXFSZ's file size limit. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ui_new(LbUi **out, const LbUiSettings *settings, LbError *err);
void                  lb_ui_free(LbUi *ui);

/** To be handed to the libraries. */
const LbReporter *lb_ui_reporter(LbUi *ui);

/** Print "program: message" (clears the progress bar first), with a hint line when not NULL. */
void lb_ui_fail(LbUi *ui, const LbError *err, const char *hint);

/** Colour on this stream: --color beats a non-empty NO_COLOR beats a dumb TERM beats isatty. */
bool lb_ui_color(const LbUi *ui, FILE *stream);

/** Columns of the terminal behind the stream: COLUMNS, else what it says, else 80. */
int lb_ui_width(FILE *stream);

/** Flush standard output and check it. A reader that closed the pipe is no error.
 *  @retval LB_EIO */
LB_NODISCARD LbStatus lb_ui_finish_stdout(LbError *err);

/** $SOURCE_DATE_EPOCH, seconds since 1970: the date of what is made, for results that do not depend
 *  on when they are made; -1 when it is not set.
 *  @retval LB_EUSAGE  it is no such number */
LB_NODISCARD LbStatus lb_ui_source_date(int64_t *date, LbError *err);

/** Default model path: `given`, else $LBREC_MODEL, else $XDG_DATA_HOME/lbrec/model.h5, else
 *  ~/.local/share/lbrec/model.h5; malloc()ed. @retval LB_EUSAGE  no home folder known
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ui_model_path(char **out, const char *given, LbError *err);

/** The listening socket that systemd handed to this process (sd_listen_fds(3)); -1: none. */
int lb_ui_inherited_socket(void);

/** $XDG_CONFIG_HOME/lbrec, else ~/.config/lbrec; malloc()ed. @retval LB_EUSAGE  no home folder known
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ui_config_folder(char **out, LbError *err);

/** The home folder, NULL unknown; borrowed from the environment. */
const char *lb_ui_home(void);

/** $XDG_CACHE_HOME/lbrec, else ~/.cache/lbrec; malloc()ed. @retval LB_EUSAGE  no home folder known
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_ui_cache_folder(char **out, LbError *err);

#endif
