/* SPDX-License-Identifier: MIT */
/** @file options.h
 *  The command line of lbrec-query. */
#ifndef LB_QUERY_OPTIONS_OPTIONS_H
#define LB_QUERY_OPTIONS_OPTIONS_H

#include "query/options/option_values.h"

void lb_query_options_init(LbQueryOptions *options);
void lb_query_options_clear(LbQueryOptions *options);

/** The table, usage and help texts. */
const LbCli *lb_query_options_cli(void);

/** Parse a command line, and check what belongs together.
 *  @param operands    array of at least argc pointers
 *  @retval LB_EUSAGE  as lb_cli_parse() and lb_query_options_finish()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_parse(LbQueryOptions *options, int argc, char **argv,
                                             const char **operands, int *n_operands, LbError *err);

/** Set one option of a request that comes from elsewhere than a command line. What concerns the
 *  machine, the network or the program, and not the list that comes out, cannot be set so.
 *  @param name   as after "--", in full   @param value  NULL: none was given. Both are borrowed
 *  @retval LB_EUSAGE  no such option of a request; a bad value, in the words of the command line
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_set(LbQueryOptions *options, const char *name,
                                           const char *value, LbError *err);

/** Add a file that came with a request to one of the options that take files: export, saved-page,
 *  ratings, watched, watchlist, exclude, candidates, available, not-interested.
 *  @param path  borrowed
 *  @retval LB_EUSAGE  no such option   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_attach(LbQueryOptions *options, const char *name,
                                              const char *path, LbError *err);

/** Whether anybody or any film is to be answered about: a source of ratings, or --similar. */
bool lb_query_options_has_task(const LbQueryOptions *options);

/** Start from what was given on the command line: its settings, without its sources and lists. */
void lb_query_options_derive(LbQueryOptions *options, const LbQueryOptions *given);

/** The same with its sources and lists: for the people that a service was given. What is set after
 *  that holds over it, and adds to what may be repeated.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_adopt(LbQueryOptions *options, const LbQueryOptions *given,
                                             LbError *err);

/** Once all options are set: complete them, and check what belongs together.
 *  @param sources     kinds of source of ratings beside those that are options
 *  @retval LB_EUSAGE  no source, two kinds of source without --blend or --match, --refresh with
 *                     --offline, and others that exclude each other */
LB_NODISCARD LbStatus lb_query_options_finish(LbQueryOptions *options, int sources, LbError *err);

#endif
