/* SPDX-License-Identifier: MIT */
/** @file cli.h
 *  One table of options feeds parsing, --help, the man page check and the completions. No I/O
 *  beyond lb_cli_help(), no exit. */
#ifndef LB_COMMON_PROGRAM_CLI_H
#define LB_COMMON_PROGRAM_CLI_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum LbOptionKind {
    LB_OPT_SECTION, /**< a heading in --help: `help` is its text */
    LB_OPT_FLAG,    /**< bool: set to true */
    LB_OPT_UNFLAG,  /**< bool: set to false (--no-x) */
    LB_OPT_COUNT,   /**< int: incremented (-v -v) */
    LB_OPT_INT,     /**< int64_t within min..max */
    LB_OPT_REAL,    /**< double within min..max */
    LB_OPT_TEXT,    /**< const char *: borrowed from argv */
    LB_OPT_LIST,    /**< LbTextList: repeatable */
    LB_OPT_CHOICE,  /**< int: index into `choices` ("a|b|c") */
    LB_OPT_RANGE,   /**< LbRange: "A..B", "A..", "..B" or "A" */
    LB_OPT_PARSE    /**< calls `parse` */
} LbOptionKind;

typedef struct LbTextList {
    const char **items; /**< borrowed from argv; the array is freed by lb_cli_clear_list() */
    int          n;
} LbTextList;

typedef struct LbRange {
    double lo, hi; /**< inclusive; -INFINITY / INFINITY when open */
    bool   is_set;
} LbRange;

typedef struct LbOption {
    LbOptionKind kind;
    const char  *name;     /**< long name, without dashes */
    char         letter;   /**< short name, 0 = none */
    const char  *argument; /**< name of the argument in the help, NULL = none; "[=X]" = optional */
    size_t       offset;   /**< of the target inside the config struct */
    double       min, max; /**< INT, REAL, RANGE */
    const char  *choices;  /**< CHOICE: "auto|always|never"; LIST / TEXT: NULL, "file", "dir" (for
                                completions) */
    const char  *help;     /**< one sentence; newlines break lines; NULL = a hidden option */
    LbStatus (*parse)(void *config, const char *value, LbError *err); /**< PARSE; value may be NULL
                                                                            when optional */
} LbOption;

/** What a program is asked about itself, in place of its work. */
typedef struct LbCliAsked {
    bool help, version, describe;
} LbCliAsked;

/** The rows that end the table of every program, and the table; `at` is the offset of an LbCliAsked
 *  in the config struct. */
/* clang-format off */
#define LB_CLI_LAST_OPTIONS(at)                                                                    \
    {LB_OPT_FLAG, "help", 'h', NULL, (at) + offsetof(LbCliAsked, help), 0, 0, NULL,                \
     "this text", NULL},                                                                           \
    {LB_OPT_FLAG, "version", 'V', NULL, (at) + offsetof(LbCliAsked, version), 0, 0, NULL,          \
     "version, and with -v libraries", NULL},                                                      \
    {LB_OPT_FLAG, "help-options", 0, NULL, (at) + offsetof(LbCliAsked, describe), 0, 0, NULL,      \
     NULL, NULL},                                                                                  \
    {0}
/* clang-format on */

/** Name and version of a library. */
typedef const char *(*LbCliLibrary)(void);

typedef struct LbCli {
    const char         *program;
    const char         *usage;     /**< e.g. "[OPTION]... RATINGS" */
    const char         *intro;     /**< paragraph under the usage line */
    const char         *footer;    /**< examples, terms, exit codes; NULL: none */
    const LbOption     *options;   /**< ends with {0} */
    const LbCliLibrary *libraries; /**< for --version -v; ends with NULL; NULL: none */
    /** Told of every option that was set, and of its value (NULL: none); NULL: nobody is told. */
    LbStatus (*note)(void *config, const LbOption *option, const char *value, LbError *err);
} LbCli;

/** Parse argv into `config` (defaults already set by the caller). Operands are moved to the front
 *  of `operands` (borrowed from argv; array of at least argc pointers). "--" ends options; unique
 *  prefixes of long names work.
 *  @retval LB_EUSAGE  "--rank: expected 1..500, got '5O'"; an unknown option names the nearest
 *                     one */
LB_NODISCARD LbStatus lb_cli_parse(const LbCli *cli, int argc, char **argv, void *config,
                                   const char **operands, int *n_operands, LbError *err);

/** Set the option of this long name, as "--name=value" does; a NULL value: "--name" alone.
 *  @retval LB_EUSAGE  as lb_cli_parse()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_cli_set(const LbCli *cli, const char *name, const char *value,
                                 void *config, LbError *err);

/** Whether the option of this long name takes no argument. */
bool lb_cli_is_switch(const LbCli *cli, const char *name);

bool lb_cli_is_asked(const LbCliAsked *asked);

/** Say what was asked: the help, the version, or the description for scripts.
 *  @param verbosity  above 0: the versions of the libraries too */
void lb_cli_tell(const LbCli *cli, const LbCliAsked *asked, int verbosity, FILE *out, int width);

/** Help text wrapped at `width` columns. */
void lb_cli_help(const LbCli *cli, FILE *out, int width);

/** One line an option for scripts ("--help-options", hidden): long, letter, argument, choices,
 *  help, separated by tabs. The man page check and the completions are made from it. */
void lb_cli_describe(const LbCli *cli, FILE *out);

/** A file that is named by nothing, as by a shell's variable that is not set, is not the default.
 *  @param value  NULL: the option was not given
 *  @retval LB_EUSAGE  "" */
LB_NODISCARD LbStatus lb_cli_check_file(const char *option, const char *value, LbError *err);

void lb_cli_clear_list(LbTextList *list);

#endif
