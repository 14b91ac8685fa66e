/* SPDX-License-Identifier: MIT */
/** @file config.h
 *  Options from a file: those at its top hold always, those of a section "[name]" with --preset
 *  name, and the command line goes before both. A line is an option by its long name, "count = 20"
 *  or "films-only"; empty lines and those that begin with '#' do not count. */
#ifndef LB_QUERY_OPTIONS_CONFIG_H
#define LB_QUERY_OPTIONS_CONFIG_H

#include "query/options/options.h"

typedef struct LbConfigSettings {
    const char *folder; /**< of query.conf, which need not be there; NULL: none is known */
    const char *home;   /**< what a leading "~/" of a value is; NULL: nothing */
} LbConfigSettings;

/** Parse a command line over the configuration file, as lb_query_options_parse() does without one.
 *  @param options  with defaults
 *  @retval LB_EUSAGE    as lb_query_options_parse(); for a line of the file with its name and
 *                       number; a preset that is not there
 *  @retval LB_ENOINPUT  --config: no such file   @retval LB_EDATA  it has over 1 MiB, or a NUL
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_config_parse(LbQueryOptions *options, const LbConfigSettings *settings,
                                      int argc, char **argv, const char **operands, int *n_operands,
                                      LbError *err);

/** Write the options that were given in the form of the file, each behind a comment that tells where
 *  (--print-config); of one that holds once only the last. */
void lb_config_print(FILE *out, const LbQueryOptions *options);

#endif
